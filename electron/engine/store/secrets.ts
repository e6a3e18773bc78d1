import type { Sql } from './sqlite.ts'

/** The data key of the vault, sealed under the passphrase. */
export interface VaultRow {
  /** JSON: `{"n":…,"r":…,"p":…}` of scrypt. */
  readonly parameters: string
  readonly salt: Uint8Array
  readonly sealed_key: Uint8Array
}

/** Secrets as they lie in the database: sealed, by what they are and whose. Written inside the caller's transaction. */
export interface SecretStore {
  vault(): VaultRow | undefined
  /** @throws a constraint error when there is one: a vault is made once. */
  insertVault(row: VaultRow): void
  find(kind: string, owner: string): Uint8Array | undefined
  put(kind: string, owner: string, sealed: Uint8Array): void
  remove(kind: string, owner: string): void
}

export function createSecretStore(sql: Sql): SecretStore {
  return {
    vault: () => sql.get<VaultRow>('SELECT parameters, salt, sealed_key FROM vault'),
    insertVault({ parameters, salt, sealed_key }) {
      sql.run('INSERT INTO vault (id, parameters, salt, sealed_key) VALUES (1, ?, ?, ?)', parameters, salt, sealed_key)
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
