import { describe, expect, test } from 'vitest'
import { decide, nobody, type Evidence, type Rules } from '../../../shared/access/decide.ts'
import { readTarget } from '../../../shared/access/path.ts'
import { accessRule } from '../../support/rules.ts'

const alice: Evidence = { ...nobody, presented: true, deviceId: 'alice' }
const site = (rules: Rules['rules'], ignoreCase = true): Rules => ({
  mode: 'pages',
  rules,
  hasPublicUpstream: false,
  ignoreCase,
  encodedPaths: 'forward',
  observe: false,
})

/** As a browser sends the path, judged by a site whose upstream runs on Windows. */
function judged(target: string, rules: Rules['rules'], evidence = alice, ignoreCase = true): string {
  const path = readTarget(target, true)?.path ?? null
  const decision = decide(evidence, { path, methods: ['GET'], localNetwork: false }, site(rules, ignoreCase))
  return decision.kind === 'page' ? decision.outcome : 'in'
}

/** Spellings that Windows opens as `/admin`, or below it (Naming Files, Paths, and Namespaces; NTFS streams). */
const admin = [
  '/admin',
  '/ADMIN',
  '/Admin/x',
  '/admin.',
  '/admin..',
  '/admin%20',
  '/admin%20.',
  '/admin.%20.',
  '/admin./x',
  '/admin%20/x',
  '/ADMIN%20%20',
  '/admin::$DATA',
  '/admin::$INDEX_ALLOCATION',
  '/admin:stream',
  '/admin.::$DATA',
  '/admin%3A%3A$DATA',
  '/admin:$I30:$INDEX_ALLOCATION/x',
  '/%61dmin.',
  '/admin%09',
  '/./admin.',
  '/x/../admin.',
  '/%20/admin',
]
const others = ['/', '/administrator', '/admins.', '/a.dmin', '/x/admin', '/adm.in', '/admin-x.']

describe('where the upstream does not tell capital letters apart, a rule', () => {
  test.each(admin)('that blocks /admin blocks %s', (target) => {
    expect(judged(target, [accessRule('/admin', 'blocked')])).toBe('blocked-path')
  })
  test.each(others)('that blocks /admin does not block %s', (target) => {
    expect(judged(target, [accessRule('/admin', 'blocked')])).toBe('in')
  })
  test.each(admin)('that opens /admin to everybody is no way around the site by %s', (target) => {
    // Whoever shows no certificate gets in only where every reading of the path is open.
    const plainly = /^\/admin(?:\/|$)/i.test(readTarget(target, true)?.path ?? '')
    expect(judged(target, [accessRule('/admin', 'none')], nobody)).toBe(plainly ? 'in' : 'no-certificate')
  })
  test.each(['/%2e%2e', '/...', '/.. ', '/..%20/admin', '/admin/..%20', '/.%20.', '/x/..%20./y'])(
    'is not asked about %s, which may lead upwards',
    (target) => {
      expect(judged(target, [accessRule('/admin', 'blocked')])).toBe('bad-request')
    },
  )
  test('whose path ends with a dot itself covers what Windows opens', () => {
    expect(judged('/admin', [accessRule('/admin.', 'blocked')])).toBe('blocked-path')
  })
})

describe('elsewhere', () => {
  test.each(['/admin.', '/admin%20', '/admin::$DATA', '/ADMIN', '/...'])('%s is another path than /admin', (target) => {
    expect(judged(target, [accessRule('/admin', 'blocked')], alice, false)).toBe('in')
  })
})
