// @module-tag haproxy
// @module-tag nginx
// @module-tag apache2
// @module-tag caddy
import http from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportAuthority, exportModel, startExported, targets, type ExportedServer } from '../../support/exported.ts'
import {
  freePort,
  policyOf,
  siteOf,
  startGate,
  startUpstream,
  type TestGate,
  type Upstream,
} from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const hosts = ['camera.home', 'door.home', '127.0.0.1']

/** A plain-HTTP port, and the port of the site that it leads to. */
interface Way {
  readonly plain: number
  readonly site: number
}

const gate: TestGate = startGate()
const open: ExportedServer[] = []
let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(async () => {
  gate.close()
  for (const one of open) await one.stop()
  await upstream.close()
})

/** What is answered: status, and where to with the port of the site in words. */
function ask({ plain, site }: Way, path: string, host: string, method = 'GET'): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port: plain, path, method, agent: false, headers: { host } },
      (response) => {
        response.resume()
        const { location = '' } = response.headers
        response.on('end', () =>
          resolve(`${response.statusCode ?? 0} ${location.replace(`:${site}/`, ':SITE/').replace(/\?$/, '')}`.trim()),
        )
      },
    )
    request.on('error', reject)
    request.end()
  })
}

async function atGate(redirectChallenges: boolean): Promise<Way> {
  const [plain, site] = [await freePort(), await freePort()]
  const redirects = [
    { address: '127.0.0.1', port: plain, sites: [{ hosts, port: site, redirectChallenges, lists: [] }] },
  ]
  await gate.apply({ ...policyOf(home, site, [siteOf({ server, upstream: upstream.url, hosts })]), redirects })
  return { plain, site }
}

const requests = [
  ['/', 'camera.home'],
  ['/a%20b/c?d=e&f=%2F', 'camera.home'],
  ['/a/../b//c;d', 'door.home'],
  ['/%C3%A4?', 'camera.home:8080'],
  ['/', 'CAMERA.home'],
  ['/', '127.0.0.1'],
  ['/', 'other.home'],
  ['/', 'camera.home.evil'],
  ['/.well-known/acme-challenge/token', 'camera.home'],
] as const

test.each(targets.flatMap((target) => [false, true].map((sendOn) => [target, sendOn] as const)))(
  '%s sends visitors of plain HTTP on as the gate does (challenges sent on: %s)',
  async (target, redirectChallenges) => {
    const expected = await atGate(redirectChallenges)
    const plain = await freePort()
    const one = await startExported(
      target,
      exportModel({
        server,
        hosts,
        upstream: upstream.url,
        authorities: [exportAuthority('Home', home)],
        redirects: [{ address: '127.0.0.1', port: plain }],
        redirectChallenges,
      }),
    )
    open.push(one)
    const way = { plain, site: one.port }
    for (const [path, host] of requests) {
      expect((await ask(way, path, host)).toLowerCase(), `${host} ${path}`).toBe(
        (await ask(expected, path, host)).toLowerCase(),
      )
    }
    for (const method of ['HEAD', 'POST', 'DELETE']) {
      expect(await ask(way, '/x', 'camera.home', method)).toBe('308 https://camera.home:SITE/x')
    }
    // The gate looks after its upstream from time to time, with a HEAD of its own.
    expect(upstream.requests.filter(({ method, url }) => method !== 'HEAD' || url !== '/')).toEqual([])
  },
)
