// @module-tag haproxy
// @module-tag nginx
// @module-tag apache2
// @module-tag caddy
import { afterAll, beforeAll, expect, test } from 'vitest'
import { namedMethods } from '../../../shared/access/method.ts'
import type { ExportTarget } from '../../../shared/contract/site-export.ts'
import {
  exportAuthority,
  exportModel,
  exportRule,
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
import { opensslAuthority } from '../../support/openssl-pki.ts'
import { accessRule } from '../../support/rules.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })
const visitors = { none: undefined, alice } as const

const rules = [
  accessRule('/', 'none', { methods: ['OPTIONS'] }),
  accessRule('/admin', 'required'),
  accessRule('/api', 'none', { methods: ['GET'] }),
  accessRule('/api', 'blocked', { methods: ['DELETE', 'PUT'] }),
  accessRule('/api/v2', 'optional', { methods: ['POST'] }),
  accessRule('/near', 'none', { methods: ['POST'], lan: 'only' }),
  accessRule('/file (1)', 'blocked', { methods: ['GET'] }),
].map((rule) => ({ ...rule, path: rule.path.replaceAll(' ', '%20') }))
const paths = [
  '/',
  '/x',
  '/admin',
  '/admin/x',
  '/administrator',
  '/api',
  '/api/x',
  '/apix',
  '/api/v2/x',
  '/near',
  '/file%20(1)',
]
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']

const gate: TestGate = startGate()
let upstream: Upstream
const doors = new Map<'gate' | ExportTarget, number>()
const open: ExportedServer[] = []

beforeAll(async () => {
  upstream = await startUpstream((request, response) => response.end(`in ${request.url ?? ''}`))
  const port = await freePort()
  const site = siteOf({ server, upstream: upstream.url, rules, encodedPaths: 'refuse' })
  await gate.apply(policyOf(home, port, [site]))
  doors.set('gate', port)
  const model = exportModel({
    server,
    upstream: upstream.url,
    authorities: [exportAuthority('Home', home)],
    rules: rules.map((one) =>
      exportRule(one.path, one.certificate, { methods: namedMethods(one.methods), lan: one.lan }),
    ),
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

async function ask(door: 'gate' | ExportTarget, method: string, path: string, who: keyof typeof visitors) {
  const port = doors.get(door) ?? 0
  const answer = await visit({ port, ca: home.cert, certificate: visitors[who], path, method }).catch(() => null)
  if (!answer) return 'refused'
  const title = /<title>([^<]*)</.exec(answer.body)?.[1] ?? ''
  return `${answer.status} ${answer.status === 200 ? '' : title}`
}

test.each(targets.flatMap((target) => (['none', 'alice'] as const).map((who) => [target, who] as const)))(
  '%s decides about every method as the gate does: %s',
  async (target, who) => {
    const different: string[] = []
    for (const path of paths) {
      for (const method of methods) {
        const [expected, found] = [await ask('gate', method, path, who), await ask(target, method, path, who)]
        if (found !== expected) different.push(`${method} ${path}: ${found}, the gate: ${expected}`)
      }
    }
    expect(different).toEqual([])
    const said = open[targets.indexOf(target)]?.cannot.filter((one) => one.startsWith('Rules that name methods')) ?? []
    expect(said).toHaveLength(1)
  },
)

test('the rules make a difference at the gate', async () => {
  const verdicts = await Promise.all(methods.map((method) => ask('gate', method, '/api/x', 'none')))
  expect(verdicts.map((one) => one.slice(0, 3))).toEqual(['200', '200', '403', '403', '403', '200', '403'])
})
