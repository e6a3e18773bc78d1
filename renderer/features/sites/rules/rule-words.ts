import type { WouldEnter } from '../../../../shared/contract/rule.ts'
import type { AccessRule } from '../../../../shared/contract/rule.ts'
import type { Words } from '../../../words/index.ts'

/** Names of what a rule holds by id; null for what was removed. */
export interface Names {
  readonly device: (id: string) => string | null
  readonly authority: (id: string) => string | null
}

/** Whose certificate a rule means: “ of Alice’s iPhone or the group family”. Empty: everybody's. */
function whose(rule: AccessRule, names: Names, { sentence: words, removedDevice }: Words['rules']): string {
  const parts = [
    ...rule.devices.map((id) => names.device(id) ?? removedDevice),
    ...rule.groups.map((name) => words.group({ name })),
    ...rule.commonNames.map((name) => words.commonName({ name })),
    ...rule.organizations.map((name) => words.organization({ name })),
    ...rule.units.map((name) => words.unit({ name })),
    ...rule.authorities.map((id) => words.issuer({ name: names.authority(id) ?? words.removedAuthority })),
    ...rule.fingerprints.map((print) => words.fingerprint({ start: print.slice(0, 8) })),
  ]
  const of = parts.length === 0 ? '' : words.of({ parts: words[rule.satisfy]({ parts }) })
  return `${of}${rule.depth === null ? '' : words.depth({ count: rule.depth })}`
}

/** What a rule says, after “Paths under /api →”. */
export function ruleSentence(rule: AccessRule, names: Names, words: Words['rules']): string {
  const sentence = certificateSentence(rule, names, words)
  return rule.methods.length === 0 ? sentence : words.sentence.onlyMethods({ methods: rule.methods, sentence })
}

function certificateSentence(rule: AccessRule, names: Names, words: Words['rules']): string {
  const { sentence } = words
  const local = rule.lan === 'only'
  switch (rule.certificate) {
    case 'blocked':
      return sentence.blocked
    case 'none':
      return local ? sentence.noneLocal : sentence.none
    case 'optional':
      return local ? sentence.optionalLocal : sentence.optional
    case 'required': {
      const values = { whose: whose(rule, names, words) }
      if (rule.lan === 'exempt') return sentence.exempt(values)
      return local ? sentence.requiredLocal(values) : sentence.required(values)
    }
  }
}

/** Why the judge decided so. `path` of the rule that decided; null: the site itself did. */
export function becauseWords(
  { because, observed, outcome, rule }: Pick<WouldEnter, 'because' | 'observed' | 'outcome' | 'rule'>,
  { outcomes, rules }: Pick<Words, 'outcomes' | 'rules'>,
): string {
  const words = rules.would.because
  if (rule === null && (because === 'no-certificate' || because === 'good-certificate')) return words[`${because}-site`]
  const text = words[because]
  if (typeof text === 'string') return text
  return text({ path: rule?.path ?? '/', outcome: outcomes[observed ?? outcome] })
}
