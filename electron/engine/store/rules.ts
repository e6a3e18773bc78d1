import { METHOD } from '../../../shared/access/method.ts'
import { whoLists } from '../../../shared/access/who.ts'
import type { AccessRule } from '../../../shared/contract/rule.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Sql } from './sqlite.ts'
import { message } from '../../../shared/messages/message.ts'

interface RuleRow {
  id: string
  path: string
  methods: string
  certificate: AccessRule['certificate']
  lan: AccessRule['lan']
  satisfy: AccessRule['satisfy']
  depth: number | null
  who: string
}

export interface RuleStore {
  /** In the order of their paths; null when one of them cannot be read. */
  list(siteId: string): AccessRule[] | null
  insert(siteId: string, rule: AccessRule): void
  /** @returns the rule after it @throws AppError "app/changed-meanwhile" when it was removed */
  update(id: string, change: (current: AccessRule) => AccessRule): AccessRule
  remove(id: string): void
}

const COLUMNS = 'id, path, methods, certificate, lan, satisfy, depth, who'

function readRule({ who, methods, ...row }: RuleRow): AccessRule {
  const named = JSON.parse(methods) as AccessRule['methods']
  return { ...row, methods: named, ...(JSON.parse(who) as Pick<AccessRule, (typeof whoLists)[number]>) }
}

/** Whom it names, as it is stored. */
function whoOf(rule: AccessRule): string {
  return JSON.stringify(Object.fromEntries(whoLists.map((list) => [list, rule[list]])))
}

/** A rule that was read from a damaged row could let in whom it is to keep out. */
function isWhole(rule: AccessRule): boolean {
  return (
    rule.path.startsWith('/') &&
    Array.isArray(rule.methods) &&
    rule.methods.every((method: unknown) => typeof method === 'string' && METHOD.test(method)) &&
    ['required', 'optional', 'none', 'blocked'].includes(rule.certificate) &&
    ['any', 'exempt', 'only'].includes(rule.lan) &&
    ['any', 'all'].includes(rule.satisfy) &&
    whoLists.every((list) => Array.isArray(rule[list]))
  )
}

export function createRuleStore(sql: Sql): RuleStore {
  return {
    list(siteId) {
      const rows = sql.all<RuleRow>(
        `SELECT ${COLUMNS} FROM site_rules WHERE site_id = ? ORDER BY path, methods`,
        siteId,
      )
      try {
        const rules = rows.map(readRule)
        return rules.every(isWhole) ? rules : null
      } catch {
        return null
      }
    },
    insert(siteId, rule) {
      sql.run(
        `INSERT INTO site_rules (id, site_id, path, methods, certificate, lan, satisfy, depth, who)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        rule.id,
        siteId,
        rule.path,
        JSON.stringify(rule.methods),
        rule.certificate,
        rule.lan,
        rule.satisfy,
        rule.depth,
        whoOf(rule),
      )
    },
    update: (id, change) =>
      sql.transaction(() => {
        const row = sql.get<RuleRow>(`SELECT ${COLUMNS} FROM site_rules WHERE id = ?`, id)
        if (!row) throw new AppError('app/changed-meanwhile', { name: message('parts.store.theRule') })
        const next = change(readRule(row))
        sql.run(
          `UPDATE site_rules SET path = ?, methods = ?, certificate = ?, lan = ?, satisfy = ?, depth = ?, who = ? WHERE id = ?`,
          next.path,
          JSON.stringify(next.methods),
          next.certificate,
          next.lan,
          next.satisfy,
          next.depth,
          whoOf(next),
          id,
        )
        return next
      }),
    remove(id) {
      sql.run('DELETE FROM site_rules WHERE id = ?', id)
    },
  }
}
