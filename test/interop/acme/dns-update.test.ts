// @module-tag pebble
// @module-tag bind9
// @module-tag knot
import { Resolver } from 'node:dns/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCertificate } from '../../../electron/engine/acme/client/check-certificate.ts'
import { dnsResponder, type DnsRecord } from '../../../electron/engine/acme/client/dns-responder.ts'
import { runOrder } from '../../../electron/engine/acme/client/order.ts'
import { createProvider, readDnsConfig } from '../../../electron/engine/acme/dns/config.ts'
import type { DnsProvider } from '../../../electron/engine/acme/dns/provider.ts'
import { newOrder, newSession } from '../../support/acme-client.ts'
import { bind9, DNS_KEY, knot, ZONE } from '../../support/dns-servers.ts'
import type { ForeignServer } from '../../support/foreign-server.ts'
import { startPebble, type Pebble } from '../../support/pebble.ts'

const signal = new AbortController().signal

function provider(server: string, change: Readonly<Record<string, string>> = {}, now = Date.now): DnsProvider {
  const { name: key, secret } = DNS_KEY
  const config = readDnsConfig('rfc2136', JSON.stringify({ server, key, secret, ...change }))
  return createProvider(config, { version: '0.0.0-test', now, signal })
}

async function texts(port: number, name: string): Promise<string[]> {
  const resolver = new Resolver()
  resolver.setServers([`127.0.0.1:${port}`])
  return (await resolver.resolveTxt(name).catch(() => [])).map((parts) => parts.join('')).toSorted()
}

describe.each([
  { program: 'BIND', start: bind9 },
  { program: 'Knot', start: knot },
])('dynamic updates at $program', ({ start }) => {
  let server: ForeignServer
  let pebble: Pebble
  beforeAll(async () => {
    server = await start()
    pebble = await startPebble({ dns: `127.0.0.1:${server.port}` })
  })
  afterAll(async () => {
    await pebble.stop()
    await server.stop()
  })
  const at = (): string => `127.0.0.1:${server.port}`
  const name = `_acme-challenge.home.${ZONE}`

  it('adds records beside each other, once each, and removes one', async () => {
    const dns = provider(at())
    await dns.check(name)
    await dns.add(name, 'first')
    await dns.add(name, 'second')
    await dns.add(name, 'second')
    expect(await texts(server.port, name)).toEqual(['first', 'second'])
    await dns.remove(name, 'first')
    await dns.remove(name, 'first')
    expect(await texts(server.port, name)).toEqual(['second'])
    await dns.remove(name, 'second')
  })

  it.each([
    { what: 'a wrong secret', change: { secret: Buffer.alloc(32, 6).toString('base64') }, clock: 0 },
    { what: 'a key that the server does not know', change: { key: 'stranger' }, clock: 0 },
    { what: 'a clock an hour off', change: {}, clock: 3_600_000 },
  ])('tells that the key is not accepted: $what', async ({ change, clock }) => {
    const dns = provider(at(), change, () => Date.now() + clock)
    await expect(dns.add(name, 'x')).rejects.toMatchObject({ code: 'acme/dns-token' })
    await expect(dns.check(name)).rejects.toMatchObject({ code: 'acme/dns-token' })
    expect(await texts(server.port, name)).toEqual([])
  })

  it('tells that a zone is not there, and that nobody listens', async () => {
    await expect(provider(at()).add('_acme-challenge.example.net', 'x')).rejects.toMatchObject({
      code: 'acme/dns-zone',
    })
    await expect(provider('127.0.0.1:9').add(name, 'x')).rejects.toMatchObject({ code: 'acme/unreachable' })
  })

  it('gets a certificate for a name and its wildcard, and leaves no record', async () => {
    const session = await newSession(pebble)
    const kept: (readonly DnsRecord[])[] = []
    const responder = dnsResponder({
      provider: provider(at()),
      resolvers: [at()],
      propagationMs: 30_000,
      onRecords: (records) => void kept.push(records),
      leftOver: [],
    })
    const order = await newOrder([`home.${ZONE}`, `*.home.${ZONE}`])
    const done = await runOrder(order, { session, responder, signal, save: () => undefined })
    const { leaf } = checkCertificate(done, { host: session.host, now: Date.now() })
    expect(leaf.names.toSorted()).toEqual([`*.home.${ZONE}`, `home.${ZONE}`])
    expect(await texts(server.port, name)).toEqual([])
    // Written down before they are added, so that a kill leaves none behind.
    expect(kept[0]).toHaveLength(2)
    expect(kept.at(-1)).toHaveLength(0)
  })
})

describe('a key that may change other records only', () => {
  let server: ForeignServer
  beforeAll(async () => {
    server = await bind9()
  })
  afterAll(() => server.stop())
  it('is told as refused, with the name', async () => {
    const dns = provider(`127.0.0.1:${server.port}`, { key: 'other-key', algorithm: 'hmac-sha512' })
    await dns.check(`_acme-challenge.home.${ZONE}`)
    await expect(dns.add(`_acme-challenge.home.${ZONE}`, 'x')).rejects.toMatchObject({
      code: 'acme/dns-refused',
      values: { name: `_acme-challenge.home.${ZONE}`, detail: 'REFUSED' },
    })
  })
})
