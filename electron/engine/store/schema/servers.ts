/**
 * Other machines with a server certificate. Times are milliseconds since 1970. The certificates are rows of the common
 * table, which outlive their server so that a serial never comes back.
 */
export const servers = `
CREATE TABLE servers (
  id              TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  -- JSON array of host names and addresses.
  hosts           TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  -- The newest.
  certificate_id  TEXT NOT NULL REFERENCES certificates (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE server_certificates (
  certificate_id  TEXT PRIMARY KEY REFERENCES certificates (id) DEFERRABLE INITIALLY DEFERRED,
  server_id       TEXT NOT NULL REFERENCES servers (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX server_certificates_server ON server_certificates (server_id);
`
