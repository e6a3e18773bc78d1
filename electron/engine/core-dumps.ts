import { spawnSync } from 'node:child_process'
import { toolEnvironment } from './child-environment.ts'

/**
 * Makes the system write no memory of this process to the disk when it crashes: keys are in it. Its children inherit that.
 * Node cannot set its own limits; `prlimit` of util-linux sets those of a running process. Elsewhere, and where it is
 * missing, the limit stays as the owner has it: services have it in their units.
 */
export function forbidCoreDumps(): void {
  if (process.platform !== 'linux') return
  spawnSync('prlimit', ['--pid', String(process.pid), '--core=0:0'], {
    stdio: 'ignore',
    timeout: 1000,
    env: toolEnvironment(process.env),
  })
}
