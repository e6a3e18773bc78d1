import { afterEach, describe, expect, test } from 'vitest'
import type { Policy, SitePolicy } from '../../../electron/gate/protocol.ts'
import { openDoor, type Door } from '../../support/door.ts'
import { freePort, policyOf, siteOf, startGate, startUpstream, upstreamOf, visit } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const other = home.leaf({ cn: 'other', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })
const authority = (pem: string) => [{ id: 'home', name: 'Home', fingerprint: home.fingerprint, pem }]
const half = (text: string) => text.slice(0, Math.floor(text.length / 2))

const broken: [string, Partial<Policy>, Partial<SitePolicy>][] = [
  ['an empty CA', { authorities: authority('') }, {}],
  ['half a CA', { authorities: authority(half(home.cert)) }, {}],
  ['garbage for a CA', { authorities: authority('\0\0garbage') }, {}],
  ['a CA that is none', { authorities: authority(alice.cert) }, {}],
  ['a CA that is missing', { authorities: [] }, {}],
  ['no CA at all', {}, { authorityIds: [] }],
  ['half a server certificate', {}, { certificate: { certPem: half(server.cert), keyPem: server.key } }],
  ['half a server key', {}, { certificate: { certPem: server.cert, keyPem: half(server.key) } }],
  ['a server key of another certificate', {}, { certificate: { certPem: server.cert, keyPem: other.key } }],
  ['a site without a host', {}, { hosts: [] }],
  ['an upstream that is no address', {}, { upstream: upstreamOf('file:///etc/passwd') }],
]

const ended: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of ended.splice(0)) await end()
})

describe('an unreadable, empty or broken CA, key or policy', () => {
  test.each(broken)('%s never opens a port', async (_what, change, site) => {
    const gate = startGate()
    const upstream = await startUpstream()
    ended.push(
      () => gate.close(),
      () => upstream.close(),
    )
    const port = await freePort()
    const policy = policyOf(home, port, [{ ...siteOf({ server, upstream: upstream.url }), ...site }])
    expect((await gate.apply({ ...policy, ...change })).type).toBe('refused')
    await expect(visit({ port, ca: home.cert, certificate: alice })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test.each(broken)('%s never loosens what is in force', async (_what, change, site) => {
    const door: Door = await openDoor()
    ended.push(() => door.close())
    expect((await door.apply(change, site)).type).toBe('refused')
    expect((await door.visit()).status).toBe(200)
    const stranger = await door.visit({ certificate: undefined })
    expect(stranger.headers['x-vestibule-page']).toBe('no-certificate')
  })

  test('the refusal names what is wrong, and shows no key', async () => {
    const door: Door = await openDoor()
    ended.push(() => door.close())
    const answer = await door.apply({}, { certificate: { certPem: door.server.cert, keyPem: other.key } })
    expect(answer).toMatchObject({ type: 'refused' })
    expect(JSON.stringify(answer)).toContain('Camera')
    expect(JSON.stringify(answer)).not.toMatch(/PRIVATE KEY|[A-Za-z0-9+/]{40}/)
  })
})
