import { expect, test } from 'vitest'
import { ownCookie, ownLocation } from '../../../electron/gate/visit/location.ts'

test.each([
  ['a=1; Path=/app/sub', '/app', 'a=1; Path=/sub'],
  ['a=1; Path=/app', '/app', 'a=1; Path=/'],
  ['a=1; Path=/app/', '/app', 'a=1; Path=/'],
  ['a=1; Path=/app/sub', '/app/', 'a=1; Path=/sub'],
  // RFC 6265 §5.2: names in any letters, white space around names and values says nothing, any order.
  ['a=1;PATH = /app/sub ; Secure', '/app', 'a=1;PATH =/sub; Secure'],
  ['a=1; HttpOnly; path=/app; Max-Age=3', '/app', 'a=1; HttpOnly; path=/; Max-Age=3'],
  ['a=1; Path=/app; Path=/app/sub', '/app', 'a=1; Path=/; Path=/sub'],
  // Once only.
  ['a=1; Path=/app/app/x', '/app', 'a=1; Path=/app/x'],
  ['a=1; Path=/one/two/x', '/one/two', 'a=1; Path=/x'],
  // RFC 6265 §5.1.4: another path, although it begins alike.
  ['a=1; Path=/application', '/app', 'a=1; Path=/application'],
  ['a=1; Path=/App/sub', '/app', 'a=1; Path=/App/sub'],
  ['a=1; Path=/', '/app', 'a=1; Path=/'],
  ['a=1; Path=', '/app', 'a=1; Path='],
  ['a=1; Path', '/app', 'a=1; Path'],
  ['a=1; Path="/app/sub"', '/app', 'a=1; Path="/app/sub"'],
  // No attribute of that name.
  ['Path=/app/sub', '/app', 'Path=/app/sub'],
  ['a=/app/sub; XPath=/app/sub; Domain=/app', '/app', 'a=/app/sub; XPath=/app/sub; Domain=/app'],
  ['', '/app', ''],
  // No base path.
  ['a=1; Path=/app/sub', '', 'a=1; Path=/app/sub'],
  ['a=1; Path=/app/sub', '/', 'a=1; Path=/app/sub'],
])('“%s” of an upstream at “%s” is “%s” for visitors', (cookie, base, expected) => {
  expect(
    ownCookie(cookie, { upstream: new URL(`http://device.home${base}`), host: 'door.home', askedHost: 'door.home' }),
  ).toBe(expected)
})

test.each([
  // The upstream's own name, which browsers do not take from the door (RFC 6265 §5.3.6).
  ['a=1; Domain=nas.lan; Path=/; HttpOnly', 'nas.lan', 'door.home', 'a=1; Path=/; HttpOnly'],
  ['a=1; domain = .NAS.lan ; Secure', 'nas.lan', 'door.home', 'a=1; Secure'],
  ['a=1;Domain=lan', 'nas.lan', 'door.home', 'a=1'],
  ['a=1; Domain=192.168.1.20', '192.168.1.20:5000', 'door.home', 'a=1'],
  ['a=1; Domain=nas.lan; Domain=nas.lan', 'nas.lan', 'door.home:8443', 'a=1'],
  // Where the door is below it, too, it is the owner's wish.
  ['a=1; Domain=home.example', 'nas.home.example', 'door.home.example', 'a=1; Domain=home.example'],
  ['a=1; Domain=nas.lan', 'nas.lan', 'nas.lan:8443', 'a=1; Domain=nas.lan'],
  // Somebody else's: dropped by browsers, as it would be without a door.
  ['a=1; Domain=evil.example', 'nas.lan', 'door.home', 'a=1; Domain=evil.example'],
  ['a=1; Domain=as.lan', 'nas.lan', 'door.home', 'a=1; Domain=as.lan'],
  ['a=1; Domain=1.20', '192.168.1.20', 'door.home', 'a=1; Domain=1.20'],
  ['a=1; Domain=', 'nas.lan', 'door.home', 'a=1; Domain='],
  ['a=1; Domain', 'nas.lan', 'door.home', 'a=1; Domain'],
  // No attribute of that name.
  ['Domain=nas.lan', 'nas.lan', 'door.home', 'Domain=nas.lan'],
  ['a=nas.lan; XDomain=nas.lan', 'nas.lan', 'door.home', 'a=nas.lan; XDomain=nas.lan'],
])('“%s” of %s behind %s is “%s”', (cookie, upstream, host, expected) => {
  expect(ownCookie(cookie, { upstream: new URL(`http://${upstream}`), host, askedHost: host })).toBe(expected)
})

/** As an upstream writes it, and the address that a browser at the door makes of what it gets (`null`: none). */
const locations: [written: string, read: string | null][] = [
  ['/app/login', 'https://door.home/login'],
  ['/app', 'https://door.home/'],
  ['/elsewhere', 'https://door.home/elsewhere'],
  ['http://nas.lan/app/login?a=b#c', 'https://door.home/login?a=b#c'],
  ['//nas.lan/app/login', 'https://door.home/login'],
  ['http://door.home/app/login', 'https://door.home/login'],
  ['https://elsewhere.example/', 'https://elsewhere.example/'],
  ['//elsewhere.example/', 'https://elsewhere.example/'],
  // Paths that would become another host: WHATWG URL drops tabs and line ends, and takes \\ for /.
  ['/app//evil.example/', 'https://door.home//evil.example/'],
  ['/app/\t/evil.example/', 'https://door.home//evil.example/'],
  ['/app/\n/evil.example/', 'https://door.home//evil.example/'],
  ['/app/\r/evil.example/', 'https://door.home//evil.example/'],
  ['/app\t//evil.example/', 'https://door.home//evil.example/'],
  ['/a\tpp//evil.example/', 'https://door.home//evil.example/'],
  ['/app/\\evil.example/', 'https://door.home//evil.example/'],
  ['/app\\\\evil.example/', 'https://door.home//evil.example/'],
  ['\\app\\/evil.example/', 'https://door.home//evil.example/'],
  ['\t/app//evil.example/', 'https://door.home//evil.example/'],
  [' /app//evil.example/', 'https://door.home//evil.example/'],
  ['http://nas.lan/app//evil.example/', 'https://door.home//evil.example/'],
  ['http://nas.lan/app/\\evil.example/', 'https://door.home//evil.example/'],
  ['ht\ttp://nas.lan/app/login', 'https://door.home/login'],
  ['/app?next=\\\\evil.example', 'https://door.home/?next=\\\\evil.example'],
]

test.each(locations)('“%s” leads to %s', (written, read) => {
  const given = ownLocation(written, {
    upstream: new URL('http://nas.lan/app'),
    host: 'door.home',
    askedHost: 'door.home',
  })
  expect(URL.canParse(given, 'https://door.home/') ? new URL(given, 'https://door.home/').href : null).toBe(read)
  // What another reader makes of it is the same: there is nothing left that one drops and another keeps.
  // oxlint-disable-next-line no-control-regex -- naming them is the point
  expect(given).not.toMatch(/[\u0000-\u0020]/)
})
