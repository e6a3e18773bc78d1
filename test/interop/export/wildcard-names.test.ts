// @module-tag haproxy
// @module-tag nginx
// @module-tag apache2
// @module-tag caddy
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportAuthority, exportModel, startExported, targets, type ExportedServer } from '../../support/exported.ts'
import { startUpstream, visit, type Upstream } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const hosts = ['*.home.example', 'xn--kche-0ra.example']
const server = home.leaf({ cn: 'wild', eku: 'serverAuth', san: 'DNS:*.home.example,DNS:xn--kche-0ra.example' })
const certificate = home.leaf({ cn: 'Alice' })

let upstream: Upstream
const open: ExportedServer[] = []
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(async () => {
  for (const one of open) await one.stop()
  await upstream.close()
})

/** Name of the handshake, Host, and what the gate answers (behaviour/gate/wildcard-names.test.ts). */
const requests = [
  ['camera.home.example', 'camera.home.example', 200],
  ['camera.home.example', 'Printer.Home.Example', 200],
  ['xn--kche-0ra.example', 'xn--kche-0ra.example', 200],
  ['camera.home.example', 'a.camera.home.example', 421],
  ['camera.home.example', 'home.example', 421],
  ['camera.home.example', 'camera.home.example.org', 421],
  ['camera.home.example', 'camerahome.example', 421],
] as const

test.each(targets)('%s takes one label for a wildcard, as the gate does', async (target) => {
  const authorities = [exportAuthority('Home', home)]
  const written = await startExported(target, exportModel({ server, upstream: upstream.url, authorities, hosts }))
  open.push(written)
  const { port } = written
  for (const [servername, host, status] of requests) {
    const seen = await visit({ port, ca: home.cert, servername, host: `${host}:${port}`, certificate })
    expect({ host, status: seen.status }).toEqual({ host, status })
  }
})
