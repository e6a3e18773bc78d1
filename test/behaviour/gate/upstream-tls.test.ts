import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UpstreamTlsPolicy } from '../../../electron/gate/protocol.ts'
import { apache, nginx } from '../../support/front-ends.ts'
import type { ForeignServer } from '../../support/foreign-server.ts'
import {
  freePort,
  policyOf,
  siteOf,
  startGate,
  until,
  upstreamOf,
  visit,
  type TestGate,
  type Visit,
} from '../../support/gate.ts'
import { opensslAuthority, selfSigned, type Issued } from '../../support/openssl-pki.ts'
import { needs } from '../../support/programs.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })

/** The upstream's own world: it has nothing to do with the authority that opens the site. */
const lan = opensslAuthority('LAN Root')
const nas = lan.leaf({ cn: 'nas', eku: 'serverAuth', san: 'DNS:nas.lan,IP:127.0.0.1' })
const gateIdentity = lan.leaf({ cn: 'Gate' })
const stranger = opensslAuthority('Somebody else')

const servers: { stop(): unknown }[] = []
let gate: TestGate
beforeAll(() => {
  gate = startGate()
})
afterAll(async () => {
  gate.close()
  await Promise.all(servers.map((one) => one.stop()))
})

async function started(one: Promise<ForeignServer>): Promise<number> {
  const running = await one
  servers.push(running)
  return running.port
}

/** A TLS upstream of Node's that counts the requests which arrive. */
async function startHttps(identity: { cert: string; key: string }, more: https.ServerOptions = {}) {
  const heard: { url: string; servername: unknown }[] = []
  const one = https.createServer({ ...identity, ...more }, (request, response) => {
    heard.push({
      url: request.url ?? '',
      servername: (request.socket as tls.TLSSocket & { servername?: unknown }).servername,
    })
    response.end('upstream page')
  })
  one.on('upgrade', (request, socket) => {
    heard.push({ url: request.url ?? '', servername: null })
    socket.on('error', () => undefined)
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.pipe(socket)
  })
  one.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
  servers.push({ stop: () => one.close().closeAllConnections() })
  return { port: (one.address() as AddressInfo).port, heard }
}

const policy: UpstreamTlsPolicy = { trust: { by: 'system' }, depth: null, serverName: null, identity: null }
const byLan: UpstreamTlsPolicy = { ...policy, trust: { by: 'authority', pem: lan.cert } }
const pinned = (issued: Issued): UpstreamTlsPolicy => ({
  ...policy,
  trust: { by: 'fingerprint', fingerprint: issued.fingerprint },
})
const withIdentity = (issued: Issued): UpstreamTlsPolicy['identity'] => ({ certPem: issued.cert, keyPem: issued.key })

/** X509_V_ERR 20 or 21: nobody who is trusted has issued it; which one depends on what is at hand. */
const NOT_ISSUED = /UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT_LOCALLY)/

/** A door in front of `https://HOST:PORT`. @returns the door's port */
async function door(port: number, tlsPolicy: UpstreamTlsPolicy | null, host = '127.0.0.1'): Promise<number> {
  const listen = await freePort()
  const site = siteOf({ server, upstream: `https://${host}:${port}`, upstreamPolicy: { tls: tlsPolicy } })
  const answer = await gate.apply(policyOf(home, listen, [site]))
  expect(answer).toMatchObject({ type: 'applied', problems: [] })
  return listen
}

const enter = (port: number, rest: { path?: string } = {}): Promise<Visit> =>
  visit({ port, ca: home.cert, certificate: alice, ...rest })

/** Asks for a WebSocket and, when it opens, sends bytes through it and back. @returns what came back */
function webSocket(port: number): Promise<{ status: number; echo: string }> {
  return new Promise((resolve, reject) => {
    const request = https.request({
      host: '127.0.0.1',
      port,
      servername: 'camera.home',
      ca: home.cert,
      cert: alice.cert,
      key: alice.key,
      agent: false,
      headers: {
        host: 'camera.home',
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    })
    request.on('error', reject)
    request.on('response', (response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, echo: '' })
    })
    request.on('upgrade', (response, socket) => {
      socket.once('data', (bytes: Buffer) => {
        resolve({ status: response.statusCode ?? 0, echo: bytes.toString() })
        socket.destroy()
      })
      socket.write('ping')
    })
    request.end()
  })
}

/** What a visitor gets over HTTP and as a WebSocket, and what the owner reads about both. */
async function refusal(port: number) {
  const before = gate.activity.length
  const answer = await enter(port)
  const socket = await webSocket(port)
  const told = () => gate.activity.slice(before).filter((one) => one.outcome === 'upstream-error')
  await until(() => told().length > 1)
  return {
    answers: [answer.status, socket.status],
    page: answer.headers['x-vestibule-page'],
    told: told().map((one) => `${one.status} ${one.detail}`),
  }
}

