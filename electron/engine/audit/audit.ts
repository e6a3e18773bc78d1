import type { AuditEntry } from '../../../shared/contract/audit.ts'
import type { MethodName } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { currentCaller, currentPerson } from '../app/caller.ts'
import { instant, type Context } from '../app/context.ts'
import type { Engine } from '../engine.ts'
import { ALWAYS_RECORDED, AUDITED, type AuditableField } from './methods.ts'

/** Rows that wait for a disk that takes nothing; the oldest go first. */
const MAX_WAITING = 1000
/** Names of one call. */
const MAX_NAMES = 20
const MAX_NAME_LENGTH = 200

/** Who did what. */
export interface AuditLog {
  readonly methods: Pick<Engine['methods'], 'audit.list'>
  /** Carries a call out and writes down how it ended. Fails as the call does, and for no other reason. */
  watch<T>(method: MethodName, input: unknown, call: () => Promise<T>): Promise<T>
  /** Writes what a full disk could not take. Never fails. */
  readonly retry: () => void
}

type Names = Pick<Context['store'], 'devices' | 'sites' | 'authorities' | 'servers' | 'notify'>

/** The name behind an identifier; the word itself where it says nothing here. */
function nameOf(store: Names, field: AuditableField, word: string): string {
  if (field === 'device' || field === 'devices') return store.devices.select(word)[0]?.name ?? word
  if (field === 'site') return store.sites.find(word)?.name ?? word
  if (field === 'authority') return store.authorities.find(word)?.name ?? word
  if (field === 'server') return store.servers.find(word)?.name ?? word
  if (field === 'channel') return store.notify.find(word)?.settings.name ?? word
  return word
}

/** What a call is about, before it is carried out: afterwards what it removes has no name. */
function aboutOf(store: Names, method: MethodName, input: unknown): string[] {
  const fields: readonly string[] | 'read-only' = AUDITED[method]
  if (fields === 'read-only' || typeof input !== 'object' || input === null) return []
  const given: Readonly<Record<string, unknown>> = { ...input }
  if (fields.includes('*')) return Object.keys(given).filter((name) => given[name] !== undefined)
  const names = fields.flatMap((field) => {
    const value = given[field]
    const words: unknown[] = Array.isArray(value) ? value : [value]
    return words
      .filter((word) => typeof word === 'string')
      .map((word) => nameOf(store, field as AuditableField, word).slice(0, MAX_NAME_LENGTH))
  })
  return [...new Set(names)].slice(0, MAX_NAMES)
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : 'app/unexpected'
}

export function createAuditLog({ store, now, log, deps }: Pick<Context, 'store' | 'now' | 'log' | 'deps'>): AuditLog {
  let waiting: AuditEntry[] = []

  const retry = (): void => {
    if (waiting.length === 0) return
    try {
      store.audit.append(waiting)
      waiting = []
    } catch {
      // A full disk: it is tried again with the next row, and from time to time.
    }
  }

  const record = (method: MethodName, about: readonly string[], outcome: string): void => {
    if (AUDITED[method] === 'read-only' && !ALWAYS_RECORDED.has(outcome)) return
    try {
      const { via, session = null, device = null } = currentCaller()
      const browser = deps.features?.sessions?.list().find((one) => one.id === session)?.browser ?? null
      const entry = {
        at: instant(now()),
        via,
        session,
        browser,
        device,
        person: currentPerson(),
        method,
        about: [...about],
        outcome,
      }
      waiting = [...waiting, entry].slice(-MAX_WAITING)
      retry()
      // Not in the database yet: at least the log of the program says it.
      if (waiting.length > 0) log.write('warn', 'audit', `${device ?? via} ${method}: ${outcome}`)
    } catch (error) {
      log.write('error', 'audit', `${method}: ${codeOf(error)}`)
    }
  }

  const about = (method: MethodName, input: unknown): string[] => {
    try {
      return aboutOf(store, method, input)
    } catch {
      return []
    }
  }

  return {
    methods: {
      'audit.list': async ({ since, limit }) =>
        store.audit.list({ limit, ...(since === undefined ? {} : { since: Date.parse(since) }) }),
    },
    async watch(method, input, call) {
      const names = about(method, input)
      try {
        const value = await call()
        record(method, names, 'done')
        return value
      } catch (error) {
        record(method, names, codeOf(error))
        throw error
      }
    },
    retry,
  }
}
