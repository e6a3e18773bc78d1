// Plain JavaScript that every Node can read.

/** Major versions of Node that the tests run on. The first is the oldest that works; `engines` of package.json says it. */
export const TESTED_NODE_MAJORS = Object.freeze([24, 26])

/**
 * @param {string} version of Node, without a leading `v`
 * @returns {boolean} whether it is new enough. Newer ones than were tested are tried: a system that updates itself
 *   must not close the doors, and what the gate needs of the permission model is found out by asking (gate-command.ts).
 */
export function isSupportedNode(version) {
  return Number(version.split('.')[0]) >= TESTED_NODE_MAJORS[0]
}
