import net from 'node:net'
import { DnsError } from './message.ts'
import { message } from '../../../../shared/messages/message.ts'

/** For connecting and the whole answer. Milliseconds. */
const EXCHANGE_TIMEOUT_MS = 15_000

/**
 * Sends one message over TCP (RFC 7766) and waits for its answer: no spoofed sender, nothing cut off.
 * @param server `host`, `host:port` or `[v6]:port` @throws DnsError, Error with Node's code
 */
export function exchange(server: string, query: Buffer, signal: AbortSignal): Promise<Buffer> {
  const { host, port } = serverAddress(server)
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, signal, timeout: EXCHANGE_TIMEOUT_MS })
    let received = Buffer.alloc(0)
    const timer = setTimeout(() => socket.destroy(new DnsError(message('parts.dns.late'))), EXCHANGE_TIMEOUT_MS)
    socket.on('connect', () => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(query.length)
      socket.write(Buffer.concat([length, query]))
    })
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (received.length < 2) return
      const size = received.readUInt16BE(0)
      if (received.length < size + 2) return
      resolve(received.subarray(2, size + 2))
      socket.destroy()
    })
    socket.on('timeout', () => socket.destroy(new DnsError(message('parts.dns.late'))))
    socket.on('error', reject)
    socket.on('close', () => {
      clearTimeout(timer)
      reject(new DnsError(message('parts.dns.ended')))
    })
  })
}

/** @throws DnsError */
export function serverAddress(server: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([0-9a-zA-Z._-]+)|([0-9a-fA-F:]*:[0-9a-fA-F:]+))(?::(\d{1,5}))?$/.exec(server)
  const host = match?.[1] ?? match?.[2] ?? match?.[3]
  const port = Number(match?.[4] ?? 53)
  if (host === undefined || port < 1 || port > 65_535) throw new DnsError(message('parts.dns.noServer', { server }))
  return { host, port }
}
