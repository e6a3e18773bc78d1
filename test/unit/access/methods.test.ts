import { describe, expect, test } from 'vitest'
import { decide, nobody, type Rules } from '../../../shared/access/decide.ts'
import { methodsOf } from '../../../shared/access/method.ts'
import { requestKindOf } from '../../../shared/access/request-kind.ts'
import { accessRule as rule } from '../../support/rules.ts'

const site = (rules: Rules['rules']): Rules => ({
  mode: 'pages',
  rules,
  hasPublicUpstream: false,
  ignoreCase: false,
  encodedPaths: 'forward',
  observe: false,
})
const verdict = (rules: Rules['rules'], path: string, methods: readonly string[]): string => {
  const decision = decide(nobody, { path, methods, localNetwork: false }, site(rules))
  return decision.kind === 'page' ? decision.outcome : 'in'
}

describe('a rule that names methods', () => {
  const rules = [
    rule('/', 'none', { methods: ['OPTIONS'] }),
    rule('/admin', 'required'),
    rule('/api', 'none', { methods: ['GET'] }),
    rule('/api', 'blocked', { methods: ['DELETE'] }),
    rule('/api', 'required'),
  ]
  test.each([
    ['OPTIONS', '/', 'in'],
    ['GET', '/', 'no-certificate'],
    // The longest prefix decides, alone: an exemption above it opens nothing below.
    ['OPTIONS', '/admin', 'no-certificate'],
    ['OPTIONS', '/adminx', 'in'],
    ['GET', '/api/x', 'in'],
    // RFC 9110 §9.3.2: HEAD is GET without the body of its answer.
    ['HEAD', '/api/x', 'in'],
    ['POST', '/api/x', 'no-certificate'],
    ['DELETE', '/api/x', 'blocked-path'],
    ['OPTIONS', '/api/x', 'no-certificate'],
  ])('decides about %s %s: %s', (method, path, expected) => {
    expect(verdict(rules, path, methodsOf(method, [], ''))).toBe(expected)
  })

  test.each([
    ['GET', [], '', 'in'],
    ['GET', ['X-HTTP-Method-Override', 'DELETE'], '', 'blocked-path'],
    ['GET', ['x-method-override', 'post'], '', 'no-certificate'],
    ['GET', ['X-HTTP-Method', 'GET, POST'], '', 'no-certificate'],
    ['GET', ['X-HTTP-Method-Override', 'HEAD'], '', 'in'],
    ['GET', [], '?a=1&_method=DELETE', 'blocked-path'],
    ['GET', [], '?a=1&no_method=DELETE', 'in'],
    ['GET', [], '?_methods=DELETE', 'in'],
    ['GET', [], '?_method=', 'in'],
    // As servers decode names and values, and as PHP mends names.
    ['GET', [], '?%5Fmethod=DELETE', 'blocked-path'],
    ['GET', [], '?_method=D%45LETE', 'blocked-path'],
    ['GET', [], '?a=1;_method=delete', 'blocked-path'],
    ['GET', [], '?.method=DELETE', 'blocked-path'],
    ['GET', [], '?+_method=DELETE', 'blocked-path'],
    ['GET', [], '?_method=%FF', 'no-certificate'],
    ['GET', ['X_HTTP_Method_Override', 'DELETE'], '', 'blocked-path'],
    // Some servers do not tell capital letters apart, others do: the one as GET, the other as a method of no rule.
    ['get', [], '', 'no-certificate'],
  ] as const)('judges every method that the upstream may take: %s %j %s', (method, headers, query, expected) => {
    expect(verdict(rules, '/api/x', methodsOf(method, headers, query))).toBe(expected)
  })

  test('without any method nobody is let in', () => {
    expect(verdict([rule('/', 'none')], '/', [])).toBe('bad-request')
    expect(verdict([rule('/', 'none')], '/', ['GET'])).toBe('in')
  })
})

// Header values as Chromium 128, Firefox 128 and Safari 17 send them.
const cors = { origin: 'https://a.home', 'access-control-request-method': 'PUT' }
test.each([
  ['OPTIONS', '/api', cors, 'preflight'],
  ['OPTIONS', '/api', { origin: 'https://a.home' }, null],
  ['OPTIONS', '/api', {}, null],
  ['GET', '/api', cors, null],
  ['GET', '/manifest.json', { 'sec-fetch-dest': 'manifest', 'sec-fetch-mode': 'cors' }, 'manifest'],
  ['GET', '/x/site.webmanifest', {}, 'manifest'],
  ['GET', '/manifest.json', {}, 'manifest'],
  ['GET', '/manifest.json', { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }, null],
  ['GET', '/sw.js', { 'sec-fetch-dest': 'serviceworker', 'sec-fetch-mode': 'same-origin' }, 'service-worker'],
  ['GET', '/sw.js', { 'service-worker': 'script' }, 'service-worker'],
  ['GET', '/font', { 'sec-fetch-dest': 'font', 'sec-fetch-mode': 'cors' }, 'no-credentials'],
  ['GET', '/api', { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', cookie: 'a=b' }, null],
  ['POST', '/api', { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' }, null],
  ['GET', '/', { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }, null],
  ['GET', '/admin', {}, null],
] as const)('%s %s with %j is a request of the kind %s', (method, path, headers, kind) => {
  const values: Readonly<Record<string, string>> = headers
  expect(requestKindOf({ method, path, header: (name) => values[name] })).toBe(kind)
})
