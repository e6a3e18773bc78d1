import { expect, test } from 'vitest'
import type { Seen } from '../../shared/contract/diagnosis.ts'
import { VisitorId } from '../../shared/contract/diagnosis.ts'
import { Outcome } from '../../shared/contract/activity.ts'
import { explainBoth } from '../../electron/engine/diagnosis/explain.ts'
import type { Expectation } from '../../electron/engine/diagnosis/expect.ts'
import { conclude } from '../../electron/engine/diagnosis/watch/conclude.ts'
import { checkWay } from '../../electron/engine/diagnosis/watch/checks.ts'
import { explainKnock, explainLine, type HouseFacts } from '../../electron/engine/diagnosis/watch/explain.ts'
import type { GateActivity, GateKnock } from '../../electron/gate/protocol.ts'
import { germanSaid } from '../../shared/german/said.ts'
import { adviseProfile, keyWarning, profileWarning, targetsOf } from '../../shared/platforms/advice.ts'
import { forecastPkcs12 } from '../../shared/platforms/forecast.ts'
import { devicePlatforms } from '../../shared/platforms/pkcs12.ts'
import type { WayCheck } from '../../shared/contract/watch.ts'
import { passphraseStrength } from '../../shared/passphrase.ts'
import { englishIn } from '../support/english.ts'

/** What of a report, whose sentences are put together at the last moment, is not German. */
function leftInEnglish(texts: readonly (string | null | undefined)[]): string[] {
  return texts.filter((text) => {
    const german = germanSaid(text ?? '')
    return englishIn(german).length > 0 || german.includes('{')
  }) as string[]
}

const completed: Seen = {
  handshake: 'completed', tlsVersion: '1.3', cipher: 'TLS_AES_256_GCM_SHA384', alert: null,
  verifyCode: 10, verifyName: 'X509_V_ERR_CERT_HAS_EXPIRED', status: 403, page: 'expired',
} // prettier-ignore
const sights: readonly Seen[] = [
  completed,
  { ...completed, page: 'upstream', status: 200 },
  { ...completed, page: 'upstream-timeout', status: 504 },
  { ...completed, verifyCode: null, verifyName: null },
  { ...completed, handshake: 'failed', status: null, page: null },
  { ...completed, handshake: 'refused', status: null, page: null },
  { ...completed, handshake: 'refused', status: null, page: null, alert: { number: 48, name: 'unknown_ca' } },
  { ...completed, handshake: 'refused', status: null, page: null, alert: { number: 80, name: 'internal_error' } },
]
const expectations: readonly Expectation[] = [
  { kind: 'in', sentence: 'Is let in.', why: null },
  { kind: 'page', pages: ['revoked'], sentence: 'Is shown the page “Revoked”.', why: null },
  { kind: 'refused', sentence: 'Is refused during the handshake.', why: null },
]

test.each(VisitorId.options)('what became of the visitor “%s” is told in German', (visitor) => {
  for (const expected of expectations) {
    expect(leftInEnglish([expected.sentence])).toEqual([])
    for (const seen of sights) {
      for (const again of [
        null,
        ...sights.map((one) => ({ seen: one, session: null, reused: one === completed, problem: null })),
      ]) {
        const { explanation, fix, resumed } = explainBoth(visitor, expected, seen, again)
        expect(leftInEnglish([explanation, fix, resumed?.explanation])).toEqual([])
      }
    }
  }
})

const facts: HouseFacts = {
  siteId: 's',
  siteName: 'Camera',
  url: 'https://camera.home:8443/',
  device: (fingerprint) => ({ id: 'd', name: 'Phone', current: fingerprint === 'NEW' }),
  untrustedAuthority: (issuer) => (issuer === 'CN=Mine' ? { id: 'a', name: 'Mine' } : null),
}
const line: GateActivity = {
  at: 0, lastAt: 0, count: 1, siteId: 's', address: '192.0.2.1', outcome: 'allowed', observed: null, status: 200, method: 'GET', path: '/',
  tlsVersion: 'TLSv1.3', cipher: null, verifyCode: 20, verifyName: 'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  deviceId: null, fingerprint: null, serial: null, subject: null, issuer: null, detail: null, probe: false,
} // prettier-ignore

test.each(Outcome.options)('a knock that ended as “%s” is explained in German', (outcome) => {
  const lines: GateActivity[] = [
    { ...line, outcome },
    { ...line, outcome, verifyCode: null, verifyName: null },
    { ...line, outcome, fingerprint: 'NEW', subject: 'CN=Phone', issuer: 'CN=Home' },
    { ...line, outcome, fingerprint: 'OLD', subject: 'CN=Phone', issuer: 'CN=Mine' },
    { ...line, outcome, subject: 'CN=Strange', issuer: 'CN=Elsewhere' },
    { ...line, outcome: 'allowed', observed: outcome === 'allowed' ? null : outcome },
    ...['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_NO_SHARED_CIPHER',
      'ERR_SSL_UNSUPPORTED_PROTOCOL', 'ERR_SSL_UNEXPECTED'].map((detail) => ({ ...line, outcome, detail })),
  ] // prettier-ignore
  for (const one of lines) {
    const knock = explainLine(one, facts)
    expect(leftInEnglish([knock.explanation, knock.fix])).toEqual([])
    const { summary, fix } = conclude({ knocks: [knock], checks: [], seconds: 60, url: facts.url })
    expect(leftInEnglish([summary, fix])).toEqual([])
  }
})

