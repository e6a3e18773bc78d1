/** Whether something built is there and no older than the folders it was made from. Whoever changes a source runs that. */
export function isFresh(file: string, sources: readonly string[]): boolean
