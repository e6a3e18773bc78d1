import { AppError } from '../../../shared/errors/index.ts'
import { checksumOf, type VaultRow } from './secrets.ts'
import type { Sql } from './sqlite.ts'

/** The data key as one person opens it. */
export interface PersonRow extends VaultRow {
  readonly id: string
  readonly name: string
  /** Milliseconds since 1970. */
  readonly created_at: number
}

type Sealed = Omit<VaultRow, 'checksum'>

/** People besides the owner. */
export interface PersonStore {
  /** Oldest first; those whose row is damaged open nothing, and are told apart by `isWholeVault`. */
  list(): PersonRow[]
  /** By id or name. @throws AppError "person/not-found" */
  select(selector: string): PersonRow
  /** @throws AppError "person/name-taken" */
  insert(person: Pick<PersonRow, 'id' | 'name' | 'created_at'>, sealed: Sealed): void
  /** Another passphrase of the same person. @returns false where the key is sealed anew since `before`: nothing is written */
  reseal(id: string, before: PersonRow['sealed_key'], sealed: Sealed): boolean
  remove(id: string): void
}

export function createPersonStore(sql: Sql): PersonStore {
  const list = (): PersonRow[] =>
    sql.all<PersonRow>(
      'SELECT id, name, created_at, parameters, salt, sealed_key, checksum FROM persons ORDER BY created_at, id',
    )
  return {
    list,
    select(selector) {
      const name = selector.normalize('NFC').trim()
      const found = list().find((one) => one.id === selector) ?? list().find((one) => one.name === name)
      if (!found) throw new AppError('person/not-found', { name: selector })
      return found
    },
    insert({ id, name, created_at }, sealed) {
      sql.transaction(() => {
        if (list().some((one) => one.name === name)) throw new AppError('person/name-taken', { name })
        sql.run(
          `INSERT INTO persons (id, name, created_at, parameters, salt, sealed_key, checksum)
             VALUES (?, ?, ?, ?, ?, ?, ?)`,
          id,
          name,
          created_at,
          sealed.parameters,
          sealed.salt,
          sealed.sealed_key,
          checksumOf(sealed),
        )
      })
    },
    reseal: (id, before, sealed) =>
      sql.transaction(() => {
        const current = list().find((one) => one.id === id)
        if (!current || Buffer.compare(current.sealed_key, before) !== 0) return false
        sql.run(
          'UPDATE persons SET parameters = ?, salt = ?, sealed_key = ?, checksum = ? WHERE id = ?',
          sealed.parameters,
          sealed.salt,
          sealed.sealed_key,
          checksumOf(sealed),
          id,
        )
        return true
      }),
    remove(id) {
      sql.transaction(() => sql.run('DELETE FROM persons WHERE id = ?', id))
    },
  }
}
