import { expect, test } from 'vitest'
import { VisitorHeaderPolicy } from '../../electron/gate/visit/header-policy.ts'
import { interfaceCookieName, withoutInterfaceCookie } from '../../shared/interface-cookie.ts'

test.each<[string, string | null]>([
  ['vestibule-8099=secret', null],
  ['  vestibule-8099=secret  ', null],
  ['vestibule-8099=secret; vestibule-1=other', null],
  ['session=1; vestibule-8099=secret', 'session=1'],
  ['vestibule-8099=secret; session=1', 'session=1'],
  ['a=1;vestibule-8099=secret;b=2', 'a=1;b=2'],
  ['a=1; vestibule-8099 = secret; b=2', 'a=1; b=2'],
  ['vestibule-8099', null],
  // Of the interface behind the gate, which browsers send to every port of its name.
  ['__Host-vestibule=secret; session=1', 'session=1'],
  // Of the upstream itself: names that only look alike.
  ['vestibule-theme=dark', 'vestibule-theme=dark'],
  ['my-vestibule-8099=1', 'my-vestibule-8099=1'],
  ['vestibule-123456=1', 'vestibule-123456=1'],
  ['a="vestibule-8099=x"', 'a="vestibule-8099=x"'],
  ['', ''],
])('%j is forwarded as %j', (sent, forwarded) => expect(withoutInterfaceCookie(sent)).toBe(forwarded))

test('every port has a name that is taken out', () => {
  for (const port of [1, 80, 8099, 65_535]) {
    expect(withoutInterfaceCookie(`${interfaceCookieName(port)}=x`)).toBeNull()
  }
})

test('the gate forwards the cookies of the upstream, and that one to nobody', () => {
  const headers = ['Host', 'x', 'Cookie', 'vestibule-8099=secret; session=1', 'cookie', 'vestibule-8099=secret']
  const policy = new VisitorHeaderPolicy({ passHeaders: [], login: null }, 'upstream')
  expect(policy.apply(headers)).toEqual(['Cookie', 'session=1'])
})

test('the interface behind the gate gets its own', () => {
  const headers = ['Host', 'x', 'Cookie', '__Host-vestibule=secret']
  const policy = new VisitorHeaderPolicy({ kind: 'vestibule', passHeaders: [], login: null }, 'upstream')
  expect(policy.apply(headers)).toEqual(['Cookie', '__Host-vestibule=secret'])
})
