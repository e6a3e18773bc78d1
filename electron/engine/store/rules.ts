import { whoLists } from '../../../shared/access/who.ts'
import type { AccessRule } from '../../../shared/contract/rule.ts'
import type { Sql } from './sqlite.ts'

interface RuleRow {
  id: string
  path: string
  certificate: AccessRule['certificate']
  lan: AccessRule['lan']
  satisfy: AccessRule['satisfy']
  depth: number | null
  who: string
}

export interface RuleStore {
  /** In the order of their paths. */
  list(siteId: string): AccessRule[]
  /** Inserts or replaces all of it. */
  save(siteId: string, rule: AccessRule): void
  remove(id: string): void
}

export function createRuleStore(sql: Sql): RuleStore {
  return {
    list: (siteId) =>
      sql
        .all<RuleRow>(
          'SELECT id, path, certificate, lan, satisfy, depth, who FROM site_rules WHERE site_id = ? ORDER BY path',
          siteId,
        )
        .map(({ who, ...row }) => ({ ...row, ...(JSON.parse(who) as Pick<AccessRule, (typeof whoLists)[number]>) })),
    save(siteId, rule) {
      sql.run(
        `INSERT INTO site_rules (id, site_id, path, certificate, lan, satisfy, depth, who)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET path = ?3, certificate = ?4, lan = ?5, satisfy = ?6, depth = ?7, who = ?8`,
        rule.id,
        siteId,
        rule.path,
        rule.certificate,
        rule.lan,
        rule.satisfy,
        rule.depth,
        JSON.stringify(Object.fromEntries(whoLists.map((list) => [list, rule[list]]))),
      )
    },
    remove(id) {
      sql.run('DELETE FROM site_rules WHERE id = ?', id)
    },
  }
}
