/** Several people, each with a passphrase of their own under which the one data key is sealed. */
export const persons = `
CREATE TABLE persons (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,
  -- Milliseconds since 1970.
  created_at  INTEGER NOT NULL,
  -- As in the table vault.
  parameters  TEXT NOT NULL,
  salt        BLOB NOT NULL,
  sealed_key  BLOB NOT NULL,
  checksum    BLOB NOT NULL
) STRICT;
-- Who gave the passphrase for a call; NULL where none was given with it.
ALTER TABLE audit ADD COLUMN person TEXT;
`