/** A bad gateway with its own page, and the cause in the activity. */
const untrusted = (cause: string | RegExp) => {
  const line: unknown = expect.stringMatching(cause)
  return { answers: [502, 502], page: 'upstream-untrusted', told: [line, line] }
}

describe('an upstream over HTTPS', () => {
  test('that no public authority vouches for is not spoken to', async () => {
    const { port, heard } = await startHttps(nas)
    expect(await refusal(await door(port, null))).toEqual(untrusted(NOT_ISSUED))
    expect(heard).toEqual([])
  })

  test('is trusted through an authority of the owner’s, for HTTP and WebSockets, and no other authority counts then', async () => {
    const { port, heard } = await startHttps(nas)
    const good = await door(port, byLan)
    expect((await enter(good)).body).toBe('upstream page')
    expect(await webSocket(good)).toEqual({ status: 101, echo: 'ping' })
    heard.length = 0
    const wrong = await door(port, { ...policy, trust: { by: 'authority', pem: stranger.cert } })
    expect(await refusal(wrong)).toEqual(untrusted(NOT_ISSUED))
    expect(heard).toEqual([])
  })

  test('must carry the name of its address, or the one that the owner gave, which is also the one it is asked for', async () => {
    const { port, heard } = await startHttps(lan.leaf({ cn: 'nas', eku: 'serverAuth', san: 'DNS:nas.lan' }))
    expect(await refusal(await door(port, byLan))).toEqual(untrusted('ERR_TLS_CERT_ALTNAME_INVALID'))
    expect(heard).toEqual([])
    expect(await refusal(await door(port, { ...byLan, serverName: 'other.lan' }))).toEqual(
      untrusted('ERR_TLS_CERT_ALTNAME_INVALID'),
    )
    expect(heard).toEqual([])
    const named = await door(port, { ...byLan, serverName: 'nas.lan' })
    expect((await enter(named)).body).toBe('upstream page')
    expect(heard).toEqual([{ url: '/', servername: 'nas.lan' }])
  })

  test('is not asked for by the name that the visitor used', async () => {
    const { port, heard } = await startHttps(lan.leaf({ cn: 'x', eku: 'serverAuth', san: 'DNS:localhost' }))
    const listen = await door(port, byLan, 'localhost')
    expect((await enter(listen)).body).toBe('upstream page')
    expect(heard).toEqual([{ url: '/', servername: 'localhost' }])
  })

  test('whose certificate has expired is refused', async () => {
    const old = lan.leaf({
      cn: 'nas',
      eku: 'serverAuth',
      san: 'IP:127.0.0.1',
      from: '20200101000000Z',
      to: '20210101000000Z',
    })
    const { port, heard } = await startHttps(old)
    expect(await refusal(await door(port, byLan))).toEqual(untrusted('CERT_HAS_EXPIRED'))
    expect(heard).toEqual([])
  })

  test('with a self-signed certificate is refused, until exactly that certificate is accepted', async () => {
    const own = selfSigned('router', 'serverAuth')
    const { port, heard } = await startHttps(own)
    expect(await refusal(await door(port, null))).toEqual(untrusted('DEPTH_ZERO_SELF_SIGNED_CERT'))
    expect(heard).toEqual([])
    expect(await refusal(await door(port, pinned(selfSigned('router', 'serverAuth'))))).toEqual(
      untrusted('UPSTREAM_OTHER_CERTIFICATE'),
    )
    expect(heard).toEqual([])
    const accepted = await door(port, pinned(own))
    expect((await enter(accepted)).body).toBe('upstream page')
    expect(await webSocket(accepted)).toEqual({ status: 101, echo: 'ping' })
  })

  test('that is accepted by its certificate is refused when a public or own authority vouches for another one', async () => {
    const { port, heard } = await startHttps(nas)
    expect(await refusal(await door(port, pinned(gateIdentity)))).toEqual(untrusted('UPSTREAM_OTHER_CERTIFICATE'))
    expect(heard).toEqual([])
  })

  test('that speaks no TLS at all is a bad gateway, not a hang', async () => {
    const plain = net.createServer((socket) => {
      socket.on('error', () => undefined)
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    })
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    servers.push({ stop: () => plain.close() })
    const answer = await enter(await door((plain.address() as AddressInfo).port, byLan))
    expect(answer.status).toBe(502)
    expect(answer.headers['x-vestibule-page']).toBe('upstream-error')
  })
})

