import fs from 'node:fs'

/** Whether a process only keeps a namespace for the one that it has started (gate-isolation.ts). */
function isWrapper(pid: number): boolean {
  try {
    return startedWith(pid, 'cmdline')[0]?.endsWith('/unshare') === true
  } catch {
    return false // It ended meanwhile.
  }
}

/**
 * Processes whose parent is `pid`, from proc(5): Linux only. In the place of what isolates a process stands that process,
 * by its number outside.
 */
export function childrenOf(pid: number): number[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return fs.readFileSync(`/proc/${name}/status`, 'utf8').includes(`\nPPid:\t${pid}\n`)
      } catch {
        return false // It ended meanwhile.
      }
    })
    .map(Number)
    .flatMap((child) => (isWrapper(child) ? childrenOf(child) : [child]))
}

/** Words of the command line, or variables of the environment, that a process was started with (proc(5): Linux only). */
export function startedWith(pid: number, what: 'cmdline' | 'environ'): string[] {
  return fs
    .readFileSync(`/proc/${pid}/${what}`, 'utf8')
    .split('\0')
    .filter((one) => one !== '')
}
