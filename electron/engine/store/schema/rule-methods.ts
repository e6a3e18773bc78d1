/**
 * Rules may be about some methods only: a path may have several rules. And requests that browsers send without a
 * certificate by design are named in the activity (shared/access/request-kind.ts).
 */
export const ruleMethods = `
CREATE TABLE site_rules_new (
  id           TEXT PRIMARY KEY,
  site_id      TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
  path         TEXT NOT NULL,
  -- JSON list; empty: every method.
  methods      TEXT NOT NULL DEFAULT '[]',
  certificate  TEXT NOT NULL CHECK (certificate IN ('required', 'optional', 'none', 'blocked')),
  lan          TEXT NOT NULL CHECK (lan IN ('any', 'exempt', 'only')),
  satisfy      TEXT NOT NULL CHECK (satisfy IN ('any', 'all')),
  -- NULL: a chain of any length.
  depth        INTEGER,
  -- JSON object of lists. No foreign keys: the rule of a removed device must go on matching nobody, not everybody.
  who          TEXT NOT NULL,
  UNIQUE (site_id, path, methods)
) STRICT;
INSERT INTO site_rules_new (id, site_id, path, certificate, lan, satisfy, depth, who)
  SELECT id, site_id, path, certificate, lan, satisfy, depth, who FROM site_rules;
DROP TABLE site_rules;
ALTER TABLE site_rules_new RENAME TO site_rules;

-- NULL: no request of such a kind.
ALTER TABLE activity ADD COLUMN request_kind TEXT;
`
