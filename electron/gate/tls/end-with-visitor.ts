import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'

/**
 * Ends a connection whose visitor has left. Node would wait for ever with what is still to be written: when the last
 * words of a handshake meet a reset, nobody is told, and no later write ends
 * (https://github.com/nodejs/node/issues/55804). Whoever only stops sending is not waited for either, which is how
 * nginx sees it too.
 */
export function endWithVisitor(socket: TLSSocket): void {
  socket.on('end', () => {
    if (socket.writableLength > 0) socket.destroy()
  })
}

/**
 * Ends a connection after a fatal error of TLS, as RFC 8446 §6.2 and RFC 5246 §7.2.2 demand: Node tells of it and leaves
 * the connection as it is. The alert is on its way when that happens.
 */
export function endAfterError(socket: TLSSocket): void {
  socket.on('error', () => setImmediate(() => socket.destroy()))
}

/**
 * Says a last thing on a connection, and ends it also when the other side neither reads it nor hangs up.
 * @param lingerMs milliseconds for both
 */
export function endWith(socket: Duplex, last: Buffer | string, lingerMs = LINGER_MS): void {
  if (socket.destroyed) return
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
  // What comes in is thrown away: a reset would take the last word from the other side (RFC 9112 §9.6).
  socket.resume()
  socket.end(last)
}

const LINGER_MS = 2000
