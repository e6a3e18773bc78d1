// @module-tag haproxy
// @module-tag nginx
// @module-tag apache2
// @module-tag caddy
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExportTarget } from '../../../shared/contract/site-export.ts'
import type { SiteMode } from '../../../shared/contract/site.ts'
import { pageIn, pageOutcomes } from '../../../shared/pages/words.ts'
import {
  exportAuthority,
  exportModel,
  exportUpstream,
  startExported,
  targets,
  type ExportedServer,
} from '../../support/exported.ts'
import {
  freePort,
  policyOf,
  revoked,
  siteOf,
  startGate,
  startUpstream,
  visit,
  type TestGate,
  type Upstream,
  upstreamOf,
} from '../../support/gate.ts'
import { opensslAuthority, selfSigned } from '../../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const middle = home.intermediate('Middle')
const unknown = home.intermediate('Unknown')
const impostor = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const taken = home.leaf({ cn: 'Lost' })
const byMiddle = middle.leaf({ cn: 'Below' })
const byUnknown = unknown.leaf({ cn: 'Below' })

const visitors = {
  none: undefined,
  good: home.leaf({ cn: 'Alice' }),
  expired: home.leaf({ cn: 'Old', from: '20200101000000Z', to: '20210101000000Z' }),
  'not yet valid': home.leaf({ cn: 'Future', from: '20400101000000Z', to: '20410101000000Z' }),
  revoked: taken,
  stranger: opensslAuthority('Stranger CA').leaf({ cn: 'Alice' }),
  'same-name stranger': impostor.leaf({ cn: 'Alice' }),
  'self-signed': selfSigned('Alice'),
  'wrong purpose': home.leaf({ cn: 'Server', eku: 'serverAuth' }),
  'intermediate not sent': byUnknown,
  'intermediate sent': { cert: byUnknown.cert + unknown.cert, key: byUnknown.key },
  'known intermediate not sent': byMiddle,
  'known intermediate sent': { cert: byMiddle.cert + middle.cert, key: byMiddle.key },
} as const
type Visitor = keyof typeof visitors
const names = Object.keys(visitors) as Visitor[]

/** What one server does otherwise than the gate, and the words with which it must be announced. */
interface Difference {
  readonly visitors: readonly Visitor[]
  readonly seen: string
  readonly said: RegExp
}

const BAD = ['expired', 'not yet valid', 'revoked', 'wrong purpose'] as const
const STRANGE = ['stranger', 'same-name stranger', 'self-signed', 'intermediate not sent'] as const
const dropped: Difference = {
  visitors: ['same-name stranger'],
  seen: 'refused',
  said: /same name is refused in the handshake/,
}
const unlisted = (seen: string): Difference => ({
  visitors: ['intermediate sent'],
  seen,
  said: /below an intermediate authority that Vestibule does not know is refused/,
})

const lastCode: Difference = {
  visitors: ['stranger', 'same-name stranger', 'intermediate not sent'],
  seen: 'unknown-issuer 21',
  said: /verify code 21/,
}

const differences: Readonly<Record<ExportTarget, Readonly<Record<SiteMode, readonly Difference[]>>>> = {
  haproxy: {
    pages: [dropped, unlisted('bad-certificate 3'), lastCode],
    optional: [dropped, unlisted('bad-certificate 3'), lastCode],
    required: [unlisted('refused')],
    off: [],
  },
  nginx: {
    pages: [unlisted('bad-certificate 3'), lastCode],
    optional: [unlisted('bad-certificate 3'), lastCode],
    required: [
      unlisted('bad-certificate 3'),
      { visitors: ['none'], seen: 'no-certificate', said: /Nobody is refused in the handshake/ },
      { visitors: ['expired'], seen: 'expired 10', said: /Nobody is refused in the handshake/ },
      { visitors: ['not yet valid'], seen: 'not-yet-valid 9', said: /Nobody is refused in the handshake/ },
      { visitors: ['revoked'], seen: 'revoked 23', said: /Nobody is refused in the handshake/ },
      { visitors: ['self-signed'], seen: 'self-signed 18', said: /Nobody is refused in the handshake/ },
      { visitors: ['wrong purpose'], seen: 'wrong-purpose 26', said: /Nobody is refused in the handshake/ },
      {
        visitors: ['stranger', 'same-name stranger', 'intermediate not sent'],
        seen: 'unknown-issuer 21',
        said: /Nobody is refused in the handshake/,
      },
    ],
    off: [],
  },
  apache: {
    pages: [
      dropped,
      { visitors: BAD, seen: 'refused', said: /expired, not yet valid, revoked or made for another/ },
      lastCode,
    ],
    optional: [
      dropped,
      { visitors: BAD, seen: 'refused', said: /expired, not yet valid, revoked or made for another/ },
      lastCode,
    ],
    required: [],
    off: [],
  },
  caddy: {
    pages: [
      {
        visitors: ['expired', 'not yet valid', 'wrong purpose', ...STRANGE],
        seen: 'refused',
        said: /not good are refused in the handshake/,
      },
    ],
    optional: [
      {
        visitors: ['expired', 'not yet valid', 'wrong purpose', ...STRANGE],
        seen: 'refused',
        said: /not good are refused in the handshake/,
      },
    ],
    required: [{ visitors: ['revoked'], seen: 'revoked 23', said: /revoked certificate completes the handshake/ }],
    off: [],
  },
}

