import { describe, expect, test } from 'vitest'
import { appCards } from '../../../shared/apps/index.ts'
import { contract } from '../../../shared/contract/index.ts'

describe.each(appCards)('the card of $name', ({ rules, clients }) => {
  test('suggests rules that can be added as they are', () => {
    for (const { why, ...rule } of rules) {
      const parsed = contract['site.rule.add'].input.safeParse({ site: 'x', ...rule })
      expect(parsed.data).toMatchObject(rule)
      expect(why).not.toBe('')
    }
    expect(new Set(rules.map(({ path }) => path)).size).toBe(rules.length)
  })
  test('says of each program what it can do, and where that was learned', () => {
    for (const { platform, source } of clients)
      expect([platform, source !== null]).toEqual([platform, platform !== 'browser'])
  })
})
