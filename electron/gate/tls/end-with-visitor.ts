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
