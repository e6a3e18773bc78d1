import { createHash } from 'node:crypto'
import type { Sql } from './sqlite.ts'

/** The data key of the vault, sealed under the passphrase. */
export interface VaultRow {
  /** JSON: `{"n":…,"r":…,"p":…}` of scrypt. */
  readonly parameters: string
  readonly salt: Uint8Array
  readonly sealed_key: Uint8Array
  /** SHA-256 over the others; null in a vault of an earlier version. */
  readonly checksum: Uint8Array | null
}

/** Secrets as they lie in the database: sealed, by what they are and whose. Written inside the caller's transaction. */
export interface SecretStore {
  vault(): VaultRow | undefined
  /** @throws a constraint error when there is one: a vault is made once. */
  insertVault(row: Omit<VaultRow, 'checksum'>): void
  /**
   * Puts another form of the same data key in its place: sealed under another passphrase. The form before is remembered by
   * its digest, so that a backup that has it is known to be of the same key.
   * @returns false where the vault is not `before` any more: nothing was written
   */
  replaceVault(before: VaultRow, row: Omit<VaultRow, 'checksum'>): boolean
  /** Whether the vault that is here now has the same data key as that form of it; undefined: no vault. */
  isCurrentKey(sealedKey: Uint8Array | undefined): boolean
  /** Adds the checksum to a vault of an earlier version that was opened just now, hence is whole. */
  markWhole(): void
  find(kind: string, owner: string): Uint8Array | undefined
  put(kind: string, owner: string, sealed: Uint8Array): void
  remove(kind: string, owner: string): void
}

/** SHA-256 over what seals the data key. */
export function checksumOf({ parameters, salt, sealed_key }: Omit<VaultRow, 'checksum'>): Uint8Array {
  return createHash('sha256').update(parameters).update(salt).update(sealed_key).digest()
}

/** Whether the row of the vault is as it was written, as far as that is known. */
export function isWholeVault(row: VaultRow): boolean {
  return row.checksum === null || Buffer.compare(row.checksum, checksumOf(row)) === 0
}

/** Name of the setting: a JSON array of digests of forms that the sealed data key had under earlier passphrases. */
const EARLIER_FORMS = 'vault-earlier-forms'

type SealedKey = Pick<VaultRow, 'sealed_key'>

const formOf = ({ sealed_key }: SealedKey): string => createHash('sha256').update(sealed_key).digest('hex')
const isSameForm = (one: SealedKey, other: SealedKey): boolean => Buffer.compare(one.sealed_key, other.sealed_key) === 0

/** Digests of the earlier forms, as a database has them. @param schema main, or the name of one that is attached */
function earlierForms(sql: Sql, schema: string): readonly unknown[] {
  const row = sql.get<{ value: string }>(`SELECT value FROM ${schema}.settings WHERE name = '${EARLIER_FORMS}'`)
  try {
    const value: unknown = JSON.parse(row?.value ?? '[]')
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

/** Whether two databases have the same data key, under whatever passphrases. @param other name of the attached one */
export function haveSameVault(sql: Sql, other: string): boolean {
  const [here, there] = ['main', other].map((schema) => sql.get<SealedKey>(`SELECT sealed_key FROM ${schema}.vault`))
  if (!here || !there) return false
  if (isSameForm(here, there)) return true
  return earlierForms(sql, 'main').includes(formOf(there)) || earlierForms(sql, other).includes(formOf(here))
}

export function createSecretStore(sql: Sql): SecretStore {
  const vault = (): VaultRow | undefined =>
    sql.get<VaultRow>('SELECT parameters, salt, sealed_key, checksum FROM vault')
  return {
    vault,
    insertVault(row) {
      sql.run(
        'INSERT INTO vault (id, parameters, salt, sealed_key, checksum) VALUES (1, ?, ?, ?, ?)',
        row.parameters,
        row.salt,
        row.sealed_key,
        checksumOf(row),
      )
    },
    replaceVault: (before, row) =>
      sql.transaction(() => {
        const current = vault()
        if (!current || !isSameForm(current, before)) return false
        const { parameters, salt, sealed_key } = row
        sql.run(
          'UPDATE vault SET parameters = ?, salt = ?, sealed_key = ?, checksum = ?',
          parameters,
          salt,
          sealed_key,
          checksumOf(row),
        )
        const forms = [...earlierForms(sql, 'main'), formOf(before)]
        sql.run('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', EARLIER_FORMS, JSON.stringify(forms))
        return true
      }),
    isCurrentKey(sealedKey) {
      const current = vault()
      if (!current || !sealedKey) return current === undefined && sealedKey === undefined
      const form = { sealed_key: sealedKey }
      return isSameForm(current, form) || earlierForms(sql, 'main').includes(formOf(form))
    },
    markWhole() {
      sql.transaction(() => {
        const row = vault()
        if (row?.checksum === null) sql.run('UPDATE vault SET checksum = ?', checksumOf(row))
      })
    },
    find: (kind, owner) =>
      sql.get<{ sealed: Uint8Array }>('SELECT sealed FROM secrets WHERE kind = ? AND owner = ?', kind, owner)?.sealed,
    put(kind, owner, sealed) {
      sql.run('INSERT OR REPLACE INTO secrets (kind, owner, sealed) VALUES (?, ?, ?)', kind, owner, sealed)
    },
    remove(kind, owner) {
      sql.run('DELETE FROM secrets WHERE kind = ? AND owner = ?', kind, owner)
    },
  }
}
