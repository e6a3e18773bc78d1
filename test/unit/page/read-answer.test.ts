import { expect, test } from 'vitest'
import type { PageAnswer } from '../../../electron/engine/diagnosis/page/ask.ts'
import { readChallenges } from '../../../shared/challenges.ts'
import { readAnswer, type AskedSite } from '../../../electron/engine/diagnosis/page/read.ts'

const site: AskedSite = {
  siteId: 's',
  siteName: 'Nas',
  hosts: ['nas.home.example', '*.apps.home.example'],
  url: new URL('https://nas.home.example:8443/'),
  upstream: new URL('http://192.168.1.20:8123/'),
  settings: { upstreamHeaders: 'full', upstreamHost: 'visitor' },
  login: null,
}
const answer = (
  status: number,
  body = '',
  headers: Record<string, string> = {},
  more: Partial<PageAnswer> = {},
): PageAnswer => ({
  url: site.url,
  status,
  body,
  firstByteMs: 5,
  localAddress: '192.168.1.7',
  headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
  ...more,
})
const codes = (hops: readonly PageAnswer[], of = site) =>
  readAnswer(hops, of).map(({ severity, problem }) => `${severity} ${problem.code}`)

// Texts as the programs write them.
const refusals: readonly (readonly [string, PageAnswer, string])[] = [
  [
    'Home Assistant, unknown proxy',
    answer(400, '400: Bad Request', { server: 'Python/3.12 aiohttp/3.9.1' }),
    'answer/proxy-untrusted',
  ],
  ['Home Assistant, banned', answer(403, '403: Forbidden', { server: 'Python/3.12 aiohttp/3.9.1' }), 'answer/banned'],
  ['Node, 431', answer(431), 'answer/headers-too-large'],
  ['ESP-IDF', answer(431, 'Header fields are too long'), 'answer/headers-too-large'],
  [
    'nginx, large cookie',
    answer(400, '<center>Request Header Or Cookie Too Large</center>', { server: 'nginx' }),
    'answer/headers-too-large',
  ],
  [
    'Apache, large field',
    answer(400, 'Size of a request header field exceeds server limit.'),
    'answer/headers-too-large',
  ],
  ['nginx, plain to HTTPS', answer(400, 'The plain HTTP request was sent to HTTPS port'), 'answer/wants-https'],
  ['Go, plain to HTTPS', answer(400, 'Client sent an HTTP request to an HTTPS server.\n'), 'answer/wants-https'],
  [
    'Apache, plain to HTTPS',
    answer(400, "Reason: You're speaking plain HTTP to an SSL-enabled server port."),
    'answer/wants-https',
  ],
  ['nginx, client certificate', answer(400, 'No required SSL certificate was sent'), 'answer/wants-certificate'],
  [
    'Fritz!Box',
    answer(403, 'Der DNS-Rebind-Schutz Ihrer FRITZ!Box hat Ihre Anfrage abgewiesen.'),
    'answer/host-refused',
  ],
  ['pfSense', answer(501, 'Potential DNS Rebind attack detected'), 'answer/host-refused'],
  ['Nextcloud', answer(400, 'Access through untrusted domain'), 'answer/host-refused'],
  ['Vite', answer(403, 'Blocked request. This host ("nas.home.example") is not allowed.'), 'answer/host-refused'],
  ['webpack', answer(403, 'Invalid Host header'), 'answer/host-refused'],
  ['Rails', answer(403, '<h1>Blocked hosts: nas.home.example:8443</h1>'), 'answer/host-refused'],
  [
    'Transmission',
    answer(421, 'Transmission received your request, but the hostname was unrecognized.'),
    'answer/host-refused',
  ],
  ['HTTP.sys', answer(400, '<h2>Bad Request - Invalid Hostname</h2>'), 'answer/host-refused'],
  ['Jupyter', answer(403, "Blocking request with non-local 'Host' nas"), 'answer/host-refused'],
  ['Cloudflare', answer(403, 'error code: 1003'), 'answer/host-refused'],
  ['words that are not known', answer(418, 'no'), 'answer/refuses-everybody'],
]
test.each(refusals)('%s', (_, given, code) => expect(codes([given])).toEqual([`wrong ${code}`]))

