import { seal, unseal } from './seal.ts'
import type { Sql } from './sqlite.ts'

/** Secrets under the passphrase; all other kinds are under the service key. */
const VAULT_KINDS = "'authority-key', 'device-key'"

/**
 * Seals what lies under the service key of a backup under the one that is here, so that no file has to be exchanged
 * together with the database. What cannot be opened stays as it is: its site says so. Inside a transaction.
 */
export function resealSecrets(sql: Sql, from: Uint8Array, to: Uint8Array): void {
  const rows = sql.all<{ kind: string; owner: string; sealed: Uint8Array }>(
    `SELECT kind, owner, sealed FROM secrets WHERE kind NOT IN (${VAULT_KINDS})`,
  )
  for (const { kind, owner, sealed } of rows) {
    const purpose = `vestibule:1:${kind}:${owner}`
    const plain = unseal(from, purpose, sealed)
    if (plain) {
      sql.run('UPDATE secrets SET sealed = ? WHERE kind = ? AND owner = ?', seal(to, purpose, plain), kind, owner)
    }
  }
}
