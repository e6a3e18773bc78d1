import { execFileSync, spawnSync } from 'node:child_process'

const linux = process.platform === 'linux'

/** Whether disks can be mounted for one command alone, which only root may do. */
export const mounts = linux && spawnSync('unshare', ['-m', 'true']).status === 0
/** Whether a process can be failed, or killed, at a given system call. */
export const traced = linux && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0

/** Says that tests are left out, and why. */
export function needs(there: boolean, what: string): boolean {
  if (!there) console.log(`skipped: ${what}`)
  return there
}

/** Runs a shell script that sees its own mounts only; `args` begin with its `$0`. @returns what it wrote @throws when it ends with an error */
export function inMount(script: string, ...args: readonly string[]): string {
  return execFileSync('unshare', ['-m', 'sh', '-c', script, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
