import http2, { type ServerHttp2Session } from 'node:http2'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import v8 from 'node:v8'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDoor, type Door } from '../../support/door.ts'
import { until } from '../../support/gate.ts'
import { frame, FRAME } from '../../support/h2-frames.ts'

const VISITORS = 20
let door: Door
beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door.close())

type Session = new () => ServerHttp2Session

/** What sessions are made by: Node does not export it. */
async function sessionClass(): Promise<Session> {
  const server = http2.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const made = new Promise<Session>((resolve) => {
    server.once('session', (session) => {
      resolve(session.constructor as Session)
      session.destroy()
    })
  })
  const client = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  client.on('error', () => undefined)
  const found = await made
  client.destroy()
  server.close()
  return found
}

/** Sends what is an error of the whole connection (RFC 9113 §6.7: a PING belongs to no stream), and leaves. @returns its protocol */
function blunder(): Promise<string | false | null> {
  return new Promise((resolve) => {
    const visitor = tls.connect({ ...door.tlsOptions(), ALPNProtocols: ['h2'] })
    visitor.on('error', () => undefined)
    visitor.on('close', () => resolve(visitor.alpnProtocol))
    visitor.once('secureConnect', () => {
      const begin = [Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(FRAME.settings, 0, 0)]
      visitor.write(Buffer.concat([...begin, frame(FRAME.ping, 0, 1, Buffer.alloc(8))]))
      setTimeout(() => visitor.destroy())
    })
  })
}

test('sessions that end with an error leave nothing behind', async () => {
  const Session = await sessionClass()
  const count = (): number => v8.queryObjects(Session, { format: 'count' })
  const before = count()
  const spoken = await Promise.all(Array.from({ length: VISITORS }, blunder))
  expect(spoken).toEqual(spoken.map(() => 'h2'))
  // The last of them are still on their way out.
  await until(() => count() <= before)
})
