/** Major versions of Node that the tests run on; the first is the oldest that works. */
export declare const TESTED_NODE_MAJORS: readonly [oldest: number, ...newer: number[]]
/** Whether a version (without a leading `v`) is new enough. */
export function isSupportedNode(version: string): boolean
