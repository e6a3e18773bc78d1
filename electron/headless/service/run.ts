import { execFile } from 'node:child_process'
import { toolEnvironment } from '../../engine/child-environment.ts'

/** Milliseconds: starting waits for the program to be there. */
const RUN_TIMEOUT_MS = 60_000

export interface Ran {
  readonly status: number
  /** Both outputs, one line. */
  readonly text: string
}

/** Runs a program of the system. One that is missing has status 127, as in a shell. */
export function run(program: string, ...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: RUN_TIMEOUT_MS, env: toolEnvironment(process.env) }, (error, stdout, stderr) => {
      const missing = error !== null && 'code' in error && error.code === 'ENOENT'
      const status = missing ? 127 : error ? (typeof error.code === 'number' ? error.code : 1) : 0
      const text = missing ? `${program} is not installed` : `${stderr} ${stdout}`.replaceAll(/\s+/g, ' ').trim()
      resolve({ status, text })
    })
  })
}
