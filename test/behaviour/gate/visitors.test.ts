import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { escapeHtml } from '../../../shared/pages/escape.ts'
import { pageIn, type PageOutcome } from '../../../shared/pages/words.ts'
import {
  freePort,
  policyOf,
  revoked,
  siteOf,
  startGate,
  startUpstream,
  until,
  visit,
  type TestGate,
  type Upstream,
} from '../../support/gate.ts'
import { opensslAuthority, selfSigned, type Issued } from '../../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const stranger = opensslAuthority('Stranger CA')
const impostor = opensslAuthority('Home CA')
const intermediate = home.intermediate('Home Intermediate')
const below = intermediate.leaf({ cn: 'Below' })
const good = home.leaf({ cn: 'Alice' })
const taken = home.leaf({ cn: 'Lost phone' })
const past = { from: '20200101000000Z', to: '20210101000000Z' }
const old = home.leaf({ cn: 'Old', ...past })
const takenAndOld = home.leaf({ cn: 'Taken and old', ...past })
const belowOld = intermediate.leaf({ cn: 'Below, once', ...past })

/** Who, what it shows, page, and the number that HAProxy 2.6 with OpenSSL 3.0 reports as ssl_c_verify. */
const visitors: [
  name: string,
  certificate: Issued | { cert: string; key: string } | undefined,
  page: PageOutcome | null,
  code: number | null,
][] = [
  ['nobody', undefined, 'no-certificate', null],
  ['a good device', good, null, null],
  ['an expired one', old, 'expired', 10],
  // What lists say comes before dates: openssl verify -crl_check says 23 first.
  ['an expired one that was revoked', takenAndOld, 'revoked', 23],
  [
    'one from the future',
    home.leaf({ cn: 'Future', from: '20400101000000Z', to: '20410101000000Z' }),
    'not-yet-valid',
    9,
  ],
  ['a revoked one', taken, 'revoked', 23],
  ['a stranger', stranger.leaf({ cn: 'Alice' }), 'unknown-issuer', 20],
  ['a stranger whose authority has the same name', impostor.leaf({ cn: 'Alice' }), 'unknown-issuer', 20],
  // Node says 10, the last error; the first is that nobody here vouches for it.
  ['a stranger whose certificate has expired', stranger.leaf({ cn: 'Alice', ...past }), 'unknown-issuer', 20],
  ['one of an authority with the same name, expired', impostor.leaf({ cn: 'Alice', ...past }), 'unknown-issuer', 20],
  [
    'an expired one whose intermediate was sent',
    { cert: belowOld.cert + intermediate.cert, key: belowOld.key },
    'expired',
    10,
  ],
  ['an expired one whose intermediate was not sent', belowOld, 'unknown-issuer', 20],
  ['a self-signed one', selfSigned('Alice'), 'self-signed', 18],
  [
    'a self-signed one that may not sign certificates',
    selfSigned('Alice', 'clientAuth', 'digitalSignature'),
    'self-signed',
    18,
  ],
  ['a server certificate', home.leaf({ cn: 'Server', eku: 'serverAuth' }), 'wrong-purpose', 26],
  ['one whose intermediate was not sent', below, 'unknown-issuer', 20],
  ['one whose intermediate was sent', { cert: below.cert + intermediate.cert, key: below.key }, null, null],
]

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('over %s', (version) => {
  let gate: TestGate
  let upstream: Upstream
  let pages: number
  let required: number
  beforeAll(async () => {
    gate = startGate()
    upstream = await startUpstream()
    pages = await freePort()
    required = await freePort()
    const one = siteOf({ server, upstream: upstream.url })
    const policy = policyOf(home, pages, [one], { revoked: [...revoked(home, taken), ...revoked(home, takenAndOld)] })
    await gate.apply({
      ...policy,
      listeners: [
        ...policy.listeners,
        { address: '127.0.0.1', port: required, sites: [{ ...one, id: 'strict', mode: 'required' }] },
      ],
    })
  })
  afterAll(async () => {
    gate.close()
    await upstream.close()
  })

  test.each(visitors)('mode pages tells %s the true cause', async (_name, certificate, page, code) => {
    const before = upstream.requests.length
    const answer = await visit({ port: pages, ca: home.cert, certificate, version })
    expect(answer.status).toBe(page === null ? 200 : 403)
    expect(answer.headers['x-vestibule-page']).toBe(page ?? undefined)
    expect(answer.headers['x-vestibule-verify']?.toString().split(' ')[0]).toBe(
      code === null ? undefined : String(code),
    )
    const said = /Verify code (\d+) X509_V_ERR_/.exec(answer.body)
    expect(said === null ? null : Number(said[1])).toBe(code)
    expect(answer.body).toContain(
      page === null ? 'upstream page' : `<title>${escapeHtml(pageIn('en', page).title)}</title>`,
    )
    expect(upstream.requests.length - before).toBe(page === null ? 1 : 0)
  })

  test.each([
    ['de-AT,de;q=0.9,en;q=0.8', 'de', 'Dein Zertifikat ist abgelaufen', 'Prüfcode 10'],
    ['fr,en;q=0.5', 'en', 'Your certificate has expired', 'Verify code 10'],
  ])('a visitor whose browser prefers %s reads %s', async (languages, language, title, code) => {
    const headers = { 'accept-language': languages }
    const answer = await visit({ port: pages, ca: home.cert, certificate: old, version, headers })
    expect(answer.headers['content-language']).toBe(language)
    expect(answer.body).toContain(`<html lang="${language}">`)
    expect(answer.body).toContain(`<title>${title}</title>`)
    expect(answer.body).toContain(code)
  })

  test.each(visitors)('mode required lets %s in or refuses before HTTP', async (_name, certificate, page) => {
    const before = upstream.requests.length
    const answer = await visit({ port: required, ca: home.cert, certificate, version }).then(
      (got) => got.status,
      () => 'refused',
    )
    expect(answer).toBe(page === null ? 200 : 'refused')
    expect(upstream.requests.length - before).toBe(page === null ? 1 : 0)
  })

  test('mode required tells a visitor without certificate by an alert', async () => {
    const error = await new Promise<Error>((resolve) => {
      const socket = tls.connect({
        host: '127.0.0.1',
        port: required,
        servername: 'camera.home',
        ca: home.cert,
        minVersion: version,
        maxVersion: version,
      })
      socket.on('error', resolve)
      socket.on('data', () => undefined)
    })
    // RFC 8446 §4.4.2.4 and RFC 5246 §7.4.6: certificate_required (116), handshake_failure (40). OpenSSL tells the
    // number, BoringSSL the name.
    const alert = version === 'TLSv1.3' ? /number 116|ALERT_CERTIFICATE_REQUIRED/ : /number 40|ALERT_HANDSHAKE_FAILURE/
    expect(error.message).toMatch(alert)
    await until(() => gate.activity.some((line) => line.siteId === 'strict' && line.outcome === 'no-certificate'))
  })
})
