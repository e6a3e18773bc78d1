/** Calls that changed something or gave a secret away: see electron/engine/audit. */
export const audit = `
CREATE TABLE audit (
  id       INTEGER PRIMARY KEY,
  -- Random: the same row is known again in a backup.
  uid      TEXT NOT NULL UNIQUE,
  -- Milliseconds since 1970.
  at       INTEGER NOT NULL,
  via      TEXT NOT NULL,
  session  TEXT,
  browser  TEXT,
  method   TEXT NOT NULL,
  -- JSON list of names, never a secret.
  about    TEXT NOT NULL,
  -- 'done', or a code of the catalogue of errors.
  outcome  TEXT NOT NULL
) STRICT;
CREATE INDEX audit_at ON audit (at, id);
`
