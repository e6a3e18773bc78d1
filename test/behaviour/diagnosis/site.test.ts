import { createPrivateKey, X509Certificate } from 'node:crypto'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { diagnoseSite, type SiteDiagnosisOptions } from '../../../electron/engine/diagnosis/site.ts'
import { SiteDiagnosis, type VisitorId } from '../../../shared/contract/diagnosis.ts'
import type { AccessRule } from '../../../shared/contract/rule.ts'
import type { SiteMode } from '../../../shared/contract/site.ts'
import {
  freePort,
  policyOf,
  siteOf,
  startGate,
  startUpstream,
  until,
  type TestGate,
  type Upstream,
} from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'
import { accessRule } from '../../support/rules.ts'
import { said, say } from '../../support/said.ts'

const authority = opensslAuthority('Home')
const server = authority.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const der = (pem: string): Uint8Array => new X509Certificate(pem).raw
const signer = {
  id: 'home',
  name: 'Home',
  certificate: der(authority.cert),
  pkcs8: createPrivateKey(authority.key).export({ type: 'pkcs8', format: 'der' }),
}

const open: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

interface Door {
  readonly gate: TestGate
  readonly upstream: Upstream
  readonly options: SiteDiagnosisOptions
}

/** A gate whose site is in one mode, and a diagnosis that is told another where they differ. */
async function door(mode: SiteMode, told = mode, rules: readonly AccessRule[] = [], observe = false): Promise<Door> {
  const upstream = await startUpstream()
  const gate = startGate()
  open.push(
    () => gate.close(),
    () => upstream.close(),
  )
  const port = await freePort()
  const policy = policyOf(authority, port, [siteOf({ server, upstream: upstream.url, mode, rules, observe })])
  await gate.apply(policy)
  const options: SiteDiagnosisOptions = {
    runId: 'run',
    siteId: 'camera',
    siteName: 'Camera',
    rules: { mode: told, rules, hasPublicUpstream: false, ignoreCase: false, encodedPaths: 'forward', observe },
    address: '127.0.0.1',
    port,
    servername: 'camera.home',
    signers: [signer],
    serverTrust: [der(authority.cert)],
    now: Date.now,
    preparePolicy: async (extra) => {
      await gate.apply({ ...policy, ...extra })
      return async () => {
        await gate.apply(policy)
      }
    },
    askPage: async () => null,
    upstreamProblem: () => null,
    onVisitor: () => undefined,
  }
  return { gate, upstream, options }
}

const visitors = [
  // Pages and codes as scenarios ask for them; the codes are what `openssl verify` says of such certificates.
  ['none', 'no-certificate', null],
  ['good', 'upstream', null],
  ['expired', 'expired', 10],
  ['not-yet-valid', 'not-yet-valid', 9],
  ['revoked', 'revoked', 23],
  ['superseded', 'revoked', 23],
  ['stranger', 'unknown-issuer', 20],
  ['same-name', 'unknown-issuer', 20],
  ['self-signed', 'self-signed', 18],
  ['wrong-purpose', 'wrong-purpose', 26],
  ['missing-intermediate', 'unknown-issuer', 20],
  ['weak-key', 'bad-certificate', 66],
  ['weak-digest', 'bad-certificate', 68],
  ['too-long', 'bad-certificate', 25],
] as const satisfies readonly (readonly [VisitorId, string, number | null])[]

test('every visitor meets over TLS 1.2 and 1.3 what a site with pages should do, each with its true code', async () => {
  const { options, upstream } = await door('pages')
  const lines: string[] = []
  const diagnosis = await diagnoseSite({
    ...options,
    onVisitor: (visitor, total) => lines.push(`${visitor.id} ${visitor.tls} of ${total}`),
  })
  expect(SiteDiagnosis.parse(diagnosis)).toEqual(diagnosis)
  expect(diagnosis.ok).toBe(true)
  expect(diagnosis.visitors.map(({ id, tls, seen }) => [id, tls, seen.tlsVersion, seen.page, seen.verifyCode])).toEqual(
    visitors.flatMap(([id, page, code]) => ['1.2', '1.3'].map((tls) => [id, tls, tls, page, code])),
  )
  expect(lines).toHaveLength(28)
  // Only the good visitor got through, with each version once fresh and once with the session of before.
  expect(upstream.requests).toHaveLength(4)
  // Sessions were given and offered, those of the revoked from before the revocation; none was used.
  expect(
    diagnosis.visitors.map(({ id, resumed }) => [id, resumed?.reused, resumed?.seen.page, resumed?.seen.verifyCode]),
  ).toEqual(visitors.flatMap(([id, page, code]) => ['1.2', '1.3'].map(() => [id, false, page, code])))
  expect(JSON.stringify(diagnosis)).not.toMatch(/PRIVATE KEY|BEGIN CERTIFICATE/)
})

test('a site that demands a certificate refuses all but the good one in the handshake', async () => {
  const { options, upstream } = await door('required')
  const diagnosis = await diagnoseSite(options)
  expect(said(diagnosis).summary).toContain('every one as expected')
  for (const { id, seen } of diagnosis.visitors) {
    expect([id, seen.handshake]).toEqual([id, id === 'good' ? 'completed' : 'refused'])
  }
  const none = diagnosis.visitors.filter(({ id }) => id === 'none').map(({ tls, seen }) => [tls, seen.alert?.number])
  expect(none).toEqual([
    ['1.2', 40],
    ['1.3', 116],
  ])
  expect(upstream.requests).toHaveLength(4)
})

