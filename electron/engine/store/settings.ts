import type { Sql } from './sqlite.ts'

/** What the owner set, and what the owner was told already. */
export interface SettingsStore {
  /** The value, or the default where none was set or what is there cannot be read. */
  flag(name: string, otherwise: boolean): boolean
  setFlag(name: string, value: boolean): void
  /** The text, or null where none was set. */
  text(name: string): string | null
  setText(name: string, value: string | null): void
  /** The whole number, or the default where none was set; null where it was set to none. */
  number(name: string, otherwise: number | null): number | null
  setNumber(name: string, value: number | null): void
  /** Key → when it was told, in milliseconds since 1970. */
  told(): Map<string, number>
  /** Remembers keys as told, and forgets those from before `since`. */
  tell(keys: readonly string[], at: number, since: number): void
  /** The key counts as told at that time instead, or as not told. */
  retell(key: string, at: number | undefined): void
}

export function createSettingsStore(sql: Sql): SettingsStore {
  const set = (name: string, value: boolean | number | string | null): void => {
    const text = JSON.stringify(value)
    sql.transaction(() => sql.run('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', name, text))
  }
  return {
    flag(name, otherwise) {
      const row = sql.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', name)
      if (row?.value === 'true') return true
      return row?.value === 'false' ? false : otherwise
    },
    setFlag: set,
    text(name) {
      const row = sql.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', name)
      try {
        const value: unknown = JSON.parse(row?.value ?? 'null')
        return typeof value === 'string' ? value : null
      } catch {
        return null
      }
    },
    setText: set,
    number(name, otherwise) {
      const row = sql.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', name)
      if (row?.value === 'null') return null
      return row !== undefined && /^\d{1,15}$/.test(row.value) ? Number(row.value) : otherwise
    },
    setNumber: set,
    told() {
      const rows = sql.all<{ key: string; at: number }>('SELECT key, at FROM told')
      return new Map(rows.map(({ key, at }) => [key, at]))
    },
    retell(key, at) {
      sql.transaction(() => {
        if (at === undefined) sql.run('DELETE FROM told WHERE key = ?', key)
        else sql.run('INSERT OR REPLACE INTO told (key, at) VALUES (?, ?)', key, at)
      })
    },
    tell(keys, at, since) {
      sql.transaction(() => {
        for (const key of keys) sql.run('INSERT OR REPLACE INTO told (key, at) VALUES (?, ?)', key, at)
        sql.run('DELETE FROM told WHERE at < ?', since)
      })
    },
  }
}
