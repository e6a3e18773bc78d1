// @module-tag haproxy
// @module-tag nginx
// @module-tag apache2
// @module-tag caddy
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExportTarget } from '../../../shared/contract/site-export.ts'
import { exportAuthority, exportModel, startExported, targets, type ExportedServer } from '../../support/exported.ts'
import { startUpstream, visit, type Upstream } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice Phone' })

let upstream: Upstream
const doors = new Map<ExportTarget, ExportedServer>()
beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    const { searchParams } = new URL(request.url ?? '', upstream.url)
    response.setHeader('set-cookie', searchParams.getAll('cookie'))
    const to = searchParams.get('to')
    if (to === null) response.end()
    else response.writeHead(302, { location: to, 'alt-svc': 'h3=":8443"; ma=2592000' }).end()
  })
  const model = exportModel({
    server,
    upstream: `${upstream.url}/base`,
    authorities: [exportAuthority('Home', home)],
  })
  for (const target of targets) doors.set(target, await startExported(target, model))
})
afterAll(async () => {
  for (const one of doors.values()) await one.stop()
  await upstream.close()
})

function portOf(target: ExportTarget): number {
  return doors.get(target)?.port ?? 0
}

describe.each(targets)('%s', (target) => {
  test.each([
    ['UPSTREAM/base/there?x=1', '/there?x=1'],
    ['UPSTREAM/elsewhere', '/elsewhere'],
    ['/base/there', '/there'],
    // As a device says it that takes the visitor's Host for its own, and knows nothing of TLS before it.
    ['http://HOST/base/login', '/login'],
    ['http://HOST/login', '/login'],
    ['http://camera.home/login', '/login'],
    ['https://HOST/login', '/login'],
    ['http://other.home/login', 'http://other.home/login'],
  ])('leads a redirect of the device to %s back through the door', async (to, expected) => {
    const host = `camera.home:${portOf(target)}`
    const written = to.replace('UPSTREAM', upstream.url).replace('HOST', host)
    const path = `/away?to=${encodeURIComponent(written)}`
    const answer = await visit({ port: portOf(target), ca: home.cert, certificate: alice, path, host })
    expect(answer.status).toBe(302)
    const here = `https://${host}/`
    expect(new URL(answer.headers.location ?? '', here).href).toBe(new URL(expected, here).href)
    expect(answer.headers['alt-svc']).toBeUndefined()
  })

  test('a browser sends the device’s cookies back, below the base path as anywhere', async () => {
    const cookies: [written: string, expected: string][] = [
      ['a=1; Path=/base; HttpOnly', 'a=1; Path=/; HttpOnly'],
      ['b=2; path=/base/sub; Secure', 'b=2; path=/sub; Secure'],
      ['c=3; HttpOnly;PATH=/base/', 'c=3; HttpOnly;PATH=/'],
      ['d=4; Path=/base/base/x', 'd=4; Path=/base/x'],
      ['e=5; Path=/base/base', 'e=5; Path=/base'],
      // Not below the base path: as the device wrote it.
      ['f=6; Path=/basement', 'f=6; Path=/basement'],
      ['g=7; Path=/Base/x', 'g=7; Path=/Base/x'],
      ['h=8; Path=/', 'h=8; Path=/'],
      ['i=9; Domain=camera.home', 'i=9; Domain=camera.home'],
      // A name and a value, and another attribute.
      ['Path=/base/x', 'Path=/base/x'],
      ['j=/base/x; XPath=/base/x; Max-Age=60', 'j=/base/x; XPath=/base/x; Max-Age=60'],
    ]
    const path = `/?${cookies.map(([written]) => `cookie=${encodeURIComponent(written)}`).join('&')}`
    const answer = await visit({ port: portOf(target), ca: home.cert, certificate: alice, path })
    // RFC 6265 §5.2: white space around names and values says nothing, nor do capital letters of a name.
    const plain = (cookie: string): string =>
      cookie.replace(/\s*;\s*/g, ';').replace(/;[^=;]+/g, (name) => name.toLowerCase())
    expect(answer.headers['set-cookie']?.map(plain)).toEqual(cookies.map(([, expected]) => plain(expected)))
  })
})