test('a site that asks nobody lets everybody in, and that is what is expected there', async () => {
  const { options } = await door('off')
  const diagnosis = await diagnoseSite(options)
  expect(diagnosis.ok).toBe(true)
  expect(diagnosis.visitors.every(({ seen }) => seen.page === 'upstream')).toBe(true)
})

test('a door that lets strangers in is named before everything else', async () => {
  const { options } = await door('off', 'pages')
  const diagnosis = await diagnoseSite(options)
  expect(diagnosis.ok).toBe(false)
  expect(said(diagnosis).summary).toContain('lets in visitors that should stay outside')
  const stranger = diagnosis.visitors.find(({ id }) => id === 'stranger')
  expect(stranger).toMatchObject({ verdict: 'wrong' })
  expect(stranger?.fix && say(stranger.fix)).toContain('Stop this site')
})

test('what was put in force for the probes is gone afterwards, also when nothing answers', async () => {
  const { options } = await door('pages')
  const inForce: string[] = []
  let revocations = 0
  const diagnosis = await diagnoseSite({
    ...options,
    port: await freePort(),
    preparePolicy: async ({ probes, revoked }) => {
      inForce.push(...probes)
      revocations += revoked.length
      return async () => {
        inForce.length = 0
      }
    },
  })
  expect(inForce).toEqual([])
  expect(revocations).toBe(2)
  expect(diagnosis.ok).toBe(false)
  expect(diagnosis.visitors.every(({ seen }) => seen.handshake === 'failed')).toBe(true)
  expect(said(diagnosis).visitors[0]?.explanation).toContain('could not be reached')
})

test('an upstream that is down is told apart from a refused device', async () => {
  const { options, upstream } = await door('pages')
  await upstream.close()
  const good = said(await diagnoseSite(options)).visitors.find(({ id }) => id === 'good')
  expect(good).toMatchObject({ verdict: 'wrong' })
  expect(good?.explanation).toContain('The certificate was accepted')
})

test('a run against a server that never answers is cancelled at once', async () => {
  const { options } = await door('pages')
  const sockets: net.Socket[] = []
  const silent = net.createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  open.push(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })
  const abort = new AbortController()
  const running = diagnoseSite({ ...options, port: (silent.address() as AddressInfo).port, signal: abort.signal })
  await until(() => sockets.length > 0)
  abort.abort()
  const diagnosis = await running
  expect(diagnosis).toMatchObject({ ok: false, visitors: [] })
  expect(said(diagnosis).summary).toBe('Stopped after 0 of 28 visits.')
  expect(SiteDiagnosis.parse(diagnosis)).toEqual(diagnosis)
})

test('a site without an authority of one’s own says that it cannot be diagnosed', async () => {
  const { options } = await door('pages')
  await expect(diagnoseSite({ ...options, signers: [] })).rejects.toMatchObject({ code: 'diagnosis/no-own-authority' })
})

test.each([
  ['blocked', [accessRule('/', 'blocked')], 'pages', 'blocked-path'],
  ['open to everybody', [accessRule('/', 'none')], 'pages', 'upstream'],
  ['for certain devices', [accessRule('/', 'required', { groups: ['family'] })], 'pages', null],
  ['exempt in the local network', [accessRule('/', 'required', { lan: 'exempt' })], 'pages', 'upstream'],
  ['closed at a site that asks nobody', [accessRule('/', 'required')], 'off', null],
  ['elsewhere', [accessRule('/api', 'none')], 'pages', null],
] as const)('the diagnosis expects what the rule for the path it visits says: %s', async (name, rules, mode, page) => {
  const { options } = await door(mode, mode, rules)
  const diagnosis = await diagnoseSite(options)
  expect(diagnosis.visitors.filter(({ verdict }) => verdict === 'wrong')).toEqual([])
  const good = name === 'for certain devices' ? 'not-allowed' : 'upstream'
  const usual = visitors.map(([id, kind]) => [id, id === 'good' ? good : kind])
  const got = diagnosis.visitors.filter(({ tls }) => tls === '1.3').map(({ id, seen }) => [id, seen.page])
  expect(got).toEqual(page === null ? usual : usual.map(([id]) => [id, page]))
})

test('at a site that only observes everybody gets in, and the verdict says that the door is open', async () => {
  const { options } = await door('pages', 'pages', [], true)
  const diagnosis = await diagnoseSite(options)
  expect(diagnosis.ok).toBe(true)
  expect(said(diagnosis).summary).toContain('only observes: everybody gets in')
  expect(diagnosis.visitors.every(({ seen }) => seen.page === 'upstream')).toBe(true)
})

test('a door that goes on with an old session instead of verifying is found out', async () => {
  const { options } = await door('pages')
  // Node's own server, as it comes: it resumes, and asks nothing of those who come back.
  const careless = tls.createServer(
    { cert: server.cert, key: server.key, ca: authority.cert, requestCert: true, rejectUnauthorized: false },
    (socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
    },
  )
  await new Promise<void>((resolve) => careless.listen(0, '127.0.0.1', resolve))
  open.push(() => void careless.close())
  const diagnosis = await diagnoseSite({ ...options, port: (careless.address() as AddressInfo).port })
  const good = said(diagnosis).visitors.filter(({ id }) => id === 'good')
  expect(good).toMatchObject([
    { verdict: 'wrong', seen: { page: 'upstream' }, resumed: { reused: true, verdict: 'wrong' } },
    { verdict: 'wrong', seen: { page: 'upstream' }, resumed: { reused: true, verdict: 'wrong' } },
  ])
  expect(good[0]?.explanation).toContain('without verifying the certificate again')
})
