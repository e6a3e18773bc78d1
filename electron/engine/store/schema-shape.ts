import type { DatabaseSync } from 'node:sqlite'

/**
 * Tables, columns and indexes of a database as text, in an order of its own: two that took the same steps in another
 * order have the same shape. Whatever is neither (triggers, views) is part of it by its name.
 */
export function shapeOf(database: DatabaseSync): string {
  const all = (sql: string, ...parameters: string[]): unknown[] => database.prepare(sql).all(...parameters)
  const objects = all(
    "SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name",
  )
  const tables = all(
    "SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  ) as { name: string }[]
  const parts = tables.map((table) => [
    table,
    all('SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?) ORDER BY name', table.name),
    all(
      'SELECT "table", "from", "to", on_update, on_delete FROM pragma_foreign_key_list(?) ORDER BY "from", "table"',
      table.name,
    ),
    all(
      `SELECT l.name, l."unique", l.origin, l.partial, i.seqno, i.name AS column FROM pragma_index_list(?) l
         JOIN pragma_index_info(l.name) i ORDER BY l.origin, l.name, i.seqno`,
      table.name,
    ),
  ])
  return JSON.stringify([objects, parts])
}
