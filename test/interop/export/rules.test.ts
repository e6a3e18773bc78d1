// @module-tag haproxy
// @module-tag nginx
// @module-tag apache2
// @module-tag caddy
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ExportRule, ExportTest } from '../../../electron/engine/graduate/model.ts'
import type { AccessRule } from '../../../shared/contract/rule.ts'
import type { ExportTarget } from '../../../shared/contract/site-export.ts'
import {
  derOf,
  exportAuthority,
  exportModel,
  startExported,
  targets,
  type ExportedServer,
} from '../../support/exported.ts'
import {
  freePort,
  policyOf,
  siteOf,
  startGate,
  startUpstream,
  visit,
  type TestGate,
  type Upstream,
} from '../../support/gate.ts'
import { opensslAuthority, selfSigned, type Issued } from '../../support/openssl-pki.ts'
import { accessRule } from '../../support/rules.ts'

const home = opensslAuthority('Home CA')
const middle = home.intermediate('Müller, "Middle"')
const club = opensslAuthority('Club CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice', o: 'House', ou: 'First floor' })
const bob = home.leaf({ cn: 'Bob, the "best" = Ünique 1' })
const carol = club.leaf({ cn: 'Carol', o: 'House' })
const dave = middle.leaf({ cn: 'Dave', ou: 'x\\,CN=Alice' })
const visitors = {
  none: undefined,
  alice,
  bob,
  carol,
  dave,
  /** The one bad certificate whose handshake Apache completes too. */
  'self-signed': selfSigned('Alice'),
} as const
type Who = keyof typeof visitors

const house: Readonly<Record<string, Issued>> = { home, middle, club }
const lines = (one: Issued): string => new X509Certificate(one.cert).subject

/** A rule as the gate has it, in the form of the writers. Devices are `alice` and `bob`, authorities as above. */
function exportRule(rule: AccessRule): ExportRule {
  const certificate = (id: string) => {
    const one = { alice, bob }[id] ?? alice
    return { device: id, sha256: one.fingerprint, der: derOf(one) }
  }
  const subject = (attribute: 'CN' | 'O' | 'OU', values: readonly string[]): ExportTest[] =>
    values.length === 0 ? [] : [{ kind: 'subject', attribute, values }]
  const name = (id: string) => ({ authority: id, lines: lines(house[id] ?? home) })
  const tests: ExportTest[] = [
    ...(rule.devices.length === 0 ? [] : [{ kind: 'certificate', list: rule.devices.map(certificate) } as const]),
    ...subject('CN', rule.commonNames),
    ...subject('O', rule.organizations),
    ...subject('OU', rule.units),
    ...(rule.authorities.length === 0
      ? []
      : [
          {
            kind: 'issuer',
            names: rule.authorities.flatMap((id) => (id === 'home' ? ['home', 'middle'] : [id])).map(name),
          } as const,
        ]),
  ]
  const { path, methods, lan, depth } = rule
  return {
    path,
    methods,
    certificate: rule.certificate,
    lan,
    who: tests.length === 0 ? null : { satisfy: rule.satisfy, tests },
    issuers: depth === null ? null : (depth === 1 ? ['home', 'club'] : ['home', 'club', 'middle']).map(name),
  }
}

const rules = [
  accessRule('/open', 'none'),
  accessRule('/open/closed', 'blocked'),
  accessRule('/open/closed/again', 'required', { devices: ['alice'] }),
  accessRule('/maybe', 'optional'),
  accessRule('/alice', 'required', { devices: ['alice'] }),
  accessRule('/near', 'required', { lan: 'exempt' }),
  accessRule('/only-near', 'none', { lan: 'only' }),
  accessRule("/it's%20%22(odd)%22+$1[x]/%C3%A4", 'blocked'),
  accessRule('/cn', 'required', { commonNames: ['Alice', 'Bob, the "best" = Ünique 1'] }),
  accessRule('/flag', 'required', { commonNames: ['-f x', 'Dave'] }),
  accessRule('/house', 'required', { organizations: ['House'] }),
  accessRule('/floor', 'required', { units: ['First floor'] }),
  accessRule('/any', 'required', { organizations: ['House'], devices: ['bob'] }),
  accessRule('/all', 'required', { organizations: ['House'], authorities: ['club'], satisfy: 'all' }),
  accessRule('/club', 'required', { authorities: ['club'] }),
  accessRule('/family', 'required', { authorities: ['home'] }),
  accessRule('/middle', 'required', { authorities: ['middle'] }),
  accessRule('/direct', 'required', { depth: 1 }),
  accessRule('/deep', 'required', { depth: 2, organizations: ['House'] }),
]

