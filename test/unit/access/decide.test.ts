import { describe, expect, test } from 'vitest'
import {
  asksForCertificate,
  decide,
  nobody,
  observes,
  type Evidence,
  type Rules,
} from '../../../shared/access/decide.ts'
import { accessRule as rule } from '../../support/rules.ts'

const print = 'AB'.repeat(32)
const alice: Evidence = {
  ...nobody,
  presented: true,
  deviceId: 'alice',
  groups: ['family', 'phones'],
  fingerprint: print,
  subject: { commonNames: ['Alice'], organizations: ['House'], units: ['First floor', 'Admins'] },
  authorities: ['int', 'home'],
  depth: 2,
}
const expired: Evidence = { ...alice, verification: { number: 10, name: 'X509_V_ERR_CERT_HAS_EXPIRED' } }
const site = (rest: Partial<Rules> = {}): Rules => ({
  mode: 'pages',
  rules: [],
  hasPublicUpstream: false,
  ignoreCase: false,
  encodedPaths: 'forward',
  observe: false,
  ...rest,
})

/** What happens, and why, in one word each. */
function answer(evidence: Evidence, path: string | null, rules: Rules, localNetwork = false): string {
  const decision = decide(evidence, { path, methods: ['GET'], localNetwork }, rules)
  return `${decision.kind === 'forward' ? decision.to : decision.outcome} ${decision.because}`
}

describe('without rules the mode of the site decides', () => {
  test.each([
    ['pages', nobody, 'no-certificate no-certificate'],
    ['pages', alice, 'upstream good-certificate'],
    ['pages', expired, 'expired bad-certificate'],
    ['required', nobody, 'no-certificate handshake'],
    ['required', alice, 'upstream good-certificate'],
    ['required', expired, 'expired handshake'],
    ['optional', nobody, 'no-certificate no-certificate'],
    ['optional', expired, 'expired bad-certificate'],
    ['off', nobody, 'upstream open-site'],
    ['off', expired, 'upstream open-site'],
  ] as const)('%s', (mode, evidence, expected) => expect(answer(evidence, '/', site({ mode }))).toBe(expected))

  test('optional leads visitors without a certificate, and nobody else, to the public upstream', () => {
    const rules = site({ mode: 'optional', hasPublicUpstream: true })
    expect(answer(nobody, '/', rules)).toBe('public public-upstream')
    expect(answer(expired, '/', rules)).toBe('expired bad-certificate')
    expect(answer(alice, '/', rules)).toBe('upstream good-certificate')
  })
})

describe('the rule with the longest prefix decides, alone', () => {
  const rules = site({
    rules: [
      rule('/api', 'none'),
      rule('/api/admin', 'blocked'),
      rule('/api/admin/status', 'optional'),
      rule('/sick', 'required', { devices: ['bob'] }),
    ],
  })
  test.each([
    ['/', 'no-certificate no-certificate'],
    ['/api', 'upstream open-path'],
    ['/api/', 'upstream open-path'],
    ['/api/x', 'upstream open-path'],
    // A prefix ends with a segment: these are other paths.
    ['/apix', 'no-certificate no-certificate'],
    ['/ap', 'no-certificate no-certificate'],
    ['/API', 'no-certificate no-certificate'],
    ['/x/api', 'no-certificate no-certificate'],
    ['/api/admin', 'blocked-path blocked'],
    ['/api/admin/', 'blocked-path blocked'],
    ['/api/administrator', 'upstream open-path'],
    ['/api/admin/status', 'upstream without-certificate'],
    ['/api/admin/status/deep/er', 'upstream without-certificate'],
    ['/api/admin/statusx', 'blocked-path blocked'],
  ])('%s', (path, expected) => expect(answer(nobody, path, rules)).toBe(expected))

  test('whatever their order', () => {
    const reversed = { ...rules, rules: rules.rules.toReversed() }
    for (const path of ['/', '/api/x', '/api/admin', '/api/admin/status'])
      expect(answer(nobody, path, reversed)).toBe(answer(nobody, path, rules))
  })
  test('a device that one rule lets in gets nothing out of it elsewhere', () => {
    expect(answer(alice, '/sick/1', rules)).toBe('not-allowed not-named')
    expect(answer(alice, '/', rules)).toBe('upstream good-certificate')
  })
  test('a path that means two things is refused before any rule is looked at', () => {
    expect(answer(alice, null, site({ mode: 'off', rules: [rule('/', 'none')] }))).toBe('bad-request path-unclear')
  })
  test('where the upstream folds case, so do the rules', () => {
    const folded = { ...rules, ignoreCase: true }
    expect(answer(nobody, '/API/Admin', folded)).toBe('blocked-path blocked')
    expect(answer(nobody, '/Api/x', folded)).toBe('upstream open-path')
    expect(answer(nobody, '/APIX', folded)).toBe('no-certificate no-certificate')
  })
  test('the decision names it', () => {
    expect(decide(nobody, { path: '/api/admin/x', methods: ['GET'], localNetwork: false }, rules).rule?.path).toBe(
      '/api/admin',
    )
    expect(decide(nobody, { path: '/', methods: ['GET'], localNetwork: false }, rules).rule).toBeNull()
  })
})

