import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { SitePolicy } from '../../../electron/gate/protocol.ts'
import { openDoor, type Door } from '../../support/door.ts'
import { acceptWebSockets } from '../../support/websocket.ts'

/** Headers that some upstream believes never come from a visitor. */

let door: Door
beforeAll(async () => {
  door = await openDoor()
  acceptWebSockets(door.upstream.server, (socket, { method = '', url = '', rawHeaders, headers }) => {
    door.upstream.requests.push({ method, url, rawHeaders, headers })
    socket.end()
  })
})
afterEach(() => door.upstream.requests.splice(0))
afterAll(() => door.close())

/** At least one of each family. Who reads them: the manuals named in shared/identity-headers.ts. */
const BELIEVED = [
  'Remote-User',
  'Remote-Groups',
  'Remote-Email',
  'Remote-Name',
  'Remote-Addr',
  'X-Remote-User',
  'X-Remote-Groups',
  'X-WebAuth-User',
  'X-Webauth-Groups',
  'X-Auth-Request-Email',
  'X-Auth-Request-Access-Token',
  'X-Authentik-Username',
  'X-Authentik-Entitlements',
  'X-Forwarded-User',
  'X-Forwarded-Email',
  'X-Forwarded-Groups',
  'X-Forwarded-Prefix',
  'X-Forwarded',
  'Tailscale-User-Login',
  'Tailscale-User-Name',
  'CF-Connecting-IP',
  'Cf-Access-Authenticated-User-Email',
  'True-Client-IP',
  'X-Client-IP',
  'X-Client-Cert',
  'X-Cluster-Client-IP',
  'X-Original-URL',
  'X-Original-Host',
  'X-Rewrite-URL',
  'X-HTTP-Method-Override',
  'X-Method-Override',
  'Proxy',
  'X-Goog-Authenticated-User-Email',
  'X-Amzn-Oidc-Data',
  'X-MS-CLIENT-PRINCIPAL-NAME',
  'X-Auth-User',
  'Forwarded',
  'X-SSL-Client-CN',
  'Client-Cert',
  'SSL-Client-Verify',
  'X-Vestibule-Anything',
  'X-Envoy-Original-Path',
]

/** The same to a server that makes CGI variables of names (RFC 3875 §4.1.18), or that reads them without care. */
function spellings(name: string): string[] {
  return [name, name.toLowerCase(), name.toUpperCase(), name.replaceAll('-', '_'), name.replaceAll('-', '.')]
}
const ALL = BELIEVED.flatMap(spellings)

const lines = (names: readonly string[]): string => names.map((name) => `${name}: forged\r\n`).join('')
const arrived = (): string[] =>
  door.upstream.requests.flatMap(({ rawHeaders }) =>
    rawHeaders.filter((_value, at) => at % 2 === 0 && rawHeaders[at + 1] === 'forged'),
  )

/** One request with these headers, in pieces that no limit on their number objects to. */
async function send(names: readonly string[]): Promise<void> {
  for (let at = 0; at < names.length; at += 100) {
    const some = names.slice(at, at + 100)
    const heard = await door.raw(
      `GET / HTTP/1.1\r\nHost: camera.home\r\nX-Harmless: forged\r\nConnection: close\r\n${lines(some)}\r\n`,
    )
    expect(heard).toMatch(/^HTTP\/1\.1 200 /)
  }
}
const only = (name: string, count: number): string[] => Array.from({ length: count }, () => name)

const sites: [what: string, site: Partial<SitePolicy>][] = [
  ['mode required', { mode: 'required' }],
  ['mode pages', { mode: 'pages' }],
  ['mode optional', { mode: 'optional' }],
  ['mode off', { mode: 'off' }],
  ['a login by user', { login: { header: 'Remote-User', value: null } }],
  ['a login by password', { login: { header: 'Authorization', value: 'Basic YTpi' } }],
  ['observing', { observe: true }],
]

describe('what upstreams believe', () => {
  test.each(sites)('is removed from what visitors send, in every spelling: %s', async (_what, site) => {
    await door.apply({}, site)
    await send(ALL)
    expect(arrived()).toEqual(only('X-Harmless', Math.ceil(ALL.length / 100)))
  })

  test('is removed over HTTP/2', async () => {
    await door.apply()
    const session = door.h2()
    // RFC 9113 §8.2.1: names are in lower case.
    const names = ALL.filter((name) => name === name.toLowerCase())
    const fields = Object.fromEntries(names.slice(0, 150).map((name) => [name, 'forged']))
    const stream = session.request({ ':path': '/', ':authority': 'camera.home', 'x-harmless': 'forged', ...fields })
    stream.resume()
    await new Promise((resolve) => stream.on('close', resolve))
    session.destroy()
    expect(arrived()).toEqual(['x-harmless'])
  })

  test('is removed from a request that opens a WebSocket', async () => {
    await door.apply()
    const opening = [
      'GET /ws HTTP/1.1',
      'Host: camera.home',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'X-Harmless: forged',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ].join('\r\n')
    const heard = await door.raw(`${opening}\r\n${lines(ALL.slice(0, 150))}\r\n`)
    expect(heard).toMatch(/^HTTP\/1\.1 101 /)
    expect(arrived()).toEqual(['X-Harmless'])
  })

  test('and what nobody believes arrives', async () => {
    await door.apply()
    const harmless = [
      'Remove-User',
      'X-Removed',
      'Authorization',
      'X-Auth-Token',
      'X-User-Id',
      'X-Api-Key',
      'Origin',
      'Via',
      'Cfg-A',
    ]
    await send(harmless)
    expect(arrived()).toEqual(['X-Harmless', ...harmless])
  })
})

describe('the family of a login', () => {
  const rows: [header: string, forged: string[], kept: string[]][] = [
    ['X-Token-User', ['X-Token-User', 'X-Token-Groups', 'x_token_email'], ['X-Token', 'X-Tokens-Left'].slice(1)],
    ['X-User', ['X-User', 'X-User-Groups', 'X_USER'], ['X-Users', 'X-Email']],
    ['Auth-User', ['Auth-User', 'Auth-Groups', 'AUTH_EMAIL'], ['Author', 'X-Auth-Token']],
  ]
  test.each(rows)('by %s is the door’s own', async (header, forged, kept) => {
    await door.apply({}, { login: { header, value: null } })
    await send([...forged, ...kept])
    expect(arrived()).toEqual(['X-Harmless', ...kept])
  })

  test('that is a key stands alone', async () => {
    await door.apply({}, { login: { header: 'X-Api-Key', value: 'secret' } })
    await send(['X-Api-Key', 'X_API_KEY', 'X-Api-Version'])
    expect(arrived()).toEqual(['X-Harmless', 'X-Api-Version'])
  })
})

describe('a header that the owner lets through', () => {
  test('arrives by its name, and by no other spelling', async () => {
    await door.apply({}, { passHeaders: ['Remote-Groups', 'x-client-version'] })
    await send(['remote-groups', 'Remote_Groups', 'Remote-User', 'X-Client-Version', 'X-Client-IP'])
    expect(arrived()).toEqual(['X-Harmless', 'remote-groups', 'X-Client-Version'])
  })

  test('is not the one that logs visitors in, nor what the gate says itself', async () => {
    const own = ['Remote-User', 'X-SSL-Client-CN', 'X-Forwarded-For', 'Client-Cert', 'X-Real-IP']
    await door.apply({}, { login: { header: 'Remote-User', value: null }, passHeaders: [...own, 'Remote-Name'] })
    await send([...own, 'Remote-Name'])
    expect(arrived()).toEqual(['X-Harmless', 'Remote-Name'])
  })
})