const logins: readonly (readonly [string, string])[] = [
  ['Basic realm="Cam, era"', 'note answer/login-basic'],
  ['Digest realm="x", nonce="a=b,c", qop="auth", algorithm=SHA-256', 'note answer/login-basic'],
  ['Negotiate', 'note answer/login-connection'],
  ['NTLM', 'note answer/login-connection'],
  ['Bearer realm="x"', 'wrong answer/login-token'],
]
test.each(logins)('a login by %s', (challenge, found) => {
  expect(codes([answer(401, '', { 'www-authenticate': challenge })])).toEqual([found])
})
test('the login that the site stores is the one that is refused', () => {
  expect(codes([answer(401, '', { 'www-authenticate': 'Basic realm="x"' })], { ...site, login: 'basic' })).toEqual([
    'wrong answer/login-wrong',
  ])
})
test('several challenges in one field', () => {
  const found = readChallenges(['Negotiate, NTLM, Digest realm="a, b", nonce="x", Basic realm="c"'])
  expect(found.map(({ scheme }) => scheme)).toEqual(['negotiate', 'ntlm', 'digest', 'basic'])
  expect(Object.fromEntries(found[2]?.parameters ?? [])).toEqual({ realm: 'a, b', nonce: 'x' })
})

const to = (location: string) => answer(302, '', { location })
test.each([
  ['/', 'wrong answer/redirects-to-itself'],
  ['https://nas.home.example:8443/', 'wrong answer/redirects-to-itself'],
  ['http://nas.home.example:8443/', 'wrong answer/redirects-past'],
  ['https://192.168.1.20/', 'wrong answer/redirects-past'],
  ['https://nas.local/login', 'wrong answer/redirects-past'],
  ['https://login.example.com/', 'note answer/redirects-elsewhere'],
])('a redirect to %s', (location, found) => expect(codes([to(location)])).toEqual([found]))
test('a redirect to another name of the site stays at the door', () => {
  expect(codes([to('https://x.apps.home.example:8443/login')])).toEqual([])
})

const html = { 'content-type': 'text/html' }
test.each([
  ['a plain page', '<p>Hello <a href="http://example.com/">there</a> <img src="http://192.168.1.20/x.png">', []],
  ['a script by HTTP', '<script defer src="http://192.168.1.20:8123/app.js"></script>', ['note answer/mixed-content']],
  ['a style by HTTP', '<link rel="stylesheet" href=http://192.168.1.20/x.css>', ['note answer/mixed-content']],
  ['a canonical address', '<link rel="canonical" href="http://192.168.1.20/">', []],
  ['a login page', '<form method=post><input name=p type="password"></form>', ['note answer/login-page']],
] as const)('%s', (_, body, found) => expect(codes([answer(200, body, html)])).toEqual(found))
test('an answer that begins late', () => {
  expect(codes([answer(200, '', html, { firstByteMs: 7000 })])).toEqual(['note answer/slow'])
})

test('what a switch mends is offered with it', () => {
  const actionOf = (given: PageAnswer, of = site) => readAnswer([given], of)[0]?.action
  expect(actionOf(answer(431))).toMatchObject({
    kind: 'set-site',
    change: { setting: 'upstreamHeaders', value: 'forwarded' },
  })
  const fewer = { ...site, settings: { ...site.settings, upstreamHeaders: 'forwarded' as const } }
  expect(actionOf(answer(431), fewer)).toMatchObject({ change: { value: 'none' } })
  expect(actionOf(answer(421))).toMatchObject({ change: { setting: 'upstreamHost', value: 'upstream' } })
  const own = { ...site, settings: { ...site.settings, upstreamHost: 'upstream' } }
  expect(actionOf(answer(421), own)).toMatchObject({ kind: 'edit-site' })
})
