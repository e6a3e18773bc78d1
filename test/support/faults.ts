import { execFileSync } from 'node:child_process'

/** Runs a shell script that sees its own mounts only; `args` begin with its `$0`. @returns what it wrote @throws when it ends with an error */
export function inMount(script: string, ...args: readonly string[]): string {
  return execFileSync('unshare', ['-m', 'sh', '-c', script, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
