import { afterEach, expect, test } from 'vitest'
import { freePort, policyOf, siteOf, startGate, startUpstream, visit } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const authority = opensslAuthority('Home')
const wild = authority.leaf({ cn: 'wild', eku: 'serverAuth', san: 'DNS:*.home.example' })
const nas = authority.leaf({ cn: 'nas', eku: 'serverAuth', san: 'DNS:nas.home.example' })

const open: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** A site for every name in a house beside one that has a name of its own. */
async function doors() {
  const upstreams = await Promise.all([startUpstream(), startUpstream()])
  const gate = startGate()
  open.push(() => gate.close(), ...upstreams.map((one) => () => one.close()))
  const port = await freePort()
  const [first, second] = upstreams
  await gate.apply(
    policyOf(authority, port, [
      siteOf({ id: 'wild', name: 'Wild', hosts: ['*.home.example'], server: wild, upstream: first.url, mode: 'off' }),
      siteOf({ id: 'nas', name: 'Nas', hosts: ['nas.home.example'], server: nas, upstream: second.url, mode: 'pages' }),
    ]),
  )
  const ask = (servername: string, host = servername) =>
    visit({ port, ca: authority.cert, servername, host: `${host}:${port}` })
  return { ask }
}

test('a wildcard is one label of any name', async () => {
  const { ask } = await doors()
  expect((await ask('camera.home.example')).status).toBe(200)
  expect((await ask('printer.home.example')).status).toBe(200)
  expect((await ask('camera.home.example', 'printer.home.example')).status).toBe(200)
  await expect(ask('a.camera.home.example')).rejects.toThrow(/ECONNRESET|EPROTO|disconnected|hang up/)
  await expect(ask('home.example')).rejects.toThrow(/ECONNRESET|EPROTO|disconnected|hang up/)
  expect((await ask('camera.home.example', 'a.camera.home.example')).status).toBe(421)
})

test('a name that another site has is never reached by the wildcard', async () => {
  const { ask } = await doors()
  // Asks for a certificate, as its own site does.
  expect((await ask('nas.home.example')).status).toBe(403)
  // Browsers would use the connection for it: its certificate covers the name.
  expect((await ask('camera.home.example', 'nas.home.example')).status).toBe(421)
})
