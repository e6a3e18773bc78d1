/** Tells how far long work is, in units of its own. */
export type Progress = (done: number, total: number) => void
