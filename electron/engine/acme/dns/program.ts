import { execFile } from 'node:child_process'
import { AppError } from '../../../../shared/errors/index.ts'
import type { DnsProvider } from './provider.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

/** Services are slow at times. Milliseconds. */
const PROGRAM_TIMEOUT_MS = 300_000
const MAX_OUTPUT_BYTES = 65_536
/** What is shown of what it wrote, in characters. */
const MAX_SHOWN = 300

export interface ProgramOptions {
  /** Absolute path. */
  readonly program: string
  /** In front of `present NAME VALUE` and `cleanup NAME VALUE`. Everybody on this computer can read them: no secrets. */
  readonly args: readonly string[]
  /** Written to its standard input; null for none. */
  readonly secret: string | null
  readonly signal: AbortSignal
}

/** A program of the owner's that changes the records. It succeeds with status 0. */
export function programProvider(options: ProgramOptions): DnsProvider {
  const { program } = options
  const run = (...words: readonly string[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const { PATH = '/usr/bin:/bin', HOME = '/' } = process.env
      const child = execFile(
        program,
        [...options.args, ...words],
        {
          timeout: PROGRAM_TIMEOUT_MS,
          maxBuffer: MAX_OUTPUT_BYTES,
          signal: options.signal,
          // Nothing that was meant for Vestibule alone.
          env: { PATH, HOME, LC_ALL: 'C.UTF-8' },
        },
        (error, _stdout, stderr) => {
          if (!error) resolve()
          else reject(new AppError('acme/dns-program', { program, problem: problemOf(error, stderr, options.secret) }))
        },
      )
      // It may end without reading.
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(options.secret ?? '')
    })
  return {
    title: program,
    single: false,
    add: (name, value) => run('present', name, value),
    remove: (name, value) => run('cleanup', name, value),
    check: async () => undefined,
  }
}

function problemOf(
  error: Error & { code?: number | string | null; killed?: boolean },
  stderr: string,
  secret: string | null,
): Message {
  if (error.code === 'ENOENT') return message('parts.dns.programMissing')
  if (error.code === 'EACCES') return message('parts.dns.programForbidden')
  if (error.killed === true) return message('parts.dns.programLate')
  const shown = stderr.trim().slice(-MAX_SHOWN)
  // A program may repeat what it was given.
  const said = secret !== null && secret !== '' && stderr.includes(secret.trim()) ? '' : shown
  const code = error.code ?? message('parts.dns.signal')
  return said === ''
    ? message('parts.dns.programEnded', { code })
    : message('parts.dns.programSaid', { code, text: said })
}
