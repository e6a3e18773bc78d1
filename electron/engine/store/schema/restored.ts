/**
 * What is needed to notice that a database was set back to an earlier state, and to be careful then. Times are
 * milliseconds since 1970.
 */
export const restored = `
-- Which database this is, and how many changes it has seen: the ledger beside it says the same (store/ledger.ts).
CREATE TABLE state (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  -- 128 random bits, hexadecimal.
  generation  TEXT NOT NULL,
  sequence    INTEGER NOT NULL,
  changed_at  INTEGER NOT NULL
) STRICT;

-- Certificates of this authority that are not in the table of certificates are refused when they were issued after
-- this; NULL: they are let in. 0 where every certificate of it was issued here.
ALTER TABLE authorities ADD COLUMN held_from INTEGER;

-- Such certificates that came to a door: they wait for the owner.
CREATE TABLE held_certificates (
  fingerprint   TEXT PRIMARY KEY,
  authority_id  TEXT NOT NULL REFERENCES authorities (id) ON DELETE CASCADE,
  site_id       TEXT,
  address       TEXT NOT NULL,
  first_at      INTEGER NOT NULL,
  last_at       INTEGER NOT NULL,
  der           BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Certificates that are refused by their fingerprint alone: their serial and issuer are not known (yet).
CREATE TABLE revoked_fingerprints (
  fingerprint  TEXT PRIMARY KEY,
  revoked_at   INTEGER NOT NULL,
  reason       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- 1: the owner has revoked it here; 0: it was in a list or a file that came from elsewhere.
ALTER TABLE revocations ADD COLUMN by_owner INTEGER NOT NULL DEFAULT 0;

-- SHA-256 over the other columns: a damaged row is not a wrong passphrase. NULL in a vault of an earlier version.
ALTER TABLE vault ADD COLUMN checksum BLOB;
`
