import type { JWK } from 'jose'
import { seal, unseal } from './seal.ts'
import type { Sql } from './sqlite.ts'

/** An account at the house's own ACME server. Times are milliseconds since 1970. */
export interface AcmeClientRow {
  readonly id: string
  readonly thumbprint: string
  readonly jwk: JWK
  readonly status: 'valid' | 'deactivated' | 'revoked'
  readonly contact: readonly string[]
  readonly eabKid: string | null
  readonly address: string
  readonly createdAt: number
  readonly lastAt: number
}

/** A problem document as it is kept and sent. */
export interface StoredProblem {
  readonly type: string
  readonly detail: string
  readonly status: number
}

export type ServerChallengeType = 'http-01' | 'tls-alpn-01' | 'dns-01'

export interface ServerChallenge {
  readonly type: ServerChallengeType
  readonly token: string
  readonly status: 'pending' | 'processing' | 'valid' | 'invalid'
  readonly validatedAt: number | null
  readonly error: StoredProblem | null
}

export interface ServerAuthorization {
  /** Without `*.`. */
  readonly name: string
  readonly wildcard: boolean
  /** `waiting`: proven, and the owner has not said yes; shown as pending. */
  readonly status: 'pending' | 'waiting' | 'valid' | 'invalid' | 'deactivated'
  readonly challenges: readonly ServerChallenge[]
}

export interface ServerOrderState {
  /** As they were asked for. */
  readonly names: readonly string[]
  /** Days of validity. */
  readonly days: number
  readonly profile: string | null
  readonly authorizations: readonly ServerAuthorization[]
  readonly replaces: string | null
  readonly error: StoredProblem | null
  /** In `acme_issued`. */
  readonly issuedId: string | null
  /** Where the last proof came from: what the owner sees. */
  readonly address: string
}

export interface ServerOrderRow {
  readonly id: string
  readonly clientId: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly state: ServerOrderState
}

export interface IssuedRow {
  readonly id: string
  readonly clientId: string
  readonly orderId: string
  readonly certificateId: string
  readonly renewalId: string
  readonly names: readonly string[]
  /** PEM. */
  readonly chains: readonly string[]
  readonly issuedAt: number
  readonly replacedBy: string | null
}

export interface EabKeyRow {
  readonly kid: string
  readonly name: string
  readonly createdAt: number
  readonly clientId: string | null
}

/** Everything that writes runs inside the caller's transaction. */
export interface AcmeServerStore {
  clients(): AcmeClientRow[]
  client(id: string): AcmeClientRow | undefined
  clientByKey(thumbprint: string): AcmeClientRow | undefined
  countClients(): number
  insertClient(row: AcmeClientRow): void
  updateClient(id: string, change: (current: AcmeClientRow) => AcmeClientRow): void
  order(id: string): ServerOrderRow | undefined
  /** Newest first. */
  orders(clientId: string, most: number): ServerOrderRow[]
  /** Those in which somebody waits for the owner. */
  waiting(): ServerOrderRow[]
  /** Those without a certificate. */
  countOpenOrders(): number
  insertOrder(row: ServerOrderRow): void
  updateOrder(id: string, change: (current: ServerOrderState) => ServerOrderState): void
  issued(id: string): IssuedRow | undefined
  issuedByRenewalId(renewalId: string): IssuedRow | undefined
  issuedByCertificate(certificateId: string): IssuedRow | undefined
  insertIssued(row: IssuedRow): void
  markReplaced(id: string, by: string): void
  /** What the owner said; undefined when the owner was not asked yet. */
  decision(clientId: string, name: string): boolean | undefined
  decide(clientId: string, name: string, allowed: boolean, at: number): void
  eabKeys(): EabKeyRow[]
  eabKey(kid: string): EabKeyRow | undefined
  /** base64url. */
  eabSecret(kid: string): string | null
  insertEabKey(row: EabKeyRow, hmacKey: string): void
  bindEabKey(kid: string, clientId: string): void
  removeEabKey(kid: string): void
  /** Forgets orders that have ended, and clients that never came to anything. */
  expire(now: number): void
}

const DAY_MS = 86_400_000
/** Accounts without a certificate are forgotten after so long. */
const IDLE_CLIENT_RETENTION_MS = 30 * DAY_MS