describe('the depth of an upstream’s chain', () => {
  const middle = lan.intermediate('LAN Intermediate')
  const deep = middle.leaf({ cn: 'deep', eku: 'serverAuth', san: 'IP:127.0.0.1' })
  const chained = { cert: deep.cert + middle.cert, key: deep.key }

  /** What OpenSSL says of the same chain and limit. */
  function opensslAccepts(leaf: Issued, untrusted: string, depth: number): boolean {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-depth-'))
    try {
      for (const [name, pem] of [
        ['root', lan.cert],
        ['leaf', leaf.cert],
        ['untrusted', untrusted],
      ] as const) {
        fs.writeFileSync(path.join(folder, name), pem)
      }
      const args = ['verify', '-CAfile', 'root', '-untrusted', 'untrusted', '-verify_depth', String(depth), 'leaf']
      execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
      return true
    } catch {
      return false
    } finally {
      fs.rmSync(folder, { recursive: true })
    }
  }

  // OpenSSL counts the intermediates only: neither the certificate itself nor the trusted one.
  test.each([1, 2, 3])('%i allows what openssl verify -verify_depth allows with one less', async (depth) => {
    for (const [identity, leaf] of [
      [nas, nas],
      [chained, deep],
    ] as const) {
      const { port, heard } = await startHttps(identity)
      const listen = await door(port, { ...byLan, depth })
      const through = (await enter(listen)).body === 'upstream page'
      expect(through).toBe(opensslAccepts(leaf, middle.cert, depth - 1))
      expect(heard).toHaveLength(through ? 1 : 0)
    }
  })

  test('is none where the intermediate itself is what the owner trusts', async () => {
    const { port } = await startHttps(chained)
    const listen = await door(port, { ...policy, trust: { by: 'authority', pem: middle.cert }, depth: 1 })
    expect((await enter(listen)).body).toBe('upstream page')
  })
})

describe('an upstream that wants a certificate of the gate', () => {
  const fronts = [
    { name: 'nginx', program: 'nginx', start: () => nginx({ server: nas, ca: lan.cert, demand: 'required' }) },
    { name: 'apache', program: 'apache2', start: () => apache({ server: nas, ca: lan.cert, demand: 'required' }) },
  ] as const
  for (const { name, program, start } of fronts) {
    test(
      `${name} lets the gate in with the site’s own certificate, and only with a good one`,
      needs(program),
      async () => {
        const port = await started(start())
        const good = await door(port, { ...byLan, identity: withIdentity(gateIdentity) })
        const answer = await enter(good)
        expect([answer.status, answer.body.trim()]).toEqual([200, name])
        for (const identity of [null, withIdentity(stranger.leaf({ cn: 'Gate' }))]) {
          const listen = await door(port, { ...byLan, identity })
          // nginx answers 400 in HTTP; Apache ends the handshake.
          const refused = await enter(listen)
          expect([400, 502]).toContain(refused.status)
          expect(refused.body).not.toContain(name === 'nginx' ? '>nginx page<' : 'apache')
        }
      },
    )
  }

  test('is never shown it on the way to the public upstream', async () => {
    const asked: (string | undefined)[] = []
    const one = https.createServer({
      cert: nas.cert,
      key: nas.key,
      ca: lan.cert,
      requestCert: true,
      rejectUnauthorized: false,
    })
    one.on('secureConnection', (socket: tls.TLSSocket) => asked.push(socket.getPeerX509Certificate()?.subject))
    one.on('request', (_request, response) => response.end('public page'))
    await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
    servers.push({ stop: () => one.close().closeAllConnections() })
    const url = `https://127.0.0.1:${(one.address() as AddressInfo).port}`
    const listen = await freePort()
    const site = siteOf({
      server,
      mode: 'optional',
      upstream: url,
      upstreamPolicy: { tls: { ...byLan, identity: withIdentity(gateIdentity) } },
      publicUpstream: upstreamOf(url, { tls: byLan }),
    })
    await gate.apply(policyOf(home, listen, [site]))
    expect((await visit({ port: listen, ca: home.cert })).body).toBe('public page')
    expect(asked).toEqual([undefined])
    expect((await enter(listen)).body).toBe('public page')
    expect(asked).toEqual([undefined, 'CN=Gate'])
  })
})

test('what the gate cannot use of an upstream is refused as a policy, without key material in the answer', async () => {
  const site = (tlsPolicy: UpstreamTlsPolicy) =>
    siteOf({ server, upstream: 'https://127.0.0.1:1', upstreamPolicy: { tls: tlsPolicy } })
  const broken: UpstreamTlsPolicy[] = [
    { ...policy, trust: { by: 'authority', pem: '' } },
    {
      ...policy,
      trust: { by: 'authority', pem: `${lan.cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n` },
    },
    { ...policy, trust: { by: 'fingerprint', fingerprint: '' } },
    { ...byLan, identity: { certPem: gateIdentity.cert, keyPem: nas.key } },
  ]
  for (const one of broken) {
    const answer = await gate.apply(policyOf(home, await freePort(), [site(one)]))
    expect(answer.type).toBe('refused')
    expect(JSON.stringify(answer)).not.toContain('KEY')
  }
})
