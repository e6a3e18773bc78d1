import { expect, test } from 'vitest'
import type { AccessRule } from '../../../shared/contract/rule.ts'
import { siteVerdict, type SiteFacts, type SiteVerdictState } from '../../../shared/verdict/site-verdict.ts'

const failure = (code: string) => ({ code, values: {} })
const at = '2026-11-30T00:00:00.000Z'
const answers = {
  state: 'answers',
  since: at,
  checkedAt: at,
  milliseconds: 3,
  status: 200,
  problem: null,
  refusing: null,
} as const
const silent = (code: string) =>
  ({ ...answers, state: 'silent', milliseconds: null, status: null, problem: failure(code) }) as const

const works: SiteFacts = {
  id: 's1',
  name: 'Camera',
  enabled: true,
  state: 'running',
  problem: null,
  mode: 'pages',
  observe: false,
  rules: [],
  health: answers,
  warnings: [],
  redirects: [],
  certificateFiles: null,
  certificate: {
    source: 'authority',
    serial: '01',
    fingerprint: 'AB',
    subject: 'CN=a',
    issuer: 'CN=b',
    names: [],
    notBefore: at,
    notAfter: at,
    renewsAt: null,
    ocsp: null,
    acme: null,
  },
}
const ocsp = (code: string) => ({
  ...works.certificate,
  ocsp: { responder: 'http://o', until: null, problem: failure(code) },
})

const table: [string, Partial<SiteFacts>, SiteVerdictState, { code?: string; fix?: string; needsOwner: boolean }][] = [
  ['all is well', {}, 'works', { needsOwner: false }],
  ['nobody has looked at the upstream yet', { health: null }, 'works', { needsOwner: false }],
  [
    'the owner stopped it',
    { enabled: false, state: 'stopped', health: null },
    'does-not-run',
    { fix: 'start-site', needsOwner: false },
  ],
  ['it is about to open', { state: 'stopped', health: null }, 'does-not-run', { needsOwner: false }],
  [
    'its port is taken',
    { state: 'failed', problem: failure('site/port-taken'), health: null },
    'does-not-run',
    { code: 'site/port-taken', fix: 'edit-site', needsOwner: true },
  ],
  [
    'it only observes',
    { observe: true },
    'stands-open',
    { code: 'site/observing', fix: 'edit-site', needsOwner: true },
  ],
  ['it asks nobody', { mode: 'off' }, 'stands-open', { code: 'site/asks-nobody', needsOwner: false }],
  [
    'the upstream is silent',
    { health: silent('site/upstream-unreachable') },
    'nobody-gets-through',
    { code: 'site/upstream-unreachable', fix: 'edit-site', needsOwner: true },
  ],
  [
    'the upstream is not trusted',
    { health: silent('site/upstream-untrusted') },
    'nobody-gets-through',
    { code: 'site/upstream-untrusted', fix: 'trust-upstream', needsOwner: true },
  ],
  [
    'the upstream refuses everybody',
    {
      health: {
        ...answers,
        refusing: { status: 400, since: at, count: 3, problem: failure('answer/refuses-everybody') },
      },
    },
    'nobody-gets-through',
    { code: 'answer/refuses-everybody', fix: 'diagnose-site', needsOwner: true },
  ],
  [
    'a login is lost',
    { warnings: [failure('site/login-lost')] },
    'works-but',
    { code: 'site/login-lost', fix: 'edit-site', needsOwner: true },
  ],
  [
    'a redirect port is taken',
    { redirects: [{ listen: '0.0.0.0:80', problem: failure('site/port-taken') }] },
    'works-but',
    { code: 'site/port-taken', needsOwner: true },
  ],
  [
    'the files of its certificate are not used',
    { certificateFiles: { cert: '/c', key: '/k', problem: failure('site/certificate-mismatch') } },
    'works-but',
    { code: 'site/certificate-mismatch', needsOwner: true },
  ],
  [
    'its certificate is revoked',
    { certificate: ocsp('site/ocsp-not-good') },
    'works-but',
    { code: 'site/ocsp-not-good', needsOwner: true },
  ],
  [
    'the status of its certificate could not be fetched',
    { certificate: ocsp('site/ocsp-unreachable') },
    'works-but',
    { code: 'site/ocsp-unreachable', needsOwner: false },
  ],
]

test.each(table)('%s', (_, change, state, { code, fix, needsOwner }) => {
  const verdict = siteVerdict({ ...works, ...change })
  expect(verdict).toMatchObject({ state, needsOwner })
  expect(verdict.reason?.code).toBe(code)
  expect(fix === undefined || verdict.fix !== null).toBe(true)
  expect(verdict.fix ?? {}).toMatchObject(fix === undefined ? {} : { kind: fix, siteId: 's1', siteName: 'Camera' })
})

test('an open door is told before a silent upstream, and both are told', () => {
  const { state, concerns } = siteVerdict({ ...works, observe: true, health: silent('site/upstream-unreachable') })
  expect(state).toBe('stands-open')
  expect(concerns.map((concern) => concern.state)).toEqual(['stands-open', 'nobody-gets-through'])
})

test('a site that asks nobody but for one path is open on purpose', () => {
  const rule: AccessRule = {
    id: 'r',
    path: '/admin',
    methods: [],
    certificate: 'required',
    lan: 'any',
    devices: [],
    groups: [],
    commonNames: [],
    organizations: [],
    units: [],
    authorities: [],
    fingerprints: [],
    satisfy: 'any',
    depth: null,
  }
  expect(siteVerdict({ ...works, mode: 'off', rules: [rule] }).state).toBe('works')
})
