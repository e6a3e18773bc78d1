import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { ServerDiagnosis, type FileProblem } from '../../shared/contract/diagnosis.ts'
import { clockProblem, oddities } from '../../electron/engine/diagnosis/server/oddities.ts'
import { CHANGES } from '../../electron/engine/diagnosis/server/changes.ts'
import { judgeChain } from '../../electron/engine/diagnosis/server/chain.ts'
import { judge } from '../../electron/engine/diagnosis/server/judge.ts'
import type { Meeting } from '../../electron/engine/diagnosis/server/meet.ts'
import { ownFacts, type OwnFacts } from '../../electron/engine/diagnosis/server/own.ts'
import { germanSaid } from '../../shared/german/said.ts'
import { tlsAlerts, verifyCodes, verifyCodeByName } from '../../shared/verify/index.ts'
import { englishIn } from '../support/english.ts'
import { opensslAuthority } from '../support/openssl-pki.ts'

/** What is not German, or has a place in it that nothing was put into. */
function leftInEnglish(texts: readonly (string | null | undefined)[]): string[] {
  return texts.filter((text) => {
    const german = germanSaid(text ?? '')
    return englishIn(german).length > 0 || /(?<!%)\{/.test(german) || (german === text && / /.test(german))
  }) as string[]
}
const sentencesOf = (problems: readonly FileProblem[]): string[] =>
  problems.flatMap(({ message, remedy }) => [message, remedy])

const met: Meeting = {
  version: '1.3', speaks: 'tls', flight: { asked: true, chain: [], authorities: null },
  handshake: 'completed', alert: null, cipher: 'TLS_AES_256_GCM_SHA384', alpn: null, serverError: null, http: null,
  networkError: null, timedOut: false, flaw: null, endlessAnswer: false, session: null, reused: false,
} // prettier-ignore
const answer = (status: number, head = '', body = ''): Meeting => ({ ...met, http: { status, head, body } })
const unasked = (meeting: Meeting): Meeting => ({ ...meeting, flight: { ...meeting.flight, asked: false } })

const kinds = ServerDiagnosis.shape.speaks.options.filter((kind) => kind !== 'tls')
const flaw = (name: string): OwnFacts['flaws'][number] => {
  const code = verifyCodeByName(name)
  if (!code) throw new Error(name)
  return { code, message: 'The certificate was revoked by its authority.', remedy: 'Look at the server’s log.' }
}
const facts: readonly (OwnFacts | null)[] = [
  null,
  ...[null, true, false].flatMap((issuerAccepted) => [
    { issuerAccepted, issuer: 'CN=Home', flaws: [] },
    { issuerAccepted, issuer: 'CN=Home', flaws: [flaw('X509_V_ERR_CERT_HAS_EXPIRED')] },
  ]),
]
const ends: readonly (Meeting | null)[] = [
  null,
  met,
  { ...met, handshake: 'failed' },
  { ...met, handshake: 'refused' },
  ...tlsAlerts.map((alert): Meeting => ({ ...met, handshake: 'refused', alert })),
  ...[200, 401, 403, 495, 496, 503].map((status) => answer(status)),
  answer(400, '', 'No required SSL certificate was sent'),
  ...verifyCodes.map(({ number }) => answer(403, `x-ssl-client-verify: ${number}`)),
]

test('what a server wants, and what became of one certificate, is told in German', () => {
  const wants: readonly Meeting[] = [
    met,
    unasked(met),
    unasked(answer(403, 'Server: Apache/2.4')),
    answer(200),
    answer(403),
    { ...met, flight: { ...met.flight, asked: null } },
    { ...met, handshake: 'refused' },
    ...tlsAlerts
      .filter(({ name }) => name === 'certificate_required')
      .map((alert): Meeting => ({ ...met, handshake: 'refused', alert })),
  ]
  const told = wants.flatMap((without) =>
    ends.flatMap((end) =>
      facts.flatMap((own) => {
        const { summary, explanation, fix } = judge([without], end, own)
        return [summary, explanation, fix]
      }),
    ),
  )
  expect(told.length).toBeGreaterThan(1000)
  expect(leftInEnglish([...new Set(told)])).toEqual([])
})

test('why no handshake came about is told in German', () => {
  const failed: Meeting = { ...met, handshake: 'failed', cipher: null }
  const seen: readonly Meeting[] = [
    failed,
    ...kinds.map((speaks): Meeting => ({ ...failed, speaks })),
    ...(['endless', 'slow', 'too-large', 'malformed'] as const).map((one): Meeting => ({ ...failed, flaw: one })),
    ...tlsAlerts.map((alert): Meeting => ({ ...failed, alert })),
  ]
  const told = seen.flatMap((meeting) => {
    const { summary, explanation, fix, changes } = judge([meeting], null, null)
    return [summary, explanation, fix, ...changes.map(({ goal }) => goal)]
  })
  expect(leftInEnglish([...new Set(told)])).toEqual([])
})

test('what is wrong with a chain, a clock or an answer is told in German', () => {
  const home = opensslAuthority('Home')
  const middle = home.intermediate('Between')
  const der = ({ cert }: { cert: string }): Uint8Array => new X509Certificate(cert).raw
  const leaf = (options: Partial<Parameters<typeof home.leaf>[0]> = {}): Uint8Array =>
    der(middle.leaf({ cn: 'nas', san: 'DNS:nas.home', eku: 'serverAuth', ...options }))
  const chains: readonly Uint8Array[][] = [
    [leaf()],
    [leaf(), der(middle)],
    [leaf(), der(home), der(middle)],
    [leaf({ from: '20200101000000Z', to: '20210101000000Z' })],
    [leaf({ from: '20900101000000Z', to: '20910101000000Z' })],
    [leaf({ to: '20991231000000Z' })],
    [leaf({ eku: 'clientAuth' })],
    [leaf({ san: 'DNS:one.home,DNS:two.home,IP:192.0.2.1' })],
    [der(home)],
  ]
  const chainProblems = chains.flatMap((chain) =>
    [null, 'ERR_TLS_CERT_ALTNAME_INVALID', ...verifyCodes.map(({ name }) => name.replace('X509_V_ERR_', ''))].flatMap(
      (serverError) =>
        ['nas.home', '192.0.2.7', 'other.home'].flatMap((host) =>
          [[], [der(home)]].flatMap(
            (trust) => judgeChain({ chain, host, serverError, trust, now: Date.now() }).problems,
          ),
        ),
    ),
  )
  const years = judgeChain({
    chain: [leaf(), der(middle)],
    host: 'nas.home',
    serverError: null,
    trust: [],
    now: Date.UTC(2120, 1),
  })
  const now = Date.UTC(2026, 6, 1)
  const clocks = [-90, -5, 5, 90, 9000].flatMap((minutes) =>
    clockProblem(answer(200, `Date: ${new Date(now + minutes * 60_000).toUTCString()}`), now),
  )
  const odd = oddities({ without: [{ ...met, endlessAnswer: true }], old: met, chain: Array<Uint8Array>(40) })
  const all = sentencesOf([...chainProblems, ...years.problems, ...clocks, ...odd])
  expect(new Set([...chainProblems, ...years.problems].map(({ code }) => code)).size).toBeGreaterThan(8)
  expect(leftInEnglish([...new Set(all)])).toEqual([])
})

test('what is wrong with one’s own certificate is told in German', async () => {
  const home = opensslAuthority('Home')
  const middle = home.intermediate('Between')
  const subject = 'CN=Home'
  const told = await Promise.all(
    [
      middle.leaf({ cn: 'Phone' }),
      middle.leaf({ cn: 'Phone', eku: 'serverAuth' }),
      home.leaf({ cn: 'Phone', from: '20200101000000Z', to: '20210101000000Z' }),
      home.leaf({ cn: 'Phone', from: '20900101000000Z', to: '20910101000000Z' }),
      home.leaf({ cn: 'Home' }),
      home,
    ].map(({ cert, key }) =>
      ownFacts({
        credentials: { certPem: cert, keyPem: key },
        accepted: [subject],
        trust: [middle.cert],
        now: Date.now(),
      }),
    ),
  )
  const flaws = told.flatMap((one) => one.flaws)
  expect(new Set(flaws.map(({ code }) => code.name)).size).toBeGreaterThanOrEqual(5)
  expect(leftInEnglish(flaws.flatMap(({ message, remedy }) => [message, remedy]))).toEqual([])
})

test('what to change is told in German, but for what is typed into files', () => {
  expect(leftInEnglish(Object.values(CHANGES).flatMap((list) => list.map(({ goal }) => goal)))).toEqual([])
})
