import { expect, test } from 'vitest'
import { ownCookie } from '../../../electron/gate/visit/location.ts'

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
  expect(ownCookie(cookie, { upstream: new URL(`http://device.home${base}`) })).toBe(expected)
})