describe('a rule against the mode of its site', () => {
  // mode, certificate of the rule → nobody, a good device, an expired one
  test.each([
    ['pages', 'required', 'no-certificate', 'upstream', 'expired'],
    ['pages', 'optional', 'upstream', 'upstream', 'expired'],
    ['pages', 'none', 'upstream', 'upstream', 'upstream'],
    ['pages', 'blocked', 'blocked-path', 'blocked-path', 'blocked-path'],
    ['off', 'required', 'no-certificate', 'upstream', 'expired'],
    ['off', 'optional', 'upstream', 'upstream', 'expired'],
    ['off', 'blocked', 'blocked-path', 'blocked-path', 'blocked-path'],
    ['optional', 'required', 'no-certificate', 'upstream', 'expired'],
    ['optional', 'none', 'upstream', 'upstream', 'upstream'],
    // No rule takes back what the handshake demands, also not of a certificate that went bad since.
    ['required', 'none', 'no-certificate', 'upstream', 'expired'],
    ['required', 'optional', 'no-certificate', 'upstream', 'expired'],
    ['required', 'blocked', 'no-certificate', 'blocked-path', 'expired'],
  ] as const)('%s, %s', (mode, certificate, ...expected) => {
    const rules = site({ mode, hasPublicUpstream: mode === 'optional', rules: [rule('/a', certificate)] })
    const got = [nobody, alice, expired].map((one) => answer(one, '/a/b', rules).split(' ')[0])
    expect(got).toEqual(expected)
  })

  test('a handshake asks for a certificate where the site or one of its paths wants one', () => {
    expect(asksForCertificate(site({ mode: 'off' }))).toBe(false)
    expect(asksForCertificate(site({ mode: 'off', rules: [rule('/a', 'none'), rule('/b', 'blocked')] }))).toBe(false)
    expect(asksForCertificate(site({ mode: 'off', rules: [rule('/a', 'optional')] }))).toBe(true)
    expect(asksForCertificate(site({ mode: 'off', rules: [rule('/a', 'required')] }))).toBe(true)
    expect(asksForCertificate(site({ mode: 'pages', rules: [rule('/', 'none')] }))).toBe(true)
  })
})

describe('the local network', () => {
  const rules = site({
    rules: [
      rule('/exempt', 'required', { lan: 'exempt', devices: ['bob'] }),
      rule('/only', 'required', { lan: 'only' }),
      rule('/open-inside', 'none', { lan: 'only' }),
    ],
  })
  test.each([
    ['/exempt', nobody, 'upstream local', 'no-certificate no-certificate'],
    ['/exempt', alice, 'upstream local', 'not-allowed not-named'],
    ['/exempt', expired, 'upstream local', 'expired bad-certificate'],
    ['/only', nobody, 'no-certificate no-certificate', 'not-allowed not-local'],
    ['/only', alice, 'upstream good-certificate', 'not-allowed not-local'],
    ['/open-inside', nobody, 'upstream open-path', 'not-allowed not-local'],
    ['/', nobody, 'no-certificate no-certificate', 'no-certificate no-certificate'],
  ] as const)('%s, %o', (path, evidence, inside, outside) => {
    expect(answer(evidence, path, rules, true)).toBe(inside)
    expect(answer(evidence, path, rules, false)).toBe(outside)
  })
  test('exempts nobody from a certificate that the handshake demands', () => {
    expect(answer(nobody, '/exempt', { ...rules, mode: 'required' }, true)).toBe('no-certificate handshake')
  })
})