const outcomes = new Map<string, string>(pageOutcomes.map((outcome) => [pageIn('en', outcome).title, outcome]))

/** What a visitor meets: `in`, `public`, the page with its code, or `refused` before HTTP. */
async function meet(port: number, visitor: Visitor, version: 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
  let answer
  try {
    answer = await visit({ port, ca: home.cert, certificate: visitors[visitor], version })
  } catch {
    return 'refused'
  }
  if (answer.status === 200) return answer.body
  const outcome = outcomes.get(/<title>([^<]*)</.exec(answer.body)?.[1] ?? '')
  const code = /Verify code (\d+)/.exec(answer.body)?.[1]
  return [outcome ?? `status ${answer.status}`, ...(code === undefined ? [] : [code])].join(' ')
}

function table(title: string, rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? []
  return [title, ...rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '))].join('\n')
}

describe.each(['pages', 'optional', 'required', 'off'] as const)('certificates %s', (mode) => {
  const doors = new Map<'gate' | ExportTarget, number>()
  const open: ExportedServer[] = []
  let gate: TestGate
  let upstream: Upstream
  let other: Upstream
  beforeAll(async () => {
    gate = startGate()
    upstream = await startUpstream((_request, response) => response.end('in'))
    other = await startUpstream((_request, response) => response.end('public'))
    const port = await freePort()
    const publicUpstream = mode === 'optional' ? other.url : null
    const site = siteOf({
      server,
      upstream: upstream.url,
      mode,
      publicUpstream: publicUpstream === null ? null : upstreamOf(publicUpstream),
    })
    const authorities = [
      { id: 'home', name: 'Home', fingerprint: home.fingerprint, pem: home.cert },
      { id: 'middle', name: 'Middle', fingerprint: middle.fingerprint, pem: middle.cert },
    ]
    await gate.apply(policyOf(home, port, [site], { revoked: revoked(home, taken), authorities }))
    doors.set('gate', port)
    const model = exportModel({
      server,
      upstream: upstream.url,
      mode,
      publicUpstream: publicUpstream === null ? null : exportUpstream(publicUpstream),
      authorities: [exportAuthority('Home', home, [taken.serial])],
      intermediates: [exportAuthority('Middle', middle)],
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
    await other.close()
  })

  test('every visitor meets the same at the gate and at the real servers, but for what is announced', async () => {
    const seen = new Map<string, string>()
    const rows: string[][] = [['visitor', 'TLS', ...doors.keys()]]
    for (const visitor of names) {
      for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
        const row = [visitor, version.slice(4)]
        for (const [door, port] of doors) {
          const found = await meet(port, visitor, version)
          seen.set(`${door} ${visitor} ${version}`, found)
          row.push(found)
        }
        rows.push(row)
      }
    }
    console.log(table(`\nCertificates ${mode}`, rows))
    for (const [index, target] of targets.entries()) {
      const known = differences[target][mode]
      const cannot = open[index]?.cannot ?? []
      for (const { said } of known) expect(cannot.filter((one) => said.test(one))).toHaveLength(1)
      for (const visitor of names) {
        for (const version of ['TLSv1.2', 'TLSv1.3']) {
          const expected =
            known.find((one) => one.visitors.includes(visitor))?.seen ?? seen.get(`gate ${visitor} ${version}`)
          expect(seen.get(`${target} ${visitor} ${version}`), `${target}, ${visitor}, ${version}`).toBe(expected)
        }
      }
    }
  })
})
