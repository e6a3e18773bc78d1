import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { freePort } from './gate.ts'

/** A real server of another make, in a folder of its own. */
export interface ForeignServer {
  readonly port: number
  /** Where its files are. */
  readonly folder: string
  /** What it wrote to its standard output and error. */
  log(): string
  stop(): Promise<void>
}

export interface ForeignServerOptions {
  readonly program: string
  /** Debian package of the program, named when it is missing. */
  readonly from: string
  /** Made with the port and the folder, which holds `files`. */
  readonly args: (port: number, folder: string) => readonly string[]
  readonly files: (port: number, folder: string) => Readonly<Record<string, string>>
  /** Other ports that must answer before it counts as started. */
  readonly also?: readonly number[]
  /** The ports that must answer, where it does not listen on the one that it was given. */
  readonly ready?: readonly number[]
  /** How it is ended: servers with workers of their own must be asked, or the workers stay. Default SIGKILL. */
  readonly signal?: NodeJS.Signals
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    const end = (is: boolean): void => {
      socket.destroy()
      resolve(is)
    }
    socket.on('connect', () => end(true))
    socket.on('error', () => end(false))
  })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise<void>((resolve) => child.once('exit', () => resolve()))
}

/** Starts it and waits until its port answers. Rejects with its own words when it ends before. */
export async function startForeignServer(options: ForeignServerOptions): Promise<ForeignServer> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-foreign-'))
  const port = await freePort()
  for (const [name, text] of Object.entries(options.files(port, folder))) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    fs.writeFileSync(path.join(folder, name), text, { mode: 0o600 })
  }
  const child = spawn(options.program, options.args(port, folder), {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  })
  let text = ''
  let failure: Error | null = null
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
  child.on(
    'error',
    () => (failure = new Error(`${options.program} is missing: install the Debian package ${options.from}`)),
  )
  const stop = async (): Promise<void> => {
    child.kill(options.signal ?? 'SIGKILL')
    if (failure === null) await ended(child)
    fs.rmSync(folder, { recursive: true, force: true })
  }
  const ports = options.ready ?? [port, ...(options.also ?? [])]
  while ((await Promise.all(ports.map(accepts))).includes(false)) {
    if (failure !== null || child.exitCode !== null) {
      await stop()
      throw failure ?? new Error(`${options.program} ended: ${text}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { port, folder, log: () => text, stop }
}
