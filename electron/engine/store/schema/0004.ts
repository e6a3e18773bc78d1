/** What the owner set, and what the owner was told already. Times are milliseconds since 1970. */
export const schema0004 = `
-- Values are JSON; what is missing has its default.
CREATE TABLE settings (
  name   TEXT PRIMARY KEY,
  value  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE told (
  key  TEXT PRIMARY KEY,
  at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
