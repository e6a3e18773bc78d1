// @module-tag haproxy
// @module-tag nginx
// @module-tag apache2
// @module-tag caddy
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ExportModel, ExportUpstreamTls } from '../../../electron/engine/graduate/model.ts'
import type { ExportTarget } from '../../../shared/contract/site-export.ts'
import {
  derOf,
  exportAuthority,
  exportModel,
  exportRule,
  exportUpstream,
  startExported,
  targets,
  type ExportedServer,
} from '../../support/exported.ts'
import { startUpstream, visit, type Upstream } from '../../support/gate.ts'
import { opensslAuthority, selfSigned, type Issued } from '../../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })
const guest = home.leaf({ cn: 'Guest' })
const lost = home.leaf({ cn: 'Lost' })
const trusted = exportAuthority('Home', home, [lost.serial])

const open: ExportedServer[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop()
})

async function door(target: ExportTarget, model: Partial<ExportModel> & { upstream?: never }, upstream: string) {
  const base = exportModel({ server, upstream, authorities: [trusted] })
  const one = await startExported(target, { ...base, ...model })
  open.push(one)
  return one
}

describe('a device that speaks HTTPS', () => {
  /** Its own world: it has nothing to do with the authority that opens the site. */
  const lan = opensslAuthority('LAN Root')
  const between = lan.intermediate('LAN Between')
  const nas = lan.leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost' })
  const far = between.leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost' })
  const own = selfSigned('localhost', 'serverAuth')
  const gateIdentity = lan.leaf({ cn: 'Gate' })
  const stranger = opensslAuthority('Somebody else')
  const servers: https.Server[] = []
  afterAll(() => {
    for (const one of servers) one.close().closeAllConnections()
  })

  async function device(identity: { cert: string; key: string }, more: https.ServerOptions = {}): Promise<number> {
    const one = https.createServer({ ...identity, ...more }, (_request, response) => response.end('in'))
    one.on('tlsClientError', () => undefined)
    servers.push(one)
    await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
    return (one.address() as AddressInfo).port
  }

  async function through(target: ExportTarget, port: number, tls: Partial<ExportUpstreamTls>): Promise<string> {
    const upstream = {
      host: 'localhost',
      port,
      path: '',
      askedHost: null,
      tls: { trust: { by: 'system' }, depth: null, serverName: null, identity: null, ...tls } as const,
    }
    const base = exportModel({ server, upstream: 'http://localhost:1', authorities: [trusted] })
    const one = await startExported(target, { ...base, upstream })
    open.push(one)
    const answer = await visit({ port: one.port, ca: home.cert, certificate: alice })
    return answer.status === 200 ? answer.body : 'silent'
  }

  const by = (authority: Issued): ExportUpstreamTls['trust'] => ({ by: 'authority', pem: authority.cert })
  const pinned = ({ fingerprint, cert }: Issued): ExportUpstreamTls['trust'] => ({
    by: 'fingerprint',
    fingerprint,
    pem: cert,
  })

  test.each(targets)('%s trusts its authority, and nobody else’s', async (target) => {
    const port = await device(nas)
    expect(await through(target, port, { trust: by(lan) })).toBe('in')
    expect(await through(target, port, { trust: by(stranger) })).toBe('silent')
    expect(await through(target, port, {})).toBe('silent')
  })

  test.each(targets)('%s compares the name', async (target) => {
    const port = await device(lan.leaf({ cn: 'other.lan', eku: 'serverAuth', san: 'DNS:other.lan' }))
    expect(await through(target, port, { trust: by(lan) })).toBe('silent')
  })

  test.each(targets.filter((target) => target !== 'apache'))('%s asks under another name', async (target) => {
    const port = await device(lan.leaf({ cn: 'other.lan', eku: 'serverAuth', san: 'DNS:other.lan' }))
    expect(await through(target, port, { trust: by(lan), serverName: 'other.lan' })).toBe('in')
  })

  test.each(targets)('%s knows a self-signed certificate by itself, and no other', async (target) => {
    const port = await device(own)
    // Go looks at alternative names only, as it says.
    expect(await through(target, port, { trust: pinned(own) })).toBe(target === 'caddy' ? 'silent' : 'in')
    expect(await through(target, port, { trust: pinned(selfSigned('localhost', 'serverAuth')) })).toBe('silent')
    expect(await through(target, port, { trust: { ...pinned(own), pem: null } as ExportUpstreamTls['trust'] })).toBe(
      'silent',
    )
  })

  test('caddy knows a certificate with an alternative name by itself', async () => {
    const port = await device(nas)
    expect(await through('caddy', port, { trust: pinned(nas) })).toBe('in')
  })

  test.each(targets)('%s shows a certificate of its own to a device that wants one', async (target) => {
    const port = await device(nas, { ca: lan.cert, requestCert: true, rejectUnauthorized: true })
    const identity = { certPem: gateIdentity.cert, keyPem: gateIdentity.key }
    expect(await through(target, port, { trust: by(lan), identity })).toBe('in')
    expect(await through(target, port, { trust: by(lan) })).toBe('silent')
  })

  test.each(['nginx', 'apache'] as const)('%s limits the chain', async (target) => {
    const port = await device({ cert: far.cert + between.cert, key: far.key })
    expect(await through(target, port, { trust: by(lan), depth: 2 })).toBe('in')
    expect(await through(target, port, { trust: by(lan), depth: 1 })).toBe('silent')
  })

  test.each(['haproxy', 'caddy'] as const)('%s says that it does not limit the chain', async (target) => {
    const port = await device({ cert: far.cert + between.cert, key: far.key })
    expect(await through(target, port, { trust: by(lan), depth: 1 })).toBe('in')
    expect(open[0]?.cannot).toContain('The length of the chain of the device’s certificate is not limited.')
  })

  test.each(['haproxy', 'nginx', 'apache'] as const)('%s says that it compares no addresses', async (target) => {
    const base = exportModel({ server, upstream: 'http://127.0.0.1:1', authorities: [trusted] })
    const tls = { trust: by(lan), depth: null, serverName: null, identity: null }
    const one = await startExported(target, { ...base, upstream: { ...base.upstream, tls } })
    open.push(one)
    expect(one.cannot.filter((said) => said.includes('not with addresses'))).toHaveLength(1)
  })
})

