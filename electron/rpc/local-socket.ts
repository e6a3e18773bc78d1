import { createHash } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { AppEvent, MethodName } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/errors/index.ts'
import type { Envelope, Transport } from '../../shared/transport.ts'
import { readCall } from './message.ts'

/** One line of JSON each way, as long as the window's (a file of 16 MiB as base64); longer ones end the connection. Characters. */
const MOST = 32 * 1_048_576
/** sun_path of sockaddr_un, the smaller of Linux (108) and macOS (104), less the final NUL. */
const LONGEST_PATH = 103

/** Where the running instance of a data folder listens: a socket in it that only its owner can open. */
export function localSocketPath(dataFolder: string): string {
  const folder = path.resolve(dataFolder)
  const mark = createHash('sha256').update(folder).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\vestibule-${mark}`
  const inside = path.join(folder, 'vestibule.sock')
  if (Buffer.byteLength(inside) <= LONGEST_PATH) return inside
  return path.join(os.tmpdir(), `vestibule-${process.getuid?.() ?? 0}-${mark}.sock`)
}

/** Splits a stream into lines; calls `onTooLong` for one that does not end. */
function readLines(socket: net.Socket, onLine: (line: string) => void, onTooLong: () => void): void {
  // Kept in pieces: joining at every chunk would read a long line as often as it has chunks.
  let pieces: string[] = []
  let length = 0
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    const lines = String(chunk).split('\n')
    const rest = lines.pop() ?? ''
    for (const end of lines) {
      const line = pieces.join('') + end
      pieces = []
      length = 0
      if (line !== '') onLine(line)
    }
    pieces.push(rest)
    length += rest.length
    if (length > MOST) onTooLong()
  })
}

/** Lets the command line of the same user reach this instance. @returns a function that closes it */
export async function serveLocalSocket(dataFolder: string, transport: Transport): Promise<() => Promise<void>> {
  const place = localSocketPath(dataFolder)
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    const send = (message: unknown): void => {
      if (socket.writable) socket.write(`${JSON.stringify(message)}\n`)
    }
    const unsubscribe = transport.subscribe((event) => send(event))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      unsubscribe()
      sockets.delete(socket)
    })
    const answer = async (line: string): Promise<void> => {
      const call = readCall(line)
      if (call) send({ id: call.id, envelope: await transport.call(call.method as MethodName, call.input) })
      else socket.destroy()
    }
    readLines(
      socket,
      (line) => void answer(line),
      () => socket.destroy(),
    )
  })
  // The data folder is locked by this process, so a socket that is left there belongs to one that was killed.
  if (process.platform !== 'win32') {
    try {
      fs.rmSync(place, { force: true })
    } catch {
      throw new AppError('app/file-unwritable', { file: place, problem: 'it belongs to another user' })
    }
  }
  const before = process.platform === 'win32' ? null : process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(place, resolve)
    })
  } finally {
    if (before !== null) process.umask(before)
  }
  return () =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resolve())
    })
}

/** A transport to a running instance. */
export interface LocalTransport extends Transport {
  /** Resolves when the connection is gone, from either side. */
  readonly closed: Promise<void>
  close(): void
}

/**
 * Passphrases go through this socket, and in the temporary folder anybody can make one of that name: it must belong
 * to whoever owns the data folder, to this user or to root. Only its owner can replace it there (sticky bit).
 */
function isTrusted(place: string, dataFolder: string): boolean {
  if (process.platform === 'win32') return true
  try {
    const { uid } = fs.lstatSync(place)
    return uid === 0 || uid === process.getuid?.() || uid === fs.statSync(dataFolder).uid
  } catch {
    return false
  }
}

/** @returns null when no instance runs on that data folder */
export function connectLocalSocket(dataFolder: string): Promise<LocalTransport | null> {
  const place = localSocketPath(dataFolder)
  if (!isTrusted(place, dataFolder)) return Promise.resolve(null)
  return new Promise((resolve) => {
    const socket = net.connect(place)
    socket.once('error', () => resolve(null))
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      resolve(clientOf(socket))
    })
  })
}

function clientOf(socket: net.Socket): LocalTransport {
  let next = 0
  const waiting = new Map<number, (envelope: Envelope) => void>()
  const listeners = new Set<(event: AppEvent) => void>()
  socket.on('error', () => undefined)
  const error = new AppError('app/not-connected').toFailure()
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('close', () => {
    for (const settle of waiting.values()) settle({ ok: false, error })
    waiting.clear()
  })
  readLines(
    socket,
    (line) => {
      const message = JSON.parse(line) as { id?: number; envelope?: Envelope } | AppEvent
      if ('event' in message) for (const listener of listeners) listener(message)
      else if (message.id !== undefined && message.envelope) {
        waiting.get(message.id)?.(message.envelope)
        waiting.delete(message.id)
      }
    },
    () => socket.destroy(),
  )
  return {
    closed,
    call: (method, input) =>
      new Promise((resolve) => {
        // Once closed, nothing would ever settle it.
        if (socket.destroyed) {
          resolve({ ok: false, error })
          return
        }
        const id = next++
        waiting.set(id, resolve)
        socket.write(`${JSON.stringify({ id, method, input })}\n`)
      }),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => socket.destroy(),
  }
}
