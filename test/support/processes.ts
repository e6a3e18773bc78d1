import fs from 'node:fs'

/** Processes whose parent is `pid`, from proc(5): Linux only. */
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
}

/** Words of the command line, or variables of the environment, that a process was started with (proc(5): Linux only). */
export function startedWith(pid: number, what: 'cmdline' | 'environ'): string[] {
  return fs
    .readFileSync(`/proc/${pid}/${what}`, 'utf8')
    .split('\0')
    .filter((one) => one !== '')
}