const paths = [
  '/',
  '/index.html?x=1&y=/open',
  '/open',
  '/open/',
  '/opened',
  '/OPEN',
  '/open/a/b.css?v=2',
  '/open/closed',
  '/open/closed/x',
  '/open/closedx',
  '/open/closed/again/x',
  '/maybe/x',
  '/alice',
  '/alice/x%20y',
  '/%61lice/x',
  '/near/x',
  '/only-near/x',
  "/it's%20%22(odd)%22+$1[x]/%C3%A4/x",
  ...rules.slice(8).map((rule) => rule.path),
  // What can be read in two ways.
  '/open%2fx',
  '/open/..%2falice',
  '/open/%2e%2e/alice',
  '/open/%2E./alice',
  '/open/x;y=1',
  '/open/..%5calice',
  '/open%00',
  '/%2561lice',
]
/** The gate resolves them; HAProxy and Caddy refuse what they cannot resolve, and say so. */
const resolved = [
  '/open/../alice',
  '/open/./x',
  '/alice/../open/x',
  '/a/..',
  '//alice',
  '/open//x',
  '/open/x//../../alice',
]

const gate: TestGate = startGate()
let upstream: Upstream
const doors = new Map<'gate' | ExportTarget, number>()
const open: ExportedServer[] = []

beforeAll(async () => {
  upstream = await startUpstream((request, response) => response.end(`in ${request.url ?? ''}`))
  const port = await freePort()
  // As the servers do: what can be read in two ways is refused.
  const authorityIds = ['home', 'club']
  const site = siteOf({ server, upstream: upstream.url, rules, authorityIds, encodedPaths: 'refuse' })
  const known = Object.entries({ alice, bob }).map(([id, { fingerprint }]) => ({
    fingerprint,
    deviceId: id,
    deviceName: id,
    groups: [],
  }))
  const authorities = Object.entries(house).map(([id, { fingerprint, cert }]) => ({
    id,
    name: id,
    fingerprint,
    pem: cert,
  }))
  await gate.apply(policyOf(home, port, [site], { known, authorities }))
  doors.set('gate', port)
  const model = exportModel({
    server,
    upstream: upstream.url,
    authorities: [exportAuthority('Home', home), exportAuthority('Club', club)],
    intermediates: [exportAuthority('Middle', middle)],
    rules: rules.map(exportRule),
  })
  for (const target of targets) {
    const one = await startExported(target, model)
    open.push(one)
    doors.set(target, one.port)
  }
})
afterAll(async () => {
  gate.close()
  for (const one of open) await one.stop()
  await upstream.close()
})

async function ask(door: 'gate' | ExportTarget, path: string, visitor: Who): Promise<string> {
  const answer = await visit({
    port: doors.get(door) ?? 0,
    ca: home.cert,
    certificate: visitors[visitor],
    path,
  }).catch(() => null)
  if (!answer) return 'refused'
  // One spelling for what the servers may spell as they like.
  if (answer.status === 200) return decodeURIComponent(answer.body)
  return `${answer.status} ${/<title>([^<]*)</.exec(answer.body)?.[1] ?? answer.body}`
}

const table = targets.flatMap((target) => (Object.keys(visitors) as Who[]).map((who) => [target, who] as const))

test.each(table)('%s decides about every path as the gate does: %s', async (target, who) => {
  for (const path of paths) {
    const expected = await ask('gate', path, who)
    // Announced: Caddy refuses bad certificates in the handshake, Apache answers NUL itself.
    const refused = target === 'caddy' && who === 'self-signed'
    const announced = target === 'apache' && path === '/open%00' ? '404 404 Not Found' : expected
    expect(await ask(target, path, who), path).toBe(refused ? 'refused' : announced)
  }
})

test('the rules make a difference: what the gate lets in is what was meant', async () => {
  const inside = async (path: string): Promise<string[]> => {
    const found: string[] = []
    for (const who of Object.keys(visitors) as Who[]) {
      if ((await ask('gate', path, who)) === `in ${path}`) found.push(who)
    }
    return found
  }
  expect(await inside('/cn')).toEqual(['alice', 'bob'])
  expect(await inside('/flag')).toEqual(['dave'])
  expect(await inside('/house')).toEqual(['alice', 'carol'])
  expect(await inside('/any')).toEqual(['alice', 'bob', 'carol'])
  expect(await inside('/all')).toEqual(['carol'])
  expect(await inside('/family')).toEqual(['alice', 'bob', 'dave'])
  expect(await inside('/middle')).toEqual(['dave'])
  expect(await inside('/direct')).toEqual(['alice', 'bob', 'carol'])
})

test.each(table)('%s judges dot segments and double slashes like the gate or refuses them: %s', async (target, who) => {
  for (const path of resolved) {
    const expected = await ask('gate', path, who)
    const found = await ask(target, path, who)
    const strict = target === 'haproxy' ? /\/\.\.?(?:\/|$)/ : target === 'caddy' ? /\/\.\.?(?:\/|$)|\/\// : null
    const refused = target === 'caddy' && who === 'self-signed'
    expect(found, path).toBe(
      refused ? 'refused' : strict?.test(path) === true ? '400 This address cannot be used' : expected,
    )
  }
  const said = open[targets.indexOf(target)]?.cannot.filter((one) => one.startsWith('Paths with')) ?? []
  expect(said).toHaveLength(target === 'haproxy' || target === 'caddy' ? 1 : 0)
})
