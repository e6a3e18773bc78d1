/** The house's own ACME server: its clients, what they ordered, and who may have what. Times are milliseconds since 1970. */
export const acmeServer = `
CREATE TABLE acme_clients (
  id          TEXT PRIMARY KEY,
  -- RFC 7638, of the account's key.
  thumbprint  TEXT NOT NULL UNIQUE,
  -- JSON; the public half.
  jwk         TEXT NOT NULL,
  status      TEXT NOT NULL CHECK (status IN ('valid', 'deactivated', 'revoked')),
  -- JSON list.
  contact     TEXT NOT NULL,
  -- The key by which it was let in; NULL for none.
  eab_kid     TEXT,
  -- Where it was made from.
  address     TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  last_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE acme_server_orders (
  id          TEXT PRIMARY KEY,
  client_id   TEXT NOT NULL REFERENCES acme_clients (id) ON DELETE CASCADE,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  -- JSON, see store/acme-server.ts.
  state       TEXT NOT NULL
) STRICT;
CREATE INDEX acme_server_orders_client ON acme_server_orders (client_id, created_at);

CREATE TABLE acme_issued (
  id             TEXT PRIMARY KEY,
  client_id      TEXT NOT NULL,
  order_id       TEXT NOT NULL UNIQUE,
  certificate_id TEXT NOT NULL UNIQUE REFERENCES certificates (id),
  -- RFC 9773.
  renewal_id     TEXT NOT NULL UNIQUE,
  -- JSON list.
  names          TEXT NOT NULL,
  -- Leaf first, PEM; JSON list of chains, the usual one first.
  chains         TEXT NOT NULL,
  issued_at      INTEGER NOT NULL,
  -- The certificate that took its place.
  replaced_by    TEXT
) STRICT;
CREATE INDEX acme_issued_client ON acme_issued (client_id, issued_at);

-- What the owner said to a client about a name.
CREATE TABLE acme_decisions (
  client_id  TEXT NOT NULL REFERENCES acme_clients (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  allowed    INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (client_id, name)
) STRICT, WITHOUT ROWID;

-- Keys by which a machine is let in without a question; the HMAC key lies in secrets.
CREATE TABLE acme_eab_keys (
  kid         TEXT PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,
  created_at  INTEGER NOT NULL,
  -- The one account that it let in.
  client_id   TEXT REFERENCES acme_clients (id) ON DELETE SET NULL
) STRICT, WITHOUT ROWID;
`
