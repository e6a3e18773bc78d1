import { describe, expect, test } from 'vitest'
import { decide, nobody, type Rules } from '../../../shared/access/decide.ts'
import { readingsOf, readTarget } from '../../../shared/access/path.ts'
import { seededRandom } from '../../support/random.ts'
import { accessRule } from '../../support/rules.ts'

const site = (rules: Rules['rules']): Rules => ({
  mode: 'pages',
  rules,
  hasPublicUpstream: false,
  ignoreCase: false,
  encodedPaths: 'forward',
  observe: false,
})

function judged(target: string, rules: Rules['rules']): string {
  const path = readTarget(target, true)?.path ?? null
  const decision = decide(nobody, { path, methods: ['GET'], localNetwork: false }, site(rules))
  return decision.kind === 'page' ? decision.outcome : 'in'
}

test.each([
  ['/a/b', ['/a/b']],
  ['/a%2Fb', ['/a%2Fb', '/a/b']],
  ['/a%5Cb', ['/a%5Cb', '/a/b']],
  ['/a;x/b', ['/a;x/b', '/a/b']],
  ['/100%25', ['/100%25', '/100%']],
  ['/a/%2E%2E/b', ['/a/%2E%2E/b', '/b']],
  ['/a%2F..%2Fb', ['/a%2F..%2Fb', '/b']],
  ['/..%2Fb', null],
  ['/%2E%2E/b', null],
  ['/a%2500', null],
  [`/${'a'.repeat(5000)}%2F`, null],
])('%s is read as %j', (path, readings) => {
  expect(readingsOf(path)).toEqual(readings)
})

describe('what servers read differently', () => {
  const opened = [accessRule('/public', 'none')]
  const closed = [accessRule('/admin', 'blocked'), accessRule('/', 'none')]

  test.each(['/iso%2Fdebian.iso', '/projects/group%2Fname/files', '/a;v=1', '/100%25', '/public%3Bx'])(
    'is let in where all readings are: %s',
    (target) => {
      expect(judged(target, closed)).toBe('in')
    },
  )
  test.each(['/public/..%2Fadmin', '/public;/../x', '/public%2F..%2Fx', '/public/%2E%2E/x', '/public%252F..%252Fx'])(
    'is no way out of a folder that stands open: %s',
    (target) => {
      expect(judged(target, opened)).toBe('no-certificate')
    },
  )
  test('is not below a folder for those who do not decode', () => {
    expect(judged('/public%2Fx', opened)).toBe('no-certificate')
    expect(judged('/public/x%2Fy', opened)).toBe('in')
  })
})

/** What servers make of a path: none of them knows our rules. */
const SERVERS: readonly [name: string, read: (path: string) => string][] = [
  ['that compares as it came', (path) => path],
  ['that decodes, as nginx does', (path) => decoded(path)],
  ['that decodes twice', (path) => decoded(decoded(path))],
  ['that cuts parameters off first, as Tomcat does', (path) => decoded(path.replace(/;[^/]*/g, ''))],
  ['that cuts parameters off last', (path) => decoded(path).replace(/;[^/]*/g, '')],
  ['that takes a backslash for a slash, as IIS does', (path) => decoded(path).replaceAll('\\', '/')],
  ['that follows the URL standard', (path) => new URL(`http://x${path}`).pathname],
]

function decoded(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function normalised(path: string): string {
  const out: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') out.pop()
    else if (part !== '.' && part !== '') out.push(part)
  }
  return `/${out.join('/')}`
}

test.each(SERVERS)('nobody reaches a closed folder of a server %s', (_name, read) => {
  const random = seededRandom(48)
  const parts = ['admin', 'x', '/', '/', '..', '.', ';', '%2F', '%2f', '%5C', '%2E', '%2e%2e', '%25', '%3B', '%61dmin']
  const rules = [accessRule('/admin', 'blocked'), accessRule('/', 'none')]
  let reached = 0
  for (let round = 0; round < 20_000; round += 1) {
    let target = '/'
    for (let n = 1 + random.pick(8); n > 0; n -= 1) target += parts[random.pick(parts.length)]
    const path = readTarget(target, true)?.path
    if (path === undefined) continue
    const seen = normalised(read(path))
    if (!/^\/admin(?:$|\/)/.test(seen)) continue
    reached += 1
    expect([target, judged(target, rules)]).not.toEqual([target, 'in'])
  }
  expect(reached).toBeGreaterThan(100)
})
