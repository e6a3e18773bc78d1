import { randomBytes, scrypt } from 'node:crypto'
import { AppError } from '../../../shared/errors/index.ts'
import { passphraseStrength } from '../../../shared/passphrase.ts'
import { seal, unseal } from './seal.ts'
import type { Sql } from './sqlite.ts'
import { message } from '../../../shared/messages/message.ts'

/** 128 MiB and about a third of a second: OWASP's first choice for scrypt (N=2^17, r=8, p=1). */
const COST = { n: 2 ** 17, r: 8, p: 1 }
const KEY_PURPOSE = 'vestibule:1:data-key'

type SecretKind = 'authority-key' | 'device-key'

/** Opens the secrets of one call. */
export interface OpenVault {
  /** Inside the transaction that stores what the secret belongs to. */
  put(kind: SecretKind, owner: string, secret: Uint8Array): void
  get(kind: SecretKind, owner: string): Uint8Array
}

/** What `prepare` made for a first passphrase: stored by `commit` in the caller's transaction. */
interface PreparedVault {
  readonly open: OpenVault
  commit(): void
  /** After the transaction: keeps the vault unlocked. */
  keep(): void
}

export interface VaultOptions {
  readonly sql: Sql
  readonly now: () => number
  readonly lockAfterMinutes: number
  /** On the command line there is no unlocking, only the passphrase with the call. */
  readonly passphraseOnly: boolean
  /** Called after every change between locked and unlocked. */
  readonly onChange: () => void
  /** Called when a call brought the passphrase along: what waits for the key can be done now. */
  readonly onPassphrase: (open: OpenVault) => void
}

/** Authority and device keys at rest: encrypted under a data key, which is encrypted under the passphrase. */
export interface Vault {
  exists(): boolean
  locked(): boolean
  /** Milliseconds since 1970, or null while locked. */
  locksAt(): number | null
  /** @throws AppError "authority/weak-passphrase" for a first one, "authority/wrong-passphrase" for a later one. */
  prepare(passphrase: string): Promise<PreparedVault>
  /** @throws AppError "authority/wrong-passphrase", "authority/none" */
  unlock(passphrase: string): Promise<void>
  lock(): void
  /**
   * With a passphrase: opens for this call only. Without: uses the unlocked vault and puts off its locking.
   * @throws AppError "authority/locked", "authority/passphrase-required", "authority/wrong-passphrase"
   */
  open(passphrase?: string): Promise<OpenVault>
  /** The unlocked vault, or null; does not put off its locking. */
  peek(): OpenVault | null
  remove(kind: SecretKind, owner: string): void
}

interface Stored {
  readonly parameters: string
  readonly salt: Uint8Array
  readonly sealed_key: Uint8Array
}

function derive(passphrase: string, salt: Uint8Array, cost: typeof COST): Promise<Uint8Array> {
  const maxmem = 128 * cost.n * cost.r * 2
  // NFC: the same passphrase typed on another keyboard (RFC 8265 §4.2).
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, { N: cost.n, r: cost.r, p: cost.p, maxmem }, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}

export function createVault(options: VaultOptions): Vault {
  const { sql } = options
  let unlocked: Uint8Array | null = null
  let deadline = 0
  let timer: NodeJS.Timeout | null = null
  let deriving: Promise<unknown> = Promise.resolve()

  const stored = (): Stored | undefined => sql.get<Stored>('SELECT parameters, salt, sealed_key FROM vault')
  const purpose = (kind: SecretKind, owner: string): string => `vestibule:1:${kind}:${owner}`

  const opened = (key: Uint8Array): OpenVault => ({
    put(kind, owner, secret) {
      const sealed = seal(key, purpose(kind, owner), secret)
      sql.run('INSERT OR REPLACE INTO secrets (kind, owner, sealed) VALUES (?, ?, ?)', kind, owner, sealed)
    },
    get(kind, owner) {
      const row = sql.get<{ sealed: Uint8Array }>(
        'SELECT sealed FROM secrets WHERE kind = ? AND owner = ?',
        kind,
        owner,
      )
      const secret = row && unseal(key, purpose(kind, owner), row.sealed)
      if (!secret) throw new AppError('store/io', { problem: message('parts.store.sealed', { kind, owner }) })
      return secret
    },
  })

  /** One at a time: each takes 128 MiB, and guessing in parallel should not pay. */
  const dataKey = (passphrase: string): Promise<Uint8Array> => {
    const work = deriving.then(async () => {
      const row = stored()
      if (!row) throw new AppError('authority/none')
      const wrapping = await derive(passphrase, row.salt, JSON.parse(row.parameters) as typeof COST)
      const key = unseal(wrapping, KEY_PURPOSE, row.sealed_key)
      wrapping.fill(0)
      if (!key) throw new AppError('authority/wrong-passphrase')
      return key
    })
    deriving = work.catch(() => undefined)
    return work
  }

  const lock = (): void => {
    if (timer) clearTimeout(timer)
    timer = null
    if (!unlocked) return
    unlocked.fill(0)
    unlocked = null
    options.onChange()
  }

  const extend = (): void => {
    // Longer than a timer can wait would fire at once.
    const wait = Math.min(options.lockAfterMinutes * 60_000, 2 ** 31 - 1)
    deadline = options.now() + wait
    if (timer) clearTimeout(timer)
    timer = setTimeout(lock, wait)
    timer.unref()
  }

  const keep = (key: Uint8Array): void => {
    const before = unlocked
    unlocked = Uint8Array.from(key)
    before?.fill(0)
    extend()
    options.onChange()
  }

  /** The timer may come late, after the computer slept: the clock decides. */
  const current = (): Uint8Array | null => {
    if (unlocked && options.now() >= deadline) lock()
    return unlocked
  }

  return {
    exists: () => stored() !== undefined,
    locked: () => current() === null,
    locksAt: () => (current() ? deadline : null),

    async prepare(passphrase) {
      if (stored()) {
        const key = await dataKey(passphrase)
        return { open: opened(key), commit: () => undefined, keep: () => keep(key) }
      }
      if (passphraseStrength(passphrase).score === 0) throw new AppError('authority/weak-passphrase')
      const key = randomBytes(32)
      const salt = randomBytes(32)
      const wrapping = await derive(passphrase, salt, COST)
      const sealed = seal(wrapping, KEY_PURPOSE, key)
      wrapping.fill(0)
      const parameters = JSON.stringify(COST)
      return {
        open: opened(key),
        commit: () =>
          void sql.run(
            'INSERT INTO vault (id, parameters, salt, sealed_key) VALUES (1, ?, ?, ?)',
            parameters,
            salt,
            sealed,
          ),
        keep: () => keep(key),
      }
    },

    async unlock(passphrase) {
      keep(await dataKey(passphrase))
    },
    lock,

    async open(passphrase) {
      if (passphrase !== undefined) {
        const open = opened(await dataKey(passphrase))
        options.onPassphrase(open)
        return open
      }
      const key = current()
      if (!key) throw new AppError(options.passphraseOnly ? 'authority/passphrase-required' : 'authority/locked')
      extend()
      // A copy: locking wipes the original while this call may still be at work.
      return opened(Uint8Array.from(key))
    },
    peek() {
      const key = current()
      return key ? opened(Uint8Array.from(key)) : null
    },
    remove(kind, owner) {
      sql.run('DELETE FROM secrets WHERE kind = ? AND owner = ?', kind, owner)
    },
  }
}
