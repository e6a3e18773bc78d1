/**
 * Certificates from ACME authorities. Keys and tokens lie in `secrets` under the service key, so that renewals need no
 * passphrase. `settings` and `state` are JSON, see store/acme.ts.
 */
export const acmeClient = `
CREATE TABLE acme_accounts (
  id          TEXT PRIMARY KEY,
  directory   TEXT NOT NULL,
  -- Key identifier of an external account; '' for none.
  eab_kid     TEXT NOT NULL,
  -- What vouches for the directory's server; NULL: public authorities.
  ca_pem      TEXT,
  -- JSON list of mail addresses.
  contact     TEXT NOT NULL,
  -- Of the account at the authority; NULL until it is registered.
  url         TEXT,
  created_at  INTEGER NOT NULL,
  UNIQUE (directory, eab_kid)
) STRICT;

CREATE TABLE acme_certificates (
  site_id     TEXT PRIMARY KEY REFERENCES sites (id) ON DELETE CASCADE,
  account_id  TEXT NOT NULL REFERENCES acme_accounts (id),
  settings    TEXT NOT NULL,
  state       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`
