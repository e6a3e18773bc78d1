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
  /** Adds the checksum to a vault of an earlier version that was opened just now, hence is whole. */
  markWhole(): void
  find(kind: string, owner: string): Uint8Array | undefined
  put(kind: string, owner: string, sealed: Uint8Array): void
  remove(kind: string, owner: string): void
}

function checksumOf({ parameters, salt, sealed_key }: Omit<VaultRow, 'checksum'>): Uint8Array {
  return createHash('sha256').update(parameters).update(salt).update(sealed_key).digest()
}

/** Whether the row of the vault is as it was written, as far as that is known. */
export function isWholeVault(row: VaultRow): boolean {
  return row.checksum === null || Buffer.compare(row.checksum, checksumOf(row)) === 0
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
