import { afterEach, expect, test } from 'vitest'
import { diagnoseServer } from '../../../electron/engine/diagnosis/server/index.ts'
import { ServerDiagnosis } from '../../../shared/contract/diagnosis.ts'
import { apache, caddy, haproxy, nginx, sServer, type FrontEnd } from '../../support/front-ends.ts'
import type { ForeignServer } from '../../support/foreign-server.ts'
import { opensslAuthority, selfSigned, type Issued } from '../../support/openssl-pki.ts'
import { opensslCrl } from '../../support/openssl-crl.ts'
import { said } from '../../support/said.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import { needs } from '../../support/programs.ts'

const authority = opensslAuthority('Home')
const stranger = opensslAuthority('Stranger')
const server = authority.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const phone = authority.leaf({ cn: 'phone' })
const expired = authority.leaf({ cn: 'old phone', from: '20200101000000Z', to: '20210101000000Z' })
const wrongPurpose = authority.leaf({ cn: 'not a phone', eku: 'serverAuth' })
const foreign = stranger.leaf({ cn: 'phone' })

const open: ForeignServer[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop()
})

interface Ask {
  readonly with?: Issued
  readonly name?: string
  readonly trust?: readonly string[]
}

async function ask(at: ForeignServer, { with: one, name, trust }: Ask = {}): Promise<Texts<ServerDiagnosis>> {
  const found = await diagnoseServer({
    host: '127.0.0.1',
    port: at.port,
    servername: name ?? 'camera.home',
    credentials: one ? { certPem: one.cert, keyPem: one.key } : null,
    trust: trust ?? [authority.cert],
    now: Date.now,
  })
  expect(ServerDiagnosis.parse(found)).toEqual(found)
  expect(JSON.stringify(found)).not.toContain('PRIVATE KEY')
  return said(found)
}

async function start(
  make: (options: FrontEnd) => Promise<ForeignServer>,
  options: Partial<FrontEnd> & Pick<FrontEnd, 'demand'>,
): Promise<ForeignServer> {
  const one = await make({ server, ca: authority.cert, ...options })
  open.push(one)
  return one
}

const makes = { 'openssl s_server': sServer, haproxy, nginx, apache, caddy }
const words = { off: 'disabled', optional: 'optional', required: 'required' } as const

const PROGRAMS = {
  'openssl s_server': 'openssl',
  haproxy: 'haproxy',
  nginx: 'nginx',
  apache: 'apache2',
  caddy: 'caddy',
} as const

const table = (Object.keys(makes) as (keyof typeof makes)[]).flatMap((make) =>
  (['off', 'optional', 'required'] as const).flatMap((demand) =>
    ([undefined, '1.2', '1.3'] as const).map((tls) => ({ make, demand, tls: tls ?? '1.2 and 1.3', only: tls })),
  ),
)

for (const row of table) {
  test(
    `${row.make}, certificates ${row.demand}, TLS ${row.tls}: says so, and lets the device in`,
    needs(PROGRAMS[row.make]),
    async () => {
      const one = await start(makes[row.make], {
        demand: row.demand,
        ...(row.only === undefined ? {} : { tls: row.only }),
      })
      const found = await ask(one, { with: phone })
      expect(found.clientCertificate).toBe(words[row.demand])
      expect(found.speaks).toBe('tls')
      expect(found.http).toMatchObject({ status: 200 })
      expect(found.server.problems).toEqual([])
      expect(found.server.chain[0]).toMatchObject({ names: ['camera.home'], issuer: 'CN=Home' })
      // Every one of these servers names the authorities it accepts.
      expect(found.acceptedAuthorities).toEqual(row.demand === 'off' ? null : ['CN=Home'])
      const over = found.handshake
        .filter((one) => !one.withCertificate && one.outcome !== 'failed')
        .map((one) => one.tls)
      expect(over).toEqual(row.only === undefined ? ['1.2', '1.3'] : [row.only])
    },
  )
}

test.each([
  ['expired', expired, 45, 'has expired'],
  ['made for servers', wrongPurpose, 43, 'kind that is not accepted'],
  ['of a stranger', foreign, 48, 'not among the authorities'],
] as const)(
  'HAProxy refuses a certificate that is %s: the alert and its reason',
  needs('haproxy'),
  async (_what, one, alert, words) => {
    const found = await ask(await start(haproxy, { demand: 'required' }), { with: one })
    const own = found.handshake.find((handshake) => handshake.withCertificate)
    expect(own).toMatchObject({ outcome: 'refused', alert: { number: alert } })
    expect(found.explanation).toContain(words)
    expect(found.fix).not.toBeNull()
  },
)

test('a CRL that is out of date locks everybody out, and that is what is said', needs('haproxy'), async () => {
  const crl = opensslCrl(authority, [], { from: '20200101000000Z', to: '20200201000000Z' })
  const found = await ask(await start(haproxy, { demand: 'required', crl }), { with: phone })
  expect(found.handshake.at(-1)?.alert?.number).toBe(45)
  expect(found.explanation).toContain('revocation list')
  expect(found.fix).toContain('CRL')
})

test('nginx, which refuses by HTTP 400, counts as requiring one', needs('nginx'), async () => {
  const at = await start(nginx, { demand: 'required' })
  const found = await ask(at)
  expect(found.clientCertificate).toBe('required')
  expect(found.http).toMatchObject({ status: 400, server: expect.stringContaining('nginx'), withCertificate: false })
  const refused = await ask(at, { with: expired })
  expect(refused.explanation).toContain('refused with HTTP 400')
})

test.each([
  [
    'expired',
    authority.leaf({
      cn: 'c',
      eku: 'serverAuth',
      san: 'DNS:camera.home',
      from: '20200101000000Z',
      to: '20210101000000Z',
    }),
    'server/expired',
  ],
  ['for another host', authority.leaf({ cn: 'c', eku: 'serverAuth', san: 'DNS:other.home' }), 'server/wrong-host'],
  ['without names', authority.leaf({ cn: 'camera.home', eku: 'serverAuth' }), 'server/no-names'],
  ['made for clients', authority.leaf({ cn: 'c', san: 'DNS:camera.home' }), 'server/wrong-purpose'],
  [
    'of an unknown authority',
    stranger.leaf({ cn: 'c', eku: 'serverAuth', san: 'DNS:camera.home' }),
    'server/missing-intermediate',
  ],
  [
    'sent without its intermediate',
    authority.intermediate('Between').leaf({ cn: 'c', eku: 'serverAuth', san: 'DNS:camera.home' }),
    'server/missing-intermediate',
  ],
] as const)('a server’s certificate that is %s', needs('haproxy'), async (_what, one, code) => {
  const found = await ask(await start(haproxy, { demand: 'off', server: one }))
  expect(found.server.problems.map((problem) => problem.code)).toContain(code)
})

test('a self-signed server', needs('haproxy'), async () => {
  const found = await ask(await start(haproxy, { demand: 'off', server: selfSigned('camera.home') }))
  expect(found.server.problems.map((problem) => problem.code)).toContain('server/self-signed')
})
