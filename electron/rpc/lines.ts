import type net from 'node:net'

/** One line of JSON, as long as the window's (a file of 16 MiB as base64); longer ones end the connection. Characters. */
const MOST = 32 * 1_048_576

/** Splits a stream into lines; calls `onTooLong` for one that does not end. */
export function readLines(socket: net.Socket, onLine: (line: string) => void, onTooLong: () => void): void {
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
