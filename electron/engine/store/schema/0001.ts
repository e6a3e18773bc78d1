/**
 * The first schema. Times are milliseconds since 1970. `search` columns hold folded text (see store/fold.ts).
 * Serials are unique per issuer (RFC 5280 §4.1.2.2), and rows of certificates outlive their device, so that a serial
 * never comes back.
 */
export const schema0001 = `
CREATE TABLE vault (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  -- {"kdf":"scrypt","n":…,"r":…,"p":…}
  parameters  TEXT NOT NULL,
  salt        BLOB NOT NULL,
  -- The data key, sealed under the key derived from the passphrase.
  sealed_key  BLOB NOT NULL
) STRICT;

CREATE TABLE secrets (
  kind    TEXT NOT NULL,
  owner   TEXT NOT NULL,
  sealed  BLOB NOT NULL,
  PRIMARY KEY (kind, owner)
) STRICT, WITHOUT ROWID;

CREATE TABLE authorities (
  id           TEXT PRIMARY KEY,
  name         TEXT NOT NULL UNIQUE,
  kind         TEXT NOT NULL CHECK (kind IN ('own', 'trusted')),
  subject      TEXT NOT NULL,
  issuer       TEXT NOT NULL,
  key_type     TEXT NOT NULL,
  serial       TEXT NOT NULL,
  fingerprint  TEXT NOT NULL UNIQUE,
  not_before   INTEGER NOT NULL,
  not_after    INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  der          BLOB NOT NULL,
  -- 1 while a revocation is not yet in a signed list.
  crl_pending  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE devices (
  id              TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  platform        TEXT NOT NULL,
  groups          TEXT NOT NULL,
  search          TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  certificate_id  TEXT NOT NULL REFERENCES certificates (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX devices_name ON devices (name);
CREATE INDEX devices_certificate ON devices (certificate_id);

CREATE TABLE certificates (
  id            TEXT PRIMARY KEY,
  authority_id  TEXT NOT NULL REFERENCES authorities (id),
  device_id     TEXT REFERENCES devices (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  purpose       TEXT NOT NULL CHECK (purpose IN ('client', 'server')),
  serial        TEXT NOT NULL,
  fingerprint   TEXT NOT NULL UNIQUE,
  subject       TEXT NOT NULL,
  key_type      TEXT NOT NULL,
  has_key       INTEGER NOT NULL,
  not_before    INTEGER NOT NULL,
  not_after     INTEGER NOT NULL,
  issued_at     INTEGER NOT NULL,
  first_seen    INTEGER,
  last_seen     INTEGER,
  last_site     TEXT,
  der           BLOB NOT NULL,
  UNIQUE (authority_id, serial)
) STRICT;
CREATE INDEX certificates_device ON certificates (device_id);
CREATE INDEX certificates_serial ON certificates (serial);
CREATE INDEX certificates_not_after ON certificates (not_after);

CREATE TABLE revocations (
  authority_id  TEXT NOT NULL REFERENCES authorities (id),
  serial        TEXT NOT NULL,
  revoked_at    INTEGER NOT NULL,
  reason        TEXT NOT NULL,
  PRIMARY KEY (authority_id, serial)
) STRICT, WITHOUT ROWID;

CREATE TABLE crls (
  authority_id  TEXT NOT NULL REFERENCES authorities (id),
  number        INTEGER NOT NULL,
  this_update   INTEGER NOT NULL,
  next_update   INTEGER NOT NULL,
  entries       INTEGER NOT NULL,
  -- Of the newest list only.
  der           BLOB,
  PRIMARY KEY (authority_id, number)
) STRICT;

CREATE TABLE sites (
  id               TEXT PRIMARY KEY,
  name             TEXT NOT NULL UNIQUE,
  hosts            TEXT NOT NULL,
  listen           TEXT NOT NULL,
  upstream         TEXT NOT NULL,
  public_upstream  TEXT,
  mode             TEXT NOT NULL CHECK (mode IN ('required', 'pages', 'optional', 'off')),
  contact          TEXT NOT NULL,
  enabled          INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  cert_source      TEXT NOT NULL CHECK (cert_source IN ('authority', 'own')),
  -- Leaf first, then its chain.
  cert_pem         TEXT NOT NULL
) STRICT;

CREATE TABLE site_authorities (
  site_id       TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
  position      INTEGER NOT NULL,
  authority_id  TEXT NOT NULL REFERENCES authorities (id),
  PRIMARY KEY (site_id, authority_id)
) STRICT, WITHOUT ROWID;

-- Counters of one local day, so that the list of sites need not count the activity.
CREATE TABLE site_days (
  site_id   TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
  day       TEXT NOT NULL,
  visits    INTEGER NOT NULL,
  refusals  INTEGER NOT NULL,
  PRIMARY KEY (site_id, day)
) STRICT, WITHOUT ROWID;

-- No foreign keys: the lines outlive the sites and devices that they name.
CREATE TABLE activity (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  at           INTEGER NOT NULL,
  site_id      TEXT,
  site_name    TEXT,
  address      TEXT NOT NULL,
  outcome      TEXT NOT NULL,
  status       INTEGER,
  method       TEXT,
  path         TEXT,
  tls_version  TEXT,
  cipher       TEXT,
  verify_code  INTEGER,
  verify_name  TEXT,
  device_id    TEXT,
  device_name  TEXT,
  serial       TEXT,
  subject      TEXT,
  issuer       TEXT,
  reason       TEXT NOT NULL,
  probe        INTEGER NOT NULL,
  search       TEXT NOT NULL
) STRICT;
CREATE INDEX activity_site ON activity (site_id, id);
CREATE INDEX activity_device ON activity (device_id, id);
`
