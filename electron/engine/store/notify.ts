import type { Notice } from '../../../shared/contract/notice.ts'
import type { ChannelKind, NotifyPace, NotifyTopic } from '../../../shared/contract/notify.ts'
import type { Problem } from '../../../shared/transport.ts'
import { fold } from './fold.ts'
import { seal, unseal } from './seal.ts'
import type { Sql } from './sqlite.ts'

/** A service that notices are sent to, without its secrets. */
export interface ChannelRow {
  readonly id: string
  readonly settings: ChannelSettings
  readonly state: ChannelState
}

export interface ChannelSettings {
  readonly name: string
  readonly kind: ChannelKind
  /** The address without what may be a secret. */
  readonly shown: string
  readonly encrypted: boolean
  readonly on: readonly NotifyTopic[]
  readonly pace: NotifyPace
  /** PEM; null: the public authorities vouch for the server. */
  readonly ca: string | null
  /** Of mail; null for the other kinds. */
  readonly mail: { readonly server: string; readonly from: string; readonly user: string | null } | null
}

/** How sending goes. Times are milliseconds since 1970. */
export interface ChannelState {
  readonly lastSentAt: number | null
  readonly problem: Problem | null
  /** In a row. */
  readonly failures: number
  readonly nextAttemptAt: number | null
  /** Notices given up since the last one arrived. */
  readonly dropped: number
}

export const NEW_CHANNEL_STATE: ChannelState = {
  lastSentAt: null,
  problem: null,
  failures: 0,
  nextAttemptAt: null,
  dropped: 0,
}

/** Sealed under the service key: notices are sent while the vault is locked. */
export interface ChannelSecrets {
  /** Where to: the whole address, which is itself a secret at several services. */
  readonly to: string
  readonly secret: string | null
}

export interface QueuedNotice {
  readonly id: number
  readonly notice: Notice
  /** Milliseconds since 1970. */
  readonly at: number
  readonly attempts: number
}

/** Channels, and the notices that wait for them. */
export interface NotifyStore {
  /** In the order of their names. */
  channels(): ChannelRow[]
  /** By id, or by name whatever its case. */
  find(idOrName: string): ChannelRow | undefined
  insert(row: ChannelRow, secrets: ChannelSecrets, at: number): void
  update(id: string, change: (current: ChannelRow) => ChannelRow): void
  reseal(id: string, change: (current: ChannelSecrets) => ChannelSecrets): void
  /** Null when they cannot be read any more: service.key was lost. */
  secrets(id: string): ChannelSecrets | null
  /** With its secrets and what waits for it. */
  remove(id: string): void
  /** Adds a notice, and takes away the oldest ones beyond `limit`. @returns how many those were */
  enqueue(id: string, notice: Notice, at: number, limit: number): number
  /** The oldest first. */
  queue(id: string, limit: number): QueuedNotice[]
  waiting(id: string): number
  tried(ids: readonly number[]): void
  dequeue(ids: readonly number[]): void
  /** Of every channel. */
  clearQueue(): void
}

const SECRET_KIND = 'notify-channel'
const purpose = (id: string): string => `vestibule:1:${SECRET_KIND}:${id}`

interface Columns {
  id: string
  settings: string
  state: string
}

export function createNotifyStore(sql: Sql, serviceKey: Uint8Array): NotifyStore {
  const read = ({ id, settings, state }: Columns): ChannelRow => ({
    id,
    settings: JSON.parse(settings) as ChannelSettings,
    state: { ...NEW_CHANNEL_STATE, ...(JSON.parse(state) as Partial<ChannelState>) },
  })
  const byId = (id: string): ChannelRow | undefined => {
    const row = sql.get<Columns>('SELECT * FROM notify_channels WHERE id = ?', id)
    return row && read(row)
  }
  const secrets: NotifyStore['secrets'] = (id) => {
    const row = sql.get<{ sealed: Uint8Array }>(
      'SELECT sealed FROM secrets WHERE kind = ? AND owner = ?',
      SECRET_KIND,
      id,
    )
    const plain = row && unseal(serviceKey, purpose(id), row.sealed)
    return plain ? (JSON.parse(Buffer.from(plain).toString('utf8')) as ChannelSecrets) : null
  }
  const keep = (id: string, value: ChannelSecrets): void => {
    const sealed = seal(serviceKey, purpose(id), Buffer.from(JSON.stringify(value)))
    sql.run('INSERT OR REPLACE INTO secrets (kind, owner, sealed) VALUES (?, ?, ?)', SECRET_KIND, id, sealed)
  }
  const each = (text: string, ids: readonly number[]): void =>
    sql.transaction(() => {
      for (const id of ids) sql.run(text, id)
    })

  return {
    channels: () => sql.all<Columns>('SELECT * FROM notify_channels ORDER BY name_key').map(read),
    find(idOrName) {
      const row = sql.get<Columns>('SELECT * FROM notify_channels WHERE name_key = ?', fold(idOrName))
      return row ? read(row) : byId(idOrName)
    },
    insert({ id, settings, state }, value, at) {
      sql.transaction(() => {
        sql.run(
          'INSERT INTO notify_channels (id, name_key, settings, state, created_at) VALUES (?, ?, ?, ?, ?)',
          id,
          fold(settings.name),
          JSON.stringify(settings),
          JSON.stringify(state),
          at,
        )
        keep(id, value)
      })
    },
    update(id, change) {
      sql.transaction(() => {
        const current = byId(id)
        if (!current) return
        const { settings, state } = change(current)
        sql.run(
          'UPDATE notify_channels SET name_key = ?, settings = ?, state = ? WHERE id = ?',
          fold(settings.name),
          JSON.stringify(settings),
          JSON.stringify(state),
          id,
        )
      })
    },
    reseal(id, change) {
      sql.transaction(() => {
        const current = secrets(id)
        if (current) keep(id, change(current))
      })
    },
    secrets,
    remove(id) {
      sql.transaction(() => {
        sql.run('DELETE FROM notify_channels WHERE id = ?', id)
        sql.run('DELETE FROM secrets WHERE kind = ? AND owner = ?', SECRET_KIND, id)
      })
    },
    enqueue: (id, notice, at, limit) =>
      sql.transaction(() => {
        sql.run('INSERT INTO notify_queue (channel_id, notice, at) VALUES (?, ?, ?)', id, JSON.stringify(notice), at)
        return sql.run(
          `DELETE FROM notify_queue WHERE channel_id = ?1 AND id NOT IN
             (SELECT id FROM notify_queue WHERE channel_id = ?1 ORDER BY id DESC LIMIT ?2)`,
          id,
          limit,
        )
      }),
    queue: (id, limit) =>
      sql
        .all<{ id: number; notice: string; at: number; attempts: number }>(
          'SELECT id, notice, at, attempts FROM notify_queue WHERE channel_id = ? ORDER BY id LIMIT ?',
          id,
          limit,
        )
        .map((row) => ({ ...row, notice: JSON.parse(row.notice) as Notice })),
    waiting: (id) => sql.get<{ n: number }>('SELECT count(*) AS n FROM notify_queue WHERE channel_id = ?', id)?.n ?? 0,
    tried: (ids) => each('UPDATE notify_queue SET attempts = attempts + 1 WHERE id = ?', ids),
    dequeue: (ids) => each('DELETE FROM notify_queue WHERE id = ?', ids),
    clearQueue: () => void sql.run('DELETE FROM notify_queue'),
  }
}
