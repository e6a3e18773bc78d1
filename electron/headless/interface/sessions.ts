import { randomBytes } from 'node:crypto'
import type { Session } from '../../../shared/contract/session.ts'
import type { ManagingDevice } from '../../engine/deps.ts'
import { sameSecret } from '../../engine/app/secret.ts'

/** Without an open tab a session ends after so long. */
const IDLE_TIMEOUT_MS = 12 * 3_600_000
/** However much it is used. */
const MAX_AGE_MS = 30 * 86_400_000
/** The time that a page has from the redirect until it has shown its claim. */
const CLAIM_TIMEOUT_MS = 60_000
/** With one more, the one that was used longest ago ends. */
const MAX_SESSIONS = 32
/** How often it is looked for sessions that are over. */
const CHECK_INTERVAL_MS = 30_000

/** What the browser gets when it is let in. */
export interface Entered {
  /** Value of the cookie. */
  readonly cookie: string
  /** Shown once by the page, which gets the session's token for it. */
  readonly claim: string
}

/** A session as the server holds it. */
export interface HeldSession {
  readonly id: string
  /** The device that it belongs to; null for one that began on this computer. */
  readonly device: ManagingDevice | null
  /** One time: the token that the page keeps and shows whenever it connects. Null for a wrong, used or late claim. */
  claim(claim: string): string | null
  /** Whether a page holds the token. */
  prove(token: string): boolean
  /** An open tab keeps the session; `close` is called when it ends. @returns what forgets the tab */
  attach(close: () => void): () => void
}

/**
 * Who may use the interface in a browser. Nothing of it is written anywhere: with the program every session ends.
 *
 * A session has two secrets. The cookie comes back by itself, but goes to every port of this address, so that any program
 * that listens on one may collect it. The token lies in the storage of exactly our origin and is sent by our page alone.
 * Only both together open anything.
 */
export interface Sessions {
  /** A new one-time token for an address; one from before is good for nothing any more. */
  entrance(): string
  /** Whether this is the token of the current address; does not use it up. */
  isEntrance(token: string): boolean
  /**
   * Uses the address up and begins a session; null when the token is wrong or was used.
   * @param before of the same browser: it goes on, and its open tabs with it
   */
  enter(token: string, browser: string | null, before: HeldSession | null): Entered | null
  /**
   * Begins the session of a device, or goes on with the one that it has: one for each certificate, whichever browser it is
   * in. It never outlives the certificate, which every request proves anew: there is neither claim nor token.
   * @returns the value of the cookie
   */
  enterAs(device: ManagingDevice, browser: string | null): string
  /** Ends the sessions of devices that are not among those any more. */
  recheck(stillMay: (device: ManagingDevice) => boolean): void
  byCookie(cookie: string): HeldSession | null
  list(): Session[]
  /** @returns whether there was one */
  end(id: string): boolean
  /** @returns how many there were */
  endAll(): number
  close(): void
}

interface Row {
  readonly id: string
  readonly cookie: string
  readonly token: string
  readonly browser: string | null
  readonly device: ManagingDevice | null
  /** When it was entered by an address last. */
  enteredAt: number
  lastUsedAt: number
  /** Null: used. */
  claim: { readonly value: string; readonly until: number } | null
  readonly tabs: Set<() => void>
}

const secret = (): string => randomBytes(32).toString('base64url')

export interface SessionsOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The current address was used, or another one has taken its place. */
  readonly onEntranceOver?: () => void
}

export function createSessions({ now, onEntranceOver = () => undefined }: SessionsOptions): Sessions {
  let entrance: string | null = null
  const rows = new Map<string, Row>()

  const expiryOf = (row: Row): number =>
    Math.min(
      row.enteredAt + MAX_AGE_MS,
      row.device?.notAfter ?? Infinity,
      row.tabs.size > 0 ? Infinity : row.lastUsedAt + IDLE_TIMEOUT_MS,
    )

  const end = (id: string): boolean => {
    const row = rows.get(id)
    if (!row) return false
    rows.delete(id)
    for (const close of row.tabs) close()
    return true
  }
  const endExpired = (): void => {
    for (const row of rows.values()) if (now() >= expiryOf(row)) end(row.id)
  }
  const timer = setInterval(endExpired, CHECK_INTERVAL_MS)
  timer.unref()

  const begin = (browser: string | null, device: ManagingDevice | null = null): Row => {
    const longestUnused = [...rows.values()].toSorted((one, other) => one.lastUsedAt - other.lastUsedAt)
    for (const row of longestUnused.slice(0, Math.max(0, rows.size - MAX_SESSIONS + 1))) end(row.id)
    const id = randomBytes(9).toString('base64url')
    const [cookie, token] = [secret(), secret()]
    const times = { enteredAt: now(), lastUsedAt: now() }
    const row: Row = { id, cookie, token, browser, device, ...times, claim: null, tabs: new Set() }
    rows.set(id, row)
    return row
  }

  const hold = (row: Row): HeldSession => ({
    id: row.id,
    device: row.device,
    claim(given) {
      const { claim } = row
      if (claim === null || !sameSecret(given, claim.value)) return null
      row.claim = null
      return rows.has(row.id) && now() <= claim.until ? row.token : null
    },
    prove: (token) => rows.has(row.id) && sameSecret(token, row.token),
    attach(close) {
      row.tabs.add(close)
      row.lastUsedAt = now()
      return () => {
        row.tabs.delete(close)
        row.lastUsedAt = now()
      }
    },
  })

  return {
    entrance() {
      if (entrance !== null) onEntranceOver()
      entrance = secret()
      return entrance
    },
    isEntrance: (token) => entrance !== null && sameSecret(token, entrance),
    enter(token, browser, before) {
      if (entrance === null || !sameSecret(token, entrance)) return null
      entrance = null
      onEntranceOver()
      endExpired()
      const row = rows.get(before?.id ?? '') ?? begin(browser)
      row.enteredAt = row.lastUsedAt = now()
      const claim = secret()
      row.claim = { value: claim, until: now() + CLAIM_TIMEOUT_MS }
      return { cookie: row.cookie, claim }
    },
    enterAs(device, browser) {
      endExpired()
      const own = [...rows.values()].find((row) => row.device?.fingerprint === device.fingerprint)
      const row = own ?? begin(browser, device)
      row.enteredAt = row.lastUsedAt = now()
      return row.cookie
    },
    recheck(stillMay) {
      for (const { id, device } of rows.values()) if (device && !stillMay(device)) end(id)
    },
    byCookie(cookie) {
      endExpired()
      const row = [...rows.values()].find((one) => sameSecret(cookie, one.cookie))
      if (!row) return null
      row.lastUsedAt = now()
      return hold(row)
    },
    list() {
      endExpired()
      const instant = (at: number): string => new Date(at).toISOString()
      return [...rows.values()].toReversed().map((row) => ({
        id: row.id,
        browser: row.browser,
        device: row.device?.name ?? null,
        enteredAt: instant(row.enteredAt),
        lastUsedAt: instant(row.tabs.size > 0 ? now() : row.lastUsedAt),
        endsAt: instant(Math.min(row.enteredAt + MAX_AGE_MS, now() + IDLE_TIMEOUT_MS, expiryOf(row))),
        open: row.tabs.size,
        current: false,
      }))
    },
    end,
    endAll() {
      const ids = [...rows.keys()]
      for (const id of ids) end(id)
      return ids.length
    },
    close() {
      clearInterval(timer)
      for (const id of rows.keys()) end(id)
    },
  }
}
