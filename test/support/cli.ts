import { execFile, spawn, type ChildProcess } from 'node:child_process'
import type { Envelope } from '../../shared/transport.ts'
import { programCommand } from './program.ts'

export interface CliResult {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line as a script would: a process of its own. */
export function cli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  return new Promise((resolve) => {
    const { PATH = '', HOME = '' } = process.env
    const [command, ...words] = programCommand()
    execFile(command, [...words, ...args], { env: { PATH, HOME, ...env } }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr })
    })
  })
}

/** The one document that `--json` prints. @throws when there is not exactly one */
export function documentOf(result: CliResult): Envelope<Record<string, unknown>> {
  const lines = result.stdout.trimEnd().split('\n')
  if (lines.length !== 1) throw new Error(`expected one document, got ${lines.length}: ${result.stderr}`)
  return JSON.parse(lines[0] ?? '') as Envelope<Record<string, unknown>>
}

export interface RunningServe {
  readonly process: ChildProcess
  /** The address with the token. */
  readonly url: string
  readonly sites: readonly Record<string, unknown>[]
  /** Ends it as a person would. @returns the exit status */
  stop(): Promise<number | null>
}

/** Starts `serve --no-open --json` and waits for its first line. */
export function startServe(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<RunningServe> {
  const { PATH = '', HOME = '' } = process.env
  const [command, ...words] = programCommand()
  const child = spawn(command, [...words, 'serve', '--no-open', '--json', ...args], {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    let text = ''
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const end = text.indexOf('\n')
      if (end === -1) return
      child.stdout.removeAllListeners('data')
      child.stdout.resume()
      const envelope = JSON.parse(text.slice(0, end)) as Envelope<{ url: string; sites: Record<string, unknown>[] }>
      if (!envelope.ok) {
        reject(new Error(envelope.error.code))
        return
      }
      const { url, sites } = envelope.value
      const stop = () =>
        new Promise<number | null>((done) => {
          if (child.exitCode !== null) {
            done(child.exitCode)
            return
          }
          child.once('exit', (code) => done(code))
          child.kill('SIGTERM')
        })
      resolve({ process: child, url, sites, stop })
    })
    child.once('exit', (code) => reject(new Error(`serve ended with ${code ?? 'a signal'}: ${errors}`)))
  })
}
