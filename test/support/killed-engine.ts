import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** One line of `child-engine.ts`: something that was answered, and must be there whatever happens. */
export interface Said {
  readonly ready?: true
  readonly added?: { readonly device: string; readonly serial: string }
  readonly renewed?: { readonly device: string; readonly serial: string }
  readonly revoked?: string
  readonly list?: { readonly number: number; readonly sha256: string }
  /** Certificates in the backup that was written. */
  readonly backup?: number
  /** It failed. */
  readonly code?: string
  readonly message?: string
}

const CHILD = path.join(import.meta.dirname, 'child-engine.ts')

export type Moment =
  /** So many milliseconds after so many answers. */
  | { readonly after: number; readonly wait: number }
  /** As it begins a system call, in the words of `strace -e inject=`: `fsync:when=3`; of each thread by itself. */
  | { readonly call: string }

/** Runs an engine until it is killed at that moment. @returns what it had answered */
export async function runAndKill(args: readonly string[], moment: Moment): Promise<Said[]> {
  const node = [process.execPath, CHILD, ...args]
  const [call, when] = 'call' in moment ? moment.call.split(':when=') : []
  const inject = `inject=${call}:signal=KILL:when=${when}`
  const [program = '', ...rest] =
    'call' in moment ? ['strace', '-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject, ...node] : node
  const worker = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => worker.once('close', resolve))
  const said: Said[] = []
  for await (const line of createInterface({ input: worker.stdout })) {
    const message = JSON.parse(line) as Said
    if (message.code !== undefined) throw new Error(line)
    said.push(message)
    if ('after' in moment && said.length === moment.after) setTimeout(() => worker.kill('SIGKILL'), moment.wait)
  }
  await ended
  return said
}