type Columns = Record<string, null | number | string>

export function createAcmeServerStore(sql: Sql, serviceKey: Uint8Array): AcmeServerStore {
  const readClient = (row: Columns): AcmeClientRow => ({
    id: String(row['id']),
    thumbprint: String(row['thumbprint']),
    jwk: JSON.parse(String(row['jwk'])) as JWK,
    status: row['status'] as AcmeClientRow['status'],
    contact: JSON.parse(String(row['contact'])) as string[],
    eabKid: row['eab_kid'] === null ? null : String(row['eab_kid']),
    address: String(row['address']),
    createdAt: Number(row['created_at']),
    lastAt: Number(row['last_at']),
  })
  const readOrder = (row: Columns): ServerOrderRow => ({
    id: String(row['id']),
    clientId: String(row['client_id']),
    createdAt: Number(row['created_at']),
    expiresAt: Number(row['expires_at']),
    state: JSON.parse(String(row['state'])) as ServerOrderState,
  })
  const readIssued = (row: Columns): IssuedRow => ({
    id: String(row['id']),
    clientId: String(row['client_id']),
    orderId: String(row['order_id']),
    certificateId: String(row['certificate_id']),
    renewalId: String(row['renewal_id']),
    names: JSON.parse(String(row['names'])) as string[],
    chains: JSON.parse(String(row['chains'])) as string[],
    issuedAt: Number(row['issued_at']),
    replacedBy: row['replaced_by'] === null ? null : String(row['replaced_by']),
  })
  const readEab = (row: Columns): EabKeyRow => ({
    kid: String(row['kid']),
    name: String(row['name']),
    createdAt: Number(row['created_at']),
    clientId: row['client_id'] === null ? null : String(row['client_id']),
  })
  const one = <T>(read: (row: Columns) => T, text: string, ...parameters: (string | number)[]): T | undefined => {
    const row = sql.get<Columns>(text, ...parameters)
    return row && read(row)
  }
  const order = (id: string): ServerOrderRow | undefined =>
    one(readOrder, 'SELECT * FROM acme_server_orders WHERE id = ?', id)
  const client = (id: string): AcmeClientRow | undefined =>
    one(readClient, 'SELECT * FROM acme_clients WHERE id = ?', id)
  const purpose = (kid: string): string => `vestibule:1:acme-server-eab:${kid}`

  return {
    clients: () => sql.all<Columns>('SELECT * FROM acme_clients ORDER BY created_at, id').map(readClient),
    client,
    clientByKey: (thumbprint) => one(readClient, 'SELECT * FROM acme_clients WHERE thumbprint = ?', thumbprint),
    countClients: () => sql.get<{ n: number }>('SELECT count(*) AS n FROM acme_clients')?.n ?? 0,
    insertClient(row) {
      sql.run(
        `INSERT INTO acme_clients (id, thumbprint, jwk, status, contact, eab_kid, address, created_at, last_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        row.id,
        row.thumbprint,
        JSON.stringify(row.jwk),
        row.status,
        JSON.stringify(row.contact),
        row.eabKid,
        row.address,
        row.createdAt,
        row.lastAt,
      )
    },
    updateClient(id, change) {
      const current = client(id)
      if (!current) return
      const next = change(current)
      sql.run(
        'UPDATE acme_clients SET thumbprint = ?, jwk = ?, status = ?, contact = ?, last_at = ? WHERE id = ?',
        next.thumbprint,
        JSON.stringify(next.jwk),
        next.status,
        JSON.stringify(next.contact),
        next.lastAt,
        id,
      )
    },
    order,
    orders: (clientId, most) =>
      sql
        .all<Columns>(
          'SELECT * FROM acme_server_orders WHERE client_id = ? ORDER BY created_at DESC, id LIMIT ?',
          clientId,
          most,
        )
        .map(readOrder),
    waiting: () =>
      sql
        .all<Columns>(`SELECT * FROM acme_server_orders WHERE state LIKE '%"status":"waiting"%' ORDER BY created_at`)
        .map(readOrder),
    countOpenOrders: () =>
      sql.get<{ n: number }>(`SELECT count(*) AS n FROM acme_server_orders WHERE state LIKE '%"issuedId":null%'`)?.n ??
      0,
    insertOrder(row) {
      sql.run(
        'INSERT INTO acme_server_orders (id, client_id, created_at, expires_at, state) VALUES (?, ?, ?, ?, ?)',
        row.id,
        row.clientId,
        row.createdAt,
        row.expiresAt,
        JSON.stringify(row.state),
      )
    },
    updateOrder(id, change) {
      const current = order(id)
      if (!current) return
      sql.run('UPDATE acme_server_orders SET state = ? WHERE id = ?', JSON.stringify(change(current.state)), id)
    },
    issued: (id) => one(readIssued, 'SELECT * FROM acme_issued WHERE id = ?', id),
    issuedByRenewalId: (id) => one(readIssued, 'SELECT * FROM acme_issued WHERE renewal_id = ?', id),
    issuedByCertificate: (id) => one(readIssued, 'SELECT * FROM acme_issued WHERE certificate_id = ?', id),
    insertIssued(row) {
      sql.run(
        `INSERT INTO acme_issued (id, client_id, order_id, certificate_id, renewal_id, names, chains, issued_at,
           replaced_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        row.id,
        row.clientId,
        row.orderId,
        row.certificateId,
        row.renewalId,
        JSON.stringify(row.names),
        JSON.stringify(row.chains),
        row.issuedAt,
        row.replacedBy,
      )
    },
    markReplaced(id, by) {
      sql.run('UPDATE acme_issued SET replaced_by = ? WHERE id = ?', by, id)
    },
    decision(clientId, name) {
      const row = sql.get<{ allowed: number }>(
        'SELECT allowed FROM acme_decisions WHERE client_id = ? AND name = ?',
        clientId,
        name,
      )
      return row && row.allowed === 1
    },
    decide(clientId, name, allowed, at) {
      sql.run(
        'INSERT OR REPLACE INTO acme_decisions (client_id, name, allowed, at) VALUES (?, ?, ?, ?)',
        clientId,
        name,
        allowed ? 1 : 0,
        at,
      )
    },
    eabKeys: () => sql.all<Columns>('SELECT * FROM acme_eab_keys ORDER BY created_at, kid').map(readEab),
    eabKey: (kid) => one(readEab, 'SELECT * FROM acme_eab_keys WHERE kid = ?', kid),
    eabSecret(kid) {
      const row = sql.get<{ sealed: Uint8Array }>(
        "SELECT sealed FROM secrets WHERE kind = 'acme-server-eab' AND owner = ?",
        kid,
      )
      const plain = row && unseal(serviceKey, purpose(kid), row.sealed)
      return plain ? Buffer.from(plain).toString('utf8') : null
    },
    insertEabKey(row, hmacKey) {
      sql.run(
        'INSERT INTO acme_eab_keys (kid, name, created_at, client_id) VALUES (?, ?, ?, ?)',
        row.kid,
        row.name,
        row.createdAt,
        row.clientId,
      )
      const sealed = seal(serviceKey, purpose(row.kid), Buffer.from(hmacKey))
      sql.run("INSERT INTO secrets (kind, owner, sealed) VALUES ('acme-server-eab', ?, ?)", row.kid, sealed)
    },
    bindEabKey(kid, clientId) {
      sql.run('UPDATE acme_eab_keys SET client_id = ? WHERE kid = ?', clientId, kid)
    },
    removeEabKey(kid) {
      sql.run('DELETE FROM acme_eab_keys WHERE kid = ?', kid)
      sql.run("DELETE FROM secrets WHERE kind = 'acme-server-eab' AND owner = ?", kid)
    },
    expire(now) {
      sql.run('DELETE FROM acme_server_orders WHERE expires_at < ?', now)
      sql.run(
        `DELETE FROM acme_clients WHERE last_at < ? AND eab_kid IS NULL
           AND NOT EXISTS (SELECT 1 FROM acme_issued WHERE client_id = acme_clients.id)
           AND NOT EXISTS (SELECT 1 FROM acme_decisions WHERE client_id = acme_clients.id)
           AND NOT EXISTS (SELECT 1 FROM acme_server_orders WHERE client_id = acme_clients.id)`,
        now - IDLE_CLIENT_RETENTION_MS,
      )
    },
  }
}