describe('whose certificate a rule means', () => {
  test.each([
    [{ devices: ['alice'] }, true],
    [{ devices: ['bob', 'alice'] }, true],
    [{ devices: ['bob'] }, false],
    // The device was removed: its id is left, and nobody has it.
    [{ devices: ['removed'] }, false],
    [{ groups: ['phones'] }, true],
    [{ groups: ['guests'] }, false],
    [{ commonNames: ['Alice'] }, true],
    [{ commonNames: ['alice'] }, false],
    [{ commonNames: ['Alice '] }, false],
    [{ commonNames: ['Ali'] }, false],
    [{ organizations: ['House'] }, true],
    [{ organizations: ['Alice'] }, false],
    [{ units: ['Admins'] }, true],
    [{ units: ['House'] }, false],
    [{ authorities: ['home'] }, true],
    [{ authorities: ['int'] }, true],
    [{ authorities: ['other'] }, false],
    [{ fingerprints: [print] }, true],
    [{ fingerprints: ['CD'.repeat(32)] }, false],
    [{ devices: ['bob'], groups: ['family'] }, true],
    [{ devices: ['bob'], groups: ['family'], satisfy: 'all' }, false],
    [{ devices: ['alice'], groups: ['guests'], satisfy: 'all' }, false],
    [{ devices: ['bob', 'alice'], groups: ['family'], satisfy: 'all' }, true],
    [{ commonNames: ['Alice'], organizations: ['Other'] }, true],
    [{ commonNames: ['Alice'], organizations: ['Other'], satisfy: 'all' }, false],
    [{ depth: 1 }, false],
    [{ depth: 2 }, true],
    // The length of the chain is no alternative to the rest.
    [{ depth: 1, devices: ['alice'] }, false],
    [{ depth: 2, devices: ['bob'] }, false],
  ] as const)('%j: %s', (said, allowed) => {
    const rules = site({ rules: [rule('/', 'required', said as Partial<ReturnType<typeof rule>>)] })
    expect(answer(alice, '/x', rules).startsWith('upstream')).toBe(allowed)
    // Never anybody whose certificate is not good, whatever is written in it.
    expect(answer(expired, '/x', rules)).toBe('expired bad-certificate')
    expect(answer(nobody, '/x', rules)).toBe('no-certificate no-certificate')
  })

  test('a certificate of no known device matches no list of devices', () => {
    const rules = site({ rules: [rule('/', 'required', { devices: ['alice'], groups: ['family'] })] })
    expect(answer({ ...alice, deviceId: null, groups: [] }, '/', rules)).toBe('not-allowed not-named')
  })
  test('a chain of unknown length is longer than any limit', () => {
    const rules = site({ rules: [rule('/', 'required', { depth: 8 })] })
    expect(answer({ ...alice, depth: Number.POSITIVE_INFINITY }, '/', rules)).toBe('not-allowed chain-too-long')
  })
})

describe('a site that only observes', () => {
  const rules = site({
    observe: true,
    rules: [rule('/family', 'required', { groups: ['guests'] }), rule('/closed', 'blocked')],
  })
  test.each([
    [nobody, '/', 'no-certificate'],
    [expired, '/', 'expired'],
    [alice, '/family', 'not-allowed'],
    [alice, '/closed', 'blocked-path'],
    [alice, '/', null],
  ] as const)('lets everybody in, and says what would have happened', (evidence, path, observed) => {
    expect(decide(evidence, { path, methods: ['GET'], localNetwork: false }, rules)).toMatchObject({
      kind: 'forward',
      to: 'upstream',
      observed,
    })
  })
  test('passes nothing on that can be read in two ways', () => {
    expect(answer(alice, null, rules)).toBe('bad-request path-unclear')
  })
  test('leads to the public upstream who would have been led there', () => {
    const optional = { ...rules, mode: 'optional', hasPublicUpstream: true } as const
    expect(answer(nobody, '/', optional)).toBe('public public-upstream')
  })
  test('changes nothing where the handshake refuses', () => {
    const required = { ...rules, mode: 'required' } as const
    expect(answer(nobody, '/', required)).toBe('no-certificate handshake')
    expect(answer(alice, '/closed', required)).toBe('blocked-path blocked')
    expect(observes(required)).toBe(false)
    expect(observes(rules)).toBe(true)
  })
})
