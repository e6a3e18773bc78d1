/** Access rules, observe mode and requests to renew. Times are milliseconds since 1970. */
export const schema0002 = `
ALTER TABLE sites ADD COLUMN ignore_case INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sites ADD COLUMN observe INTEGER NOT NULL DEFAULT 0;

CREATE TABLE site_rules (
  id           TEXT PRIMARY KEY,
  site_id      TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
  path         TEXT NOT NULL,
  certificate  TEXT NOT NULL CHECK (certificate IN ('required', 'optional', 'none', 'blocked')),
  lan          TEXT NOT NULL CHECK (lan IN ('any', 'exempt', 'only')),
  satisfy      TEXT NOT NULL CHECK (satisfy IN ('any', 'all')),
  -- NULL: a chain of any length.
  depth        INTEGER,
  -- JSON object of lists. No foreign keys: the rule of a removed device must go on matching nobody, not everybody.
  who          TEXT NOT NULL,
  UNIQUE (site_id, path)
) STRICT;

-- What would have been the outcome at a site that only observes; NULL where nothing else would have happened.
ALTER TABLE activity ADD COLUMN observed TEXT;

-- One for each certificate whose holder has asked; it ends when the device has a new one, or when it is dismissed.
CREATE TABLE renewal_requests (
  fingerprint  TEXT PRIMARY KEY,
  site_id      TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
  device_id    TEXT REFERENCES devices (id) ON DELETE CASCADE,
  address      TEXT NOT NULL,
  serial       TEXT NOT NULL,
  subject      TEXT NOT NULL,
  not_after    INTEGER NOT NULL,
  first_at     INTEGER NOT NULL,
  last_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