describe('the login at the device', () => {
  let upstream: Upstream
  let other: Upstream
  beforeAll(async () => {
    upstream = await startUpstream()
    other = await startUpstream()
  })
  afterAll(async () => {
    await upstream.close()
    await other.close()
  })

  /** What arrived under a name, at the last request. */
  const heard = (name: string, from: Upstream = upstream): unknown => from.requests.at(-1)?.headers[name]
  // RFC 7617 §2: the example of the standard.
  const basic = { header: 'Authorization', value: 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==' }
  const rules = [exportRule('/open', 'none'), exportRule('/maybe', 'optional')]

  test.each(targets)('%s logs proven visitors in, and only them', async (target) => {
    const { port } = await door(target, { login: basic, rules }, upstream.url)
    const ask = async (path: string, certificate?: Issued): Promise<unknown> => {
      upstream.requests.length = 0
      await visit({ port, ca: home.cert, certificate, path, headers: { authorization: 'Basic forged' } }).catch(
        () => null,
      )
      return heard('authorization') ?? null
    }
    expect(await ask('/', alice)).toBe(basic.value)
    expect(await ask('/open', alice)).toBe(basic.value)
    expect(await ask('/open')).toBeNull()
    expect(await ask('/maybe')).toBeNull()
    expect(await ask('/open', lost)).toBeNull()
    expect(await ask('/open', selfSigned('Alice'))).toBeNull()
    expect(await ask('/')).toBeNull()
  })

  test.each(targets)('%s keeps the login from the public page', async (target) => {
    const publicUpstream = exportUpstream(other.url)
    const { port, cannot } = await door(target, { login: basic, mode: 'optional', publicUpstream }, upstream.url)
    await visit({ port, ca: home.cert, headers: { authorization: 'Basic visitor' } })
    // Apache says that it removes it there too.
    const removed = cannot.some((one) => one.includes('on the way to the public page too'))
    expect(removed).toBe(target === 'apache')
    expect(heard('authorization', other)).toBe(removed ? undefined : 'Basic visitor')
    await visit({ port, ca: home.cert, certificate: alice })
    expect(heard('authorization')).toBe(basic.value)
  })

  test.each(targets)('%s tells the device’s name, and nobody else may', async (target) => {
    const { port } = await door(
      target,
      {
        login: { header: 'X-Auth-User', value: null },
        devices: [{ device: 'Мария’s "50 %" $phone', sha256: alice.fingerprint, der: derOf(alice) }],
        rules,
      },
      upstream.url,
    )
    const ask = async (path: string, certificate?: Issued): Promise<unknown> => {
      await visit({ port, ca: home.cert, certificate, path, headers: { 'x-auth-user': 'forged' } })
      return heard('x-auth-user')
    }
    expect(decodeURIComponent(String(await ask('/', alice)))).toBe('Мария’s "50 %" $phone')
    expect((await ask('/', guest)) ?? null).toBeNull()
    expect((await ask('/open')) ?? null).toBeNull()
  })

  test.each(targets)('%s sends any value as it is', async (target) => {
    const value = `a"b'c%d$e{f}\\g #h;i`
    const { port } = await door(target, { login: { header: 'X-Api-Key', value } }, upstream.url)
    await visit({ port, ca: home.cert, certificate: alice })
    expect(heard('x-api-key')).toBe(value)
  })
})

describe.each(targets)('with %s the device is told', (target) => {
  test.each([
    ['none', false, false],
    ['forwarded', true, false],
    ['names', true, true],
  ] as const)('of visitors as the site says: %s', async (upstreamHeaders, forwarded, names) => {
    const asked: string[][] = []
    const device = await startUpstream((request, response) => {
      asked.push([...Object.keys(request.headers), `host=${request.headers.host ?? ''}`])
      response.end('in')
    })
    const named = { ...exportUpstream(device.url), askedHost: 'nas.lan' }
    const base = exportModel({ server, upstream: device.url, authorities: [trusted] })
    const one = await startExported(target, { ...base, upstreamHeaders, upstream: named })
    open.push(one)
    const forged = { 'X-Forwarded-For': '192.0.2.1', 'X-SSL-Client-Verify': 'SUCCESS' }
    expect((await visit({ port: one.port, ca: home.cert, certificate: alice, headers: forged })).body).toBe('in')
    await device.close()
    const got = asked.at(-1) ?? []
    for (const header of ['x-forwarded-for', 'x-real-ip']) expect(got.includes(header), header).toBe(forwarded)
    expect(got.includes('x-ssl-client-verify')).toBe(names)
    expect(got).not.toContain('client-cert')
    expect(got).toContain('host=nas.lan')
  })
})
