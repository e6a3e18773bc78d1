import net from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveMetrics, type MetricsServer } from '../../../electron/engine/metrics/server.ts'
import { createRedirector, type Redirector } from '../../../electron/gate/visit/redirect.ts'
import { brokenHellos } from '../../support/broken-hellos.ts'
import { openDoor, type Door } from '../../support/door.ts'
import { freePort, until } from '../../support/gate.ts'
import { useHandoffHouse } from '../../support/handoff.ts'

/** Whoever has been told the last word and neither reads it nor hangs up is not waited for. */

const house = useHandoffHouse()
let door: Door
let redirector: Redirector
let metrics: MetricsServer
const ports = { tls: 0, plain: 0, metrics: 0 }
beforeAll(async () => {
  door = await openDoor()
  ports.tls = door.port
  ports.plain = await freePort()
  redirector = createRedirector({ address: '127.0.0.1', port: ports.plain, ipv6Only: false })
  const site = { hosts: ['camera.home'], port: door.port, redirectChallenges: false, lists: [] }
  redirector.use({ address: '127.0.0.1', port: ports.plain, sites: [site] }, [])
  await redirector.open()
  ports.metrics = await freePort()
  metrics = await serveMetrics(ports.metrics, () => '')
})
afterAll(async () => {
  redirector.close()
  await metrics.close()
  await door.close()
})

const GARBAGE = 'no HTTP at all\r\n\r\n'
const GET = 'GET / HTTP/1.1\r\nHost: camera.home\r\n\r\n'
const [, brokenHello = Buffer.alloc(0)] = brokenHellos[0] ?? []

const rows: [where: keyof typeof ports | 'link', what: string, bytes: string | Buffer][] = [
  ['tls', 'plain HTTP', GET],
  ['tls', 'garbage', GARBAGE],
  ['tls', 'a broken ClientHello', brokenHello],
  ['plain', 'garbage', GARBAGE],
  ['plain', 'a request', GET],
  ['plain', 'many requests', GET.repeat(100)],
  ['plain', 'half a request', GET.slice(0, 20)],
  ['link', 'garbage', GARBAGE],
  ['link', 'a request', GET],
  ['link', 'half a request', GET.slice(0, 20)],
  ['metrics', 'garbage', GARBAGE],
]

describe('a peer that never hangs up', () => {
  test.each(rows)('is ended at the %s port after %s', async (where, _what, bytes) => {
    const port = where === 'link' ? Number(new URL((await house.start()).url).port) : ports[where]
    // Its own side stays open whatever the other does, and it reads nothing.
    const socket = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true })
    let reset = false
    socket.on('error', () => (reset = true))
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.pause()
    socket.write(bytes)
    // The kernel answers for a socket that is closed on both sides: with a reset, when something is sent there.
    await until(() => {
      if (!reset && !socket.destroyed) probe(socket)
      return reset
    })
    expect(reset).toBe(true)
    socket.destroy()
  })
})

let asked = 0
/** A byte now and then. */
function probe(socket: net.Socket): void {
  const now = performance.now()
  if (now - asked < 250) return
  asked = now
  socket.write('x')
}
