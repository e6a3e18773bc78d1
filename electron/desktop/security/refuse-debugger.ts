/**
 * Prevents that a signal opens Node's debugger in this process, by which every program of this computer would run code in
 * it. The packed app has a fuse for it (`enableNodeCliInspectArguments`); one that is started from its sources has not.
 */
export function refuseDebugger(): void {
  process.on('SIGUSR1', () => undefined)
}
