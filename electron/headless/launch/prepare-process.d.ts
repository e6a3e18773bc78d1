/**
 * The first thing that a process of ours does, however it was started: no debugger by signal, no end by a reader that
 * went away. Ends the process where Node is too old.
 */
export function prepareProcess(): void
