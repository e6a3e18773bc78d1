import type { AccessRule } from '../../shared/contract/rule.ts'

/** A rule that says no more than what is given. */
export function accessRule(
  path: string,
  certificate: AccessRule['certificate'],
  rest: Partial<AccessRule> = {},
): AccessRule {
  return {
    id: `rule-${path.replaceAll('/', '-')}${(rest.methods ?? []).join('')}`,
    path,
    methods: [],
    certificate,
    lan: 'any',
    devices: [],
    groups: [],
    commonNames: [],
    organizations: [],
    units: [],
    authorities: [],
    fingerprints: [],
    satisfy: 'any',
    depth: null,
    ...rest,
  }
}
