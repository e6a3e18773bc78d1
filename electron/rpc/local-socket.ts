import fs from 'node:fs'
import net from 'node:net'
import type { AppEvent, MethodName } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/errors/index.ts'
import { fileProblem } from '../engine/store/write-whole.ts'
import type { Envelope, Transport } from '../../shared/transport.ts'
import { introduce, newNonce, PATIENCE, welcome } from './handshake.ts'
import { announceInstance, findInstance, newInstance } from './instance.ts'
import { readLines } from './lines.ts'
import { readCall } from './message.ts'
import { message } from '../../shared/messages/message.ts'

/** Calls and events for one proven client. @returns what takes its next line */
function attach(socket: net.Socket, transport: Transport, send: (message: unknown) => void): (line: string) => void {
  const unsubscribe = transport.subscribe((event) => send(event))
  socket.on('close', unsubscribe)
  const answer = async (line: string): Promise<void> => {
    const call = readCall(line)
    if (call) send({ id: call.id, envelope: await transport.call(call.method as MethodName, call.input) })
    else socket.destroy()
  }
  return (line) => void answer(line)
}

/** Bytes that wait for a client that does not read: then it is a client no more. */
const MAX_WAITING_BYTES = 64 * 1_048_576
const MAX_CONNECTIONS = 128

/** Listens at the first place that can be had. @throws NodeJS.ErrnoException */
async function listen(server: net.Server, places: readonly string[]): Promise<string> {
  const [place = '', ...others] = places
  try {
    // The data folder is locked by this process, so a socket that is left there belongs to one that was killed.
    if (process.platform !== 'win32') fs.rmSync(place, { force: true })
    const before = process.platform === 'win32' ? null : process.umask(0o177)
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(place, () => {
          server.off('error', reject)
          resolve()
        })
      })
    } finally {
      if (before !== null) process.umask(before)
    }
    return place
  } catch (error) {
    if (others.length === 0) throw error
    return listen(server, others)
  }
}

/**
 * Lets the command line of the same user reach this instance. @returns a function that closes it
 * @throws AppError app/file-unwritable
 */
export async function serveLocalSocket(dataFolder: string, transport: Transport): Promise<() => Promise<void>> {
  const { key, places } = newInstance(dataFolder)
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    const send = (message: unknown): void => {
      if (socket.writableLength > MAX_WAITING_BYTES) socket.destroy()
      else if (socket.writable) socket.write(`${JSON.stringify(message)}\n`)
    }
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.setTimeout(PATIENCE, () => socket.destroy())
    const stranger = welcome(key, send)
    let take: ((line: string) => void) | null = null
    const onLine = (line: string): void => {
      // What came in the same chunk as the line that ended the connection.
      if (socket.destroyed) return
      if (take) return take(line)
      const proven = stranger.line(line)
      if (proven === null) socket.destroy()
      if (proven !== true) return
      socket.setTimeout(0)
      take = attach(socket, transport, send)
    }
    readLines(socket, onLine, () => socket.destroy())
  })
  server.maxConnections = MAX_CONNECTIONS
  let withdraw: () => void
  try {
    const place = await listen(server, places)
    // Later errors (no file descriptor is left for one more) end nothing: the next connection may do.
    server.on('error', () => undefined)
    withdraw = announceInstance(dataFolder, { place, key })
  } catch (error) {
    server.close()
    const problem = fileProblem(error)
    throw new AppError(
      'app/file-unwritable',
      { file: message('parts.store.wayOfCommandLine', { folder: dataFolder }), problem },
      { cause: error },
    )
  }
  return () =>
    new Promise((resolve) => {
      withdraw()
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
  const instance = findInstance(dataFolder)
  if (!instance || !isTrusted(instance.place, dataFolder)) return Promise.resolve(null)
  return new Promise((resolve) => {
    const socket = net.connect(instance.place)
    const giveUp = (): void => {
      socket.destroy()
      resolve(null)
    }
    const nonce = newNonce()
    const send = (message: object): void => void socket.write(`${JSON.stringify(message)}\n`)
    const onFirst = (line: string): void => {
      const proof = introduce(instance.key, nonce, line)
      if (!proof) return giveUp()
      send(proof)
      socket.setTimeout(0)
      socket.off('close', giveUp)
      const client = clientOf(socket)
      take = client.take
      resolve(client.transport)
    }
    let take = onFirst
    socket.on('error', () => undefined)
    socket.on('close', giveUp)
    socket.setTimeout(PATIENCE, giveUp)
    socket.once('connect', () => send({ nonce }))
    readLines(socket, (line) => take(line), giveUp)
  })
}

/** `take` takes the lines of the other side. */
function clientOf(socket: net.Socket): { transport: LocalTransport; take: (line: string) => void } {
  let next = 0
  const waiting = new Map<number, (envelope: Envelope) => void>()
  const listeners = new Set<(event: AppEvent) => void>()
  const error = new AppError('app/not-connected').toFailure()
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('close', () => {
    for (const settle of waiting.values()) settle({ ok: false, error })
    waiting.clear()
  })
  const take = (line: string): void => {
    const message = JSON.parse(line) as { id?: number; envelope?: Envelope } | AppEvent
    if ('event' in message) for (const listener of listeners) listener(message)
    else if (message.id !== undefined && message.envelope) {
      waiting.get(message.id)?.(message.envelope)
      waiting.delete(message.id)
    }
  }
  const transport: LocalTransport = {
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
  return { transport, take }
}
