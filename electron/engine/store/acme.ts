import type { Failure } from '../../../shared/transport.ts'
import { seal, unseal } from './seal.ts'
import type { Sql } from './sqlite.ts'

/** What is kept for ACME under the service key: owned by an account, or by a site. */
export type AcmeSecret =
  /** PKCS#8, PEM. Owned by the account. */
  | 'acme-account-key'
  /** The key that an account is about to have: while it is there, a change is under way. */
  | 'acme-next-account-key'
  /** HMAC key of an external account, base64url. Until the account is registered. */
  | 'acme-eab-key'
  /** Of the certificate that is being ordered: PKCS#8, PEM. Owned by the site. */
  | 'acme-order-key'
  /** Settings of the DNS service with their token, JSON. Owned by the site. */
  | 'acme-dns'
  /** Of the directory's own server: PKCS#8, PEM. Owned by `directory`. */
  | 'acme-server-key'
  /** Of the intermediate that the house's own ACME server signs with: PKCS#8 DER, base64. Owned by its authority. */
  | 'acme-ca-key'

/** Secrets that end with their site. */
export const SITE_ACME_SECRETS: readonly AcmeSecret[] = ['acme-order-key', 'acme-dns']

/** An account at an ACME authority. */
export interface AcmeAccountRow {
  readonly id: string
  /** Address of the directory. */
  readonly directory: string
  /** Empty for none. */
  readonly eabKid: string
  readonly caPem: string | null
  readonly contact: readonly string[]
  readonly url: string | null
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** How a site's certificate is ordered. */
export interface AcmeSettings {
  readonly challenge: 'http-01' | 'tls-alpn-01' | 'dns-01'
  /** For dns-01. */
  readonly dns: string | null
  readonly profile: string | null
  /** Null: the host names of the site. */
  readonly names: readonly string[] | null
}

/** An order under way, without its key. */
export interface AcmeOrderRow {
  readonly names: readonly string[]
  readonly profile: string | null
  readonly replaces: string | null
  readonly url: string | null
  readonly certificatePem: string | null
}

export interface AcmeFailure {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly failure: Failure
  /** The authority's own words, where it said some. */
  readonly type: string | null
  readonly detail: string | null
}

/** How it stands. Times are milliseconds since 1970. */
export interface AcmeState {
  readonly order: AcmeOrderRow | null
  /** TXT records that may be there. */
  readonly records: readonly { readonly name: string; readonly value: string }[]
  /** In a row. */
  readonly failures: number
  /** Not before, by our own back-off; null: now. */
  readonly nextAttemptAt: number | null
  /** Not before, by the authority's wish, whatever the owner asks for. */
  readonly waitUntil: number | null
  readonly lastFailure: AcmeFailure | null
  /** Fingerprint of the certificate in force that came from this authority; null before the first. */
  readonly issued: string | null
  readonly issuedAt: number | null
  /** When the authority wants it renewed (RFC 9773); null: it does not tell. */
  readonly renewAt: number | null
  readonly askAgainAt: number | null
  readonly explanationUrl: string | null
}

export const NEW_ACME_STATE: AcmeState = {
  order: null,
  records: [],
  failures: 0,
  nextAttemptAt: null,
  waitUntil: null,
  lastFailure: null,
  issued: null,
  issuedAt: null,
  renewAt: null,
  askAgainAt: null,
  explanationUrl: null,
}

export interface AcmeCertificateRow {
  readonly siteId: string
  readonly accountId: string
  readonly settings: AcmeSettings
  readonly state: AcmeState
}

/** Accounts, orders and their secrets. Everything that writes runs inside the caller's transaction or in one of its own. */
export interface AcmeStore {
  accounts(): AcmeAccountRow[]
  account(id: string): AcmeAccountRow | undefined
  insertAccount(row: AcmeAccountRow): void
  updateAccount(id: string, change: (current: AcmeAccountRow) => AcmeAccountRow): void
  /** With its secrets. */
  removeAccount(id: string): void
  certificates(): AcmeCertificateRow[]
  certificate(siteId: string): AcmeCertificateRow | undefined
  /** Writes what `change` makes of the row as it is now; of undefined where there is none. */
  updateCertificate(
    siteId: string,
    change: (current: AcmeCertificateRow | undefined) => Omit<AcmeCertificateRow, 'siteId'>,
  ): void
  /** Changes what is there now; nothing where the site is gone or has another certificate by now. */
  updateState(siteId: string, change: (current: AcmeState) => AcmeState): void
  /** With its secrets. */
  removeCertificate(siteId: string): void
  secret(kind: AcmeSecret, owner: string): string | null
  /** Null removes it. */
  saveSecret(kind: AcmeSecret, owner: string, text: string | null): void
}

interface AccountColumns {
  id: string
  directory: string
  eab_kid: string
  ca_pem: string | null
  contact: string
  url: string | null
  created_at: number
}

interface CertificateColumns {
  site_id: string
  account_id: string
  settings: string
  state: string
}

export function createAcmeStore(sql: Sql, serviceKey: Uint8Array): AcmeStore {
  const readAccount = (row: AccountColumns): AcmeAccountRow => ({
    id: row.id,
    directory: row.directory,
    eabKid: row.eab_kid,
    caPem: row.ca_pem,
    contact: JSON.parse(row.contact) as string[],
    url: row.url,
    createdAt: row.created_at,
  })
  const readCertificate = (row: CertificateColumns): AcmeCertificateRow => ({
    siteId: row.site_id,
    accountId: row.account_id,
    settings: JSON.parse(row.settings) as AcmeSettings,
    state: { ...NEW_ACME_STATE, ...(JSON.parse(row.state) as Partial<AcmeState>) },
  })
  const account: AcmeStore['account'] = (id) => {
    const row = sql.get<AccountColumns>('SELECT * FROM acme_accounts WHERE id = ?', id)
    return row && readAccount(row)
  }
  const certificate: AcmeStore['certificate'] = (siteId) => {
    const row = sql.get<CertificateColumns>('SELECT * FROM acme_certificates WHERE site_id = ?', siteId)
    return row && readCertificate(row)
  }
  const purpose = (kind: AcmeSecret, owner: string): string => `vestibule:1:${kind}:${owner}`
  const saveSecret: AcmeStore['saveSecret'] = (kind, owner, text) => {
    if (text === null) sql.run('DELETE FROM secrets WHERE kind = ? AND owner = ?', kind, owner)
    else {
      const sealed = seal(serviceKey, purpose(kind, owner), Buffer.from(text))
      sql.run('INSERT OR REPLACE INTO secrets (kind, owner, sealed) VALUES (?, ?, ?)', kind, owner, sealed)
    }
  }

  return {
    accounts: () => sql.all<AccountColumns>('SELECT * FROM acme_accounts ORDER BY created_at, id').map(readAccount),
    account,
    insertAccount(row) {
      sql.run(
        `INSERT INTO acme_accounts (id, directory, eab_kid, ca_pem, contact, url, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        row.id,
        row.directory,
        row.eabKid,
        row.caPem,
        JSON.stringify(row.contact),
        row.url,
        row.createdAt,
      )
    },
    updateAccount(id, change) {
      sql.transaction(() => {
        const current = account(id)
        if (!current) return
        const next = change(current)
        sql.run(
          'UPDATE acme_accounts SET ca_pem = ?, contact = ?, url = ? WHERE id = ?',
          next.caPem,
          JSON.stringify(next.contact),
          next.url,
          id,
        )
      })
    },
    removeAccount(id) {
      sql.transaction(() => {
        sql.run('DELETE FROM acme_accounts WHERE id = ?', id)
        for (const kind of ['acme-account-key', 'acme-next-account-key', 'acme-eab-key'] as const) {
          saveSecret(kind, id, null)
        }
      })
    },
    certificates: () =>
      sql.all<CertificateColumns>('SELECT * FROM acme_certificates ORDER BY site_id').map(readCertificate),
    certificate,
    updateCertificate(siteId, change) {
      sql.transaction(() => {
        const row = change(certificate(siteId))
        sql.run(
          `INSERT INTO acme_certificates (site_id, account_id, settings, state) VALUES (?1, ?2, ?3, ?4)
           ON CONFLICT (site_id) DO UPDATE SET account_id = ?2, settings = ?3, state = ?4`,
          siteId,
          row.accountId,
          JSON.stringify(row.settings),
          JSON.stringify(row.state),
        )
      })
    },
    updateState(siteId, change) {
      sql.transaction(() => {
        const current = certificate(siteId)
        if (!current) return
        const state = JSON.stringify(change(current.state))
        sql.run('UPDATE acme_certificates SET state = ? WHERE site_id = ?', state, siteId)
      })
    },
    removeCertificate(siteId) {
      sql.transaction(() => {
        sql.run('DELETE FROM acme_certificates WHERE site_id = ?', siteId)
        for (const kind of SITE_ACME_SECRETS) saveSecret(kind, siteId, null)
      })
    },
    secret(kind, owner) {
      const row = sql.get<{ sealed: Uint8Array }>(
        'SELECT sealed FROM secrets WHERE kind = ? AND owner = ?',
        kind,
        owner,
      )
      const plain = row && unseal(serviceKey, purpose(kind, owner), row.sealed)
      return plain ? Buffer.from(plain).toString('utf8') : null
    },
    saveSecret,
  }
}
