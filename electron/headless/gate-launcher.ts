import { fork, type ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { confinedEnvironment } from '../engine/child-environment.ts'
import type { GateLauncher, GateProcess } from '../engine/deps.ts'
import type { FromGate, ToGate } from '../gate/protocol.ts'
import { message, type Message } from '../../shared/messages/message.ts'
import { gateEntry, gateFlags } from './gate-command.ts'
import { findIsolations, type Isolation } from './gate-isolation.ts'

/** Milliseconds that a gate has to end by itself before it is killed. */
const STOP_TIMEOUT_MS = 3000
/** Of what a gate writes to its standard error, so much is passed on: a gate that was taken over must not fill a log. */
const MAX_ERROR_BYTES = 64 * 1024

export interface GateLauncherOptions {
  /** What runs as the gate. Default: the gate of this program. */
  readonly file?: string
  readonly readable?: readonly string[]
  /** Ways to isolate it, the best first. Default: whatever this system offers. */
  readonly isolations?: readonly Isolation[]
  /** Takes what the gate writes to its standard error. Default: ours. */
  readonly onError?: (text: string) => void
}

/**
 * The gate as a child process that may read its own code and nothing else: no data folder, no writing, no children, and
 * where the system offers it no other process in sight.
 */
export function createGateLauncher(options: GateLauncherOptions = {}): GateLauncher {
  const entry = gateEntry()
  const file = options.file ?? entry.file
  const flags = gateFlags(options.readable ?? entry.readable)
  const onError = options.onError ?? ((text: string) => void process.stderr.write(text))
  const untried = [...(options.isolations ?? findIsolations(process.env))]
  /** The isolation that has worked; null where none does. It is never given up: a gate would get out by ending early. */
  let proven: Isolation | null = null

  const start = (isolated: Isolation | null): ChildProcess =>
    fork(file, [], {
      serialization: 'advanced',
      env: confinedEnvironment(process.platform, process.env),
      ...(isolated === null
        ? { execArgv: flags }
        : { execPath: isolated.program, execArgv: [...isolated.args, process.execPath, ...flags] }),
      // A session of its own: no signal to its process group reaches ours, and the terminal is not its terminal. Windows
      // knows neither, and would open a window.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })

  /** Tries one after the other, each with the gate itself. */
  const findOut = async (): Promise<GateProcess | null> => {
    for (let isolation = untried.shift(); isolation !== undefined; isolation = untried.shift()) {
      const gate = watchGate(start(isolation))
      const first = await gate.first
      if (first === 'not-started' || (first === 'end' && gate.errors.text().startsWith('unshare: '))) continue
      proven = isolation
      gate.passErrors(onError)
      return gate.process
    }
    return null
  }
  let finding: Promise<GateProcess | null> | null = null

  const launch = async (): Promise<GateProcess> => {
    if (finding) await finding
    else {
      finding = findOut()
      const first = await finding
      if (first) return first
    }
    const child = start(proven)
    await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('spawn', resolve)
    })
    const gate = watchGate(child)
    gate.passErrors(onError)
    return gate.process
  }
  return { launch }
}

/** The launcher of the headless shell. */
export const gateLauncher: GateLauncher = { launch: (...args) => (shared ??= createGateLauncher()).launch(...args) }
let shared: GateLauncher | null = null

/** A launcher whose first gate starts at once, while the engine is still being loaded. */
export interface GateAhead extends GateLauncher {
  /** Ends a gate that nobody came for. */
  abandon(): Promise<void>
}

export function launchAhead(launcher: GateLauncher): GateAhead {
  let first: Promise<GateProcess> | null = launcher.launch()
  // Whoever takes it is told.
  first.catch(() => undefined)
  const take = (): Promise<GateProcess> | null => {
    const taken = first
    first = null
    return taken
  }
  return {
    launch: () => take() ?? launcher.launch(),
    abandon: async () => (await take()?.catch(() => null))?.stop(),
  }
}

/** Control characters, and those that turn the direction of text: in a terminal they would be commands or disguises. */
// oxlint-disable-next-line no-control-regex -- naming them is the point
const UNPRINTABLE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g

/** What a child writes to its standard error: kept until it is known where it goes. */
function readErrors(stream: Readable | null): { text(): string; pass(onError: (text: string) => void): void } {
  let left = MAX_ERROR_BYTES
  let held = ''
  let forward: ((text: string) => void) | null = null
  stream?.setEncoding('utf8')
  stream?.on('error', () => undefined)
  stream?.on('data', (chunk: string) => {
    const text = chunk
      .slice(0, left)
      .replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    left -= text.length
    if (text === '') return
    if (forward) forward(text)
    else held += text
  })
  return {
    text: () => held,
    pass(onError) {
      forward = onError
      if (held !== '') onError(held)
      held = ''
    },
  }
}

interface WatchedGate {
  readonly process: GateProcess
  readonly errors: ReturnType<typeof readErrors>
  /** From now on errors go where they are heard. */
  passErrors(onError: (text: string) => void): void
  /** What came first: a message, the end, or that it could not even be started. */
  readonly first: Promise<'message' | 'end' | 'not-started'>
}

function watchGate(child: ChildProcess): WatchedGate {
  let ended: Message | null = null
  const exits: ((reason: Message) => void)[] = []
  /** Messages that came before anybody listened. */
  const early: FromGate[] = []
  let onMessage = (message: FromGate): void => void early.push(message)
  const errors = readErrors(child.stderr)
  const earlyErrors: string[] = []
  let onGateError = (text: string): void => void earlyErrors.push(text)
  child.on('message', (message) => onMessage(message as FromGate))
  child.on('exit', (code, signal) => {
    ended =
      signal === null
        ? message('parts.gate.status', { code: code ?? 'unknown' })
        : message('parts.gate.signal', { signal })
    for (const listener of exits) listener(ended)
  })
  const first = new Promise<'message' | 'end' | 'not-started'>((resolve) => {
    child.once('message', () => resolve('message'))
    // Not `exit`: by then all that it wrote has been read.
    child.once('close', () => resolve('end'))
    child.on('error', () => resolve('not-started'))
  })
  const process: GateProcess = {
    send(message: ToGate) {
      if (child.connected) child.send(message, () => undefined)
    },
    onMessage(listener) {
      onMessage = listener
      for (const message of early.splice(0)) listener(message)
    },
    onExit(listener) {
      if (ended === null) exits.push(listener)
      else listener(ended)
    },
    onError(listener) {
      onGateError = listener
      for (const text of earlyErrors.splice(0)) listener(text)
    },
    kill: () => void child.kill('SIGKILL'),
    stop: () =>
      new Promise((resolve) => {
        if (ended !== null) {
          resolve()
          return
        }
        // `unshare` takes its child along (--kill-child).
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
        child.once('exit', () => {
          clearTimeout(timer)
          resolve()
        })
        if (child.connected) child.send({ type: 'stop' } satisfies ToGate, () => undefined)
        else child.kill('SIGKILL')
      }),
  }
  const passErrors: WatchedGate['passErrors'] = (onError) =>
    errors.pass((text) => {
      onError(text)
      onGateError(text)
    })
  return { process, errors, passErrors, first }
}
