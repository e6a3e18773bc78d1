import { domainToASCII, domainToUnicode } from 'node:url'
import { expect, test } from 'vitest'
import { Host, SiteHost } from '../../../shared/contract/host.ts'
import { asciiHost, coversName, shownHost, unicodeHost } from '../../../shared/host-names.ts'

// Node's own mapping (UTS #46, ICU) is the oracle.
const names = [
  'küche.example',
  'KÜCHE.Example',
  'tür.home.example',
  'faß.de',
  'bücher.münchen.example',
  '例え.テスト',
  '例え。テスト',
  'пример.испытание',
  'παράδειγμα.δοκιμή',
  'مثال.إختبار',
  '☕.example',
  'ＮＡＳ.example',
  'e\u0301cole.example',
]

test.each(names)('%s is the name that DNS has', (name) => {
  const ascii = domainToASCII(name)
  expect(asciiHost(name)).toBe(ascii)
  expect(Host.parse(name)).toBe(ascii)
  expect(SiteHost.parse(`*.${name}`)).toBe(`*.${ascii}`)
  expect(unicodeHost(ascii)).toBe(domainToUnicode(ascii))
})

test('names in ASCII are lower-cased and nothing else', () => {
  expect(Host.parse(' NAS.Home.Example. ')).toBe('nas.home.example')
  expect(shownHost('nas.home.example')).toBe('nas.home.example')
  expect(shownHost('xn--kche-0ra.example')).toBe('küche.example (xn--kche-0ra.example)')
})

test.each([
  'kü/che.example',
  'kü che.example',
  'kü@che.example',
  'kü:8443',
  'kü%2e.example',
  'kü..example',
  '\u00ad',
  'xn--ü.example',
])('%s is no name', (name) => expect(Host.safeParse(name).success).toBe(false))

test.each(['xn--', 'xn--a', 'xn--zzzzzzzzzzz', 'xn--kche-0rA9', 'xn--99999999999', 'xn--kche-0ra.xn--'])(
  'what %s would be in Unicode is not guessed',
  (name) => expect(asciiHost(unicodeHost(name))).toBe(name.toLowerCase()),
)

test.each([
  ['*.home.example', true],
  ['*.HOME.example.', true],
  ['*.example', false],
  ['*', false],
  ['*.', false],
  ['*.*.home.example', false],
  ['a.*.home.example', false],
  ['n*.home.example', false],
])('%s as a name of a site: %s', (name, good) => expect(SiteHost.safeParse(name).success).toBe(good))

test.each([
  ['*.home.example', 'nas.home.example', true],
  ['*.home.example', 'home.example', false],
  ['*.home.example', 'a.nas.home.example', false],
  ['*.home.example', '.home.example', false],
  ['nas.home.example', 'nas.home.example', true],
  ['nas.home.example', 'x.home.example', false],
])('%s covers %s: %s', (name, host, covered) => expect(coversName(name, host)).toBe(covered))