test.each(['hung-up', 'silent', 'plain-http', 'not-tls', 'unknown-name'] as const)(
  'a knock that came to nothing, “%s”, is explained in German',
  (kind) => {
    for (const serverName of [null, 'nas.home']) {
      const knock: GateKnock = { at: 0, address: '192.0.2.1', port: 8443, siteId: 's', kind, serverName }
      const { explanation, fix } = explainKnock(knock, facts)
      const concluded = conclude({ knocks: [explainKnock(knock, facts)], checks: [], seconds: 60, url: facts.url })
      expect(leftInEnglish([explanation, fix, concluded.summary, concluded.fix])).toEqual([])
    }
  },
)

test('what is found on the way to the door is told in German', async () => {
  const told: WayCheck[] = []
  const way = {
    hosts: ['localhost', '127.0.0.1', '192.168.1.9', '198.51.100.1', 'none.home', 'own.home', 'self.home', 'far.home', 'out.home'],
    fingerprint: '', edit: { kind: 'edit-site', siteId: 's', siteName: 'Camera' } as const,
    resolve: async (name: string) =>
      ({ 'own.home': ['127.0.0.9'], 'self.home': ['127.0.0.1'], 'far.home': ['192.168.1.8'], 'out.home': ['198.51.100.7'] })[name] ?? [],
  } // prettier-ignore
  for (const addresses of [[], ['127.0.0.9'], ['127.0.0.9', '127.0.0.8']]) {
    for (const address of ['127.0.0.1', '0.0.0.0']) {
      // Nothing listens at port 1, so that nobody answers.
      await checkWay({ ...way, addresses, listen: { address, port: 1 } }, (check) => told.push(check))
    }
  }
  expect(leftInEnglish(told.flatMap(({ message, remedy }) => [message, remedy]))).toEqual([])
  const nobody = conclude({ knocks: [], checks: told, seconds: 60, url: facts.url })
  const noReason = conclude({ knocks: [], checks: [], seconds: 60, url: facts.url })
  expect(leftInEnglish([nobody.summary, nobody.fix, noReason.summary, noReason.fix])).toEqual([])
})

test.each(devicePlatforms)(
  'which form a file for %s has, and what to know of its key, is told in German',
  (platform) => {
    for (const target of [undefined, ...targetsOf(platform).map(({ id }) => id)]) {
      expect(
        leftInEnglish([
          adviseProfile(platform, target).reason,
          profileWarning('modern', platform, target),
          ...['rsa2048', 'p256', 'p384'].map((key) => keyWarning(key, platform, target)),
        ]),
      ).toEqual([])
    }
  },
)

test('what several files are to each other is told in German', async () => {
  const known = [
    '“phone”: unable to get local issuer certificate (verify code 20, at “phone”).',
    '“phone” → “Between” → “Home”: the chain is whole and reaches “Home”, and it is not revoked.',
    'The key in a.key and b.key does not belong to any certificate here.',
    'Not a file of certificates or keys. There is no certificate, key, request or revocation list in this file.',
    'A PKCS#12 file (.p12, .pfx) with 2 certificates, one private key.',
  ]
  expect(leftInEnglish(known)).toEqual([])
  expect(germanSaid(known[1] ?? '')).toBe(
    '„phone“ → „Between“ → „Home“: Die Kette ist vollständig und reicht bis „Home“, und es ist nicht gesperrt.',
  )
})

test('where a file is imported, and why not, is told in German', () => {
  const protections = ['3des', 'rc2', 'aes256-sha256', 'aes256-sha1', 'aes128', 'none', 'other'] as const
  const integrities = ['sha1', 'sha256', 'sha384', 'sha512', 'pbmac1', 'none', 'other'] as const
  for (const protection of protections) {
    for (const integrity of integrities) {
      const file = {
        protection: [protection], integrity, iterations: 1e9, asciiPassword: false, keys: 2, keyTypes: ['p384'], oddName: true,
      } // prettier-ignore
      const plain = { ...file, iterations: 1, asciiPassword: true, keys: 1, keyTypes: [], oddName: false }
      for (const one of [...forecastPkcs12(file), ...forecastPkcs12(plain)])
        expect(leftInEnglish([one.platform, one.why])).toEqual([])
    }
  }
})

test.each([
  '',
  'abc',
  'password',
  'zzzzzzzzz',
  'horse battery',
  'correct horse battery',
  'correct horse battery staple',
])('how good the passphrase “%s” is, is told in German', (passphrase) =>
  expect(leftInEnglish([passphraseStrength(passphrase).words])).toEqual([]),
)
