import { createPrivateKey, createSecretKey, randomBytes, scrypt, type KeyObject } from 'node:crypto'
import { AppError } from '../../../shared/errors/index.ts'
import type { PassphraseAttempts } from '../app/passphrase-attempts.ts'
import { collectGarbage } from './collect-garbage.ts'
import { seal, unseal } from './seal.ts'
import { createQueue } from '../app/queue.ts'
import { isDiskError } from './overdue.ts'
import type { PersonRow, PersonStore } from './persons.ts'
import { isWholeVault, type SecretStore, type VaultRow } from './secrets.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

/** Parameters of scrypt (RFC 7914 §2). Each vault keeps those that it was sealed with. */
export interface PassphraseCost {
  readonly n: number
  readonly r: number
  readonly p: number
}

/** 128 MiB and about a third of a second: OWASP's first choice for scrypt (N=2^17, r=8, p=1). */
const COST: PassphraseCost = { n: 2 ** 17, r: 8, p: 1 }
const KEY_PURPOSE = 'vestibule:1:data-key'
/** What the audit log calls whoever has the passphrase that the vault was made with. */
export const OWNER = 'owner'
/** A wrong passphrase is tried with each of them. */
const MAX_PERSONS = 16

const personPurpose = (id: string): string => `${KEY_PURPOSE}:person:${id}`

type SecretKind = 'authority-key' | 'device-key'

const WHAT: Readonly<Record<SecretKind, Message>> = {
  'authority-key': message('parts.store.authorityKey'),
  'device-key': message('parts.store.deviceKey'),
}

/** The data key, and whose passphrase gave it; null: the owner's. */
interface Unwrapped {
  readonly key: KeyObject
  readonly person: PersonRow | null
}

/** Opens the secrets of one call. */
export interface OpenVault {
  /** Inside the transaction that stores what the secret belongs to. */
  put(kind: SecretKind, owner: string, secret: Uint8Array): void
  /** PKCS#8 DER. Whoever asks for it wipes it (`fill(0)`) when it is no longer needed. */
  get(kind: SecretKind, owner: string): Uint8Array
  /** The same as a key that is used where it is: no copy of it stays in the JavaScript heap. */
  key(kind: SecretKind, owner: string): KeyObject
}

/** What `prepare` made for a first passphrase: stored by `commit` in the caller's transaction. */
export interface PreparedVault {
  readonly open: OpenVault
  commit(): void
  /** After the transaction: keeps the vault unlocked. */
  keep(): void
}

export interface VaultOptions {
  readonly secrets: SecretStore
  readonly persons: PersonStore
  /** Told whose passphrase opened it. */
  readonly onPerson: (name: string) => void
  readonly now: () => number
  readonly lockAfterMinutes: number
  /** Of a passphrase that is set. Default: COST. */
  readonly cost?: PassphraseCost
  /** On the command line there is no unlocking, only the passphrase with the call. */
  readonly passphraseOnly: boolean
  /** False for a caller who brings the passphrase each time, also while the vault is unlocked. */
  readonly sharesUnlocked: () => boolean
  /** Judges a first passphrase. @throws AppError "authority/weak-passphrase" */
  readonly requireStrong: (passphrase: string) => Promise<void>
  /** Slows down whoever guesses. */
  readonly attempts: PassphraseAttempts
  /** Called after every change between locked and unlocked. */
  readonly onChange: () => void
  /** Called when a call brought the passphrase along: what waits for the key can be done now. */
  readonly onPassphrase: (open: OpenVault) => void
}

/**
 * Authority and device keys at rest: encrypted under a data key, which is encrypted under the passphrase. While unlocked
 * the data key is one KeyObject: OpenSSL holds its bytes, outside the JavaScript heap, and wipes them when it is gone.
 */
export interface Vault {
  exists(): boolean
  locked(): boolean
  /** Milliseconds since 1970, or null while locked. */
  locksAt(): number | null
  /**
   * Opens the vault for `work`, or makes one with this passphrase; nobody else makes one before `work` has ended.
   * @throws AppError "authority/weak-passphrase" for a first one, "authority/wrong-passphrase" for a later one.
   */
  prepare<T>(passphrase: string, work: (prepared: PreparedVault) => Promise<T>): Promise<T>
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
  /**
   * Seals the data key under the passphrase of one more person.
   * @param passphrase the owner's @throws AppError person/…, "authority/weak-passphrase", "authority/wrong-passphrase"
   */
  addPerson(
    person: { readonly id: string; readonly name: string; readonly at: number },
    passphrase: string,
    next: string,
  ): Promise<void>
  /** That passphrase opens nothing any more; what it has unlocked is locked. */
  removePerson(id: string): void
  /**
   * Seals the data key under another passphrase of whoever gives the one of before: nothing else is sealed again, and what is at work goes on. Backups of
   * before open with the passphrase of before.
   * @throws AppError "authority/weak-passphrase", "authority/wrong-passphrase", "authority/none"
   */
  changePassphrase(passphrase: string, next: string): Promise<void>
}

/** The key that encrypts the data key. */
function derive(passphrase: string, salt: Uint8Array, cost: PassphraseCost): Promise<KeyObject> {
  const maxmem = 128 * cost.n * cost.r * 2
  // NFC: the same passphrase typed on another keyboard (RFC 8265 §4.2).
  const bytes = Buffer.from(passphrase.normalize('NFC'))
  return new Promise((resolve, reject) => {
    scrypt(bytes, salt, 32, { N: cost.n, r: cost.r, p: cost.p, maxmem }, (error, key) => {
      bytes.fill(0)
      if (error) reject(error)
      else resolve(takeKey(key))
    })
  })
}

/** A key of these bytes, which are wiped. */
function takeKey(bytes: Uint8Array): KeyObject {
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return key
}

export function createVault(options: VaultOptions): Vault {
  const { secrets, persons, cost = COST } = options
  let unlocked: KeyObject | null = null
  /** Id of the person who unlocked it; null: the owner. */
  let unlockedBy: string | null = null
  let deadline = 0
  let timer: NodeJS.Timeout | null = null
  let deriving: Promise<unknown> = Promise.resolve()
  const settingUp = createQueue()

  const purpose = (kind: SecretKind, owner: string): string => `vestibule:1:${kind}:${owner}`

  /** A vault that was replaced since by that of a backup has another key: nothing must be sealed under this one then. */
  const opened = (key: KeyObject, sealedKey = secrets.vault()?.sealed_key): OpenVault => {
    const check = (): void => {
      if (!secrets.isCurrentKey(sealedKey)) throw new AppError('authority/locked')
    }
    const get = (kind: SecretKind, owner: string): Uint8Array => {
      check()
      const sealed = secrets.find(kind, owner)
      const secret = sealed && unseal(key, purpose(kind, owner), sealed)
      if (!secret) throw new AppError('store/secret-damaged', { what: WHAT[kind] })
      return secret
    }
    return {
      put(kind, owner, secret) {
        check()
        secrets.put(kind, owner, seal(key, purpose(kind, owner), secret))
      },
      get,
      key(kind, owner) {
        const pkcs8 = get(kind, owner)
        try {
          return createPrivateKey({ key: pkcs8 as Buffer, format: 'der', type: 'pkcs8' })
        } finally {
          pkcs8.fill(0)
        }
      },
    }
  }

  const markWhole = (): void => {
    try {
      secrets.markWhole()
    } catch (error) {
      // A full disk keeps nobody from opening it.
      if (!isDiskError(error)) throw error
    }
  }

  /** Null for another passphrase. */
  const unsealed = async (
    passphrase: string,
    { salt, parameters, sealed_key }: Pick<VaultRow, 'salt' | 'parameters' | 'sealed_key'>,
    sealPurpose: string,
  ): Promise<KeyObject | null> => {
    const wrapping = await derive(passphrase, salt, JSON.parse(parameters) as PassphraseCost)
    const key = unseal(wrapping, sealPurpose, sealed_key)
    return key && takeKey(key)
  }

  /** One at a time: each takes 128 MiB, and guessing in parallel should not pay. */
  const unwrap = (passphrase: string): Promise<Unwrapped> => {
    const work = deriving.then(async (): Promise<Unwrapped> => {
      const row = secrets.vault()
      if (!row) throw new AppError('authority/none')
      // Told apart from a wrong passphrase: nobody would find out otherwise why the right one does not open it.
      if (!isWholeVault(row)) throw new AppError('store/vault-damaged')
      const key = await unsealed(passphrase, row, KEY_PURPOSE)
      if (key) {
        if (row.checksum === null) markWhole()
        return { key, person: null }
      }
      // One after the other, each with a salt of its own: a guess takes the longer, and counts once.
      for (const person of persons.list()) {
        const own = isWholeVault(person) ? await unsealed(passphrase, person, personPurpose(person.id)) : null
        // Not for who was removed while it was tried.
        if (own && persons.list().some(({ id }) => id === person.id)) return { key: own, person }
      }
      throw new AppError('authority/wrong-passphrase')
    })
    // Not `catch`: the queue would keep the key.
    deriving = work.then(
      () => undefined,
      () => undefined,
    )
    return work
  }
  const unwrapped = async (passphrase: string): Promise<Unwrapped> => {
    const found = await options.attempts.run(() => unwrap(passphrase))
    options.onPerson(found.person?.name ?? OWNER)
    return found
  }
  const dataKey = async (passphrase: string): Promise<KeyObject> => (await unwrapped(passphrase)).key

  const lock = (): void => {
    if (timer) clearTimeout(timer)
    timer = null
    if (!unlocked) return
    unlocked = null
    unlockedBy = null
    // OpenSSL wipes a key when its object is collected: now, not when memory runs short.
    collectGarbage()
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

  const keep = (key: KeyObject, person: PersonRow | null): void => {
    unlocked = key
    unlockedBy = person?.id ?? null
    extend()
    options.onChange()
  }

  /** The timer may come late, after the computer slept: the clock decides. */
  const current = (): KeyObject | null => {
    if (unlocked && options.now() >= deadline) lock()
    return unlocked
  }

  const existing = async (passphrase: string): Promise<PreparedVault> => {
    const { key, person } = await unwrapped(passphrase)
    return { open: opened(key), commit: () => undefined, keep: () => keep(key, person) }
  }

  /** The data key under a new passphrase, with a salt of its own. */
  const wrap = async (
    passphrase: string,
    key: KeyObject,
    sealPurpose = KEY_PURPOSE,
  ): Promise<Omit<VaultRow, 'checksum'>> => {
    const salt = randomBytes(32)
    const wrapping = await derive(passphrase, salt, cost)
    const bytes = key.export()
    try {
      return { parameters: JSON.stringify(cost), salt, sealed_key: seal(wrapping, sealPurpose, bytes) }
    } finally {
      bytes.fill(0)
    }
  }

  const fresh = async (passphrase: string): Promise<PreparedVault> => {
    await options.requireStrong(passphrase)
    const key = takeKey(randomBytes(32))
    const row = await wrap(passphrase, key)
    return { open: opened(key, row.sealed_key), commit: () => secrets.insertVault(row), keep: () => keep(key, null) }
  }

  /** Whose passphrase it is must be clear. @param but whose it may be @throws AppError person/passphrase-taken */
  const assertNobodys = async (passphrase: string, but?: Unwrapped['person']): Promise<void> => {
    const found = await unwrap(passphrase).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'authority/wrong-passphrase') return undefined
      throw error
    })
    const same = found && but !== undefined && found.person?.id === but?.id
    if (found && !same) throw new AppError('person/passphrase-taken')
  }

  return {
    exists: () => secrets.vault() !== undefined,
    locked: () => current() === null,
    locksAt: () => (current() ? deadline : null),

    async prepare(passphrase, work) {
      if (secrets.vault()) return work(await existing(passphrase))
      return settingUp.run(async () => work(secrets.vault() ? await existing(passphrase) : await fresh(passphrase)))
    },

    async unlock(passphrase) {
      const { key, person } = await unwrapped(passphrase)
      keep(key, person)
    },
    lock,

    async open(passphrase) {
      if (passphrase !== undefined) {
        const open = opened(await dataKey(passphrase))
        options.onPassphrase(open)
        return open
      }
      if (!options.sharesUnlocked()) throw new AppError('session/passphrase-each-time')
      const key = current()
      if (!key) throw new AppError(options.passphraseOnly ? 'authority/passphrase-required' : 'authority/locked')
      extend()
      // A call that is at work while it is locked ends with the key that it began with.
      return opened(key)
    },
    peek() {
      const key = current()
      return key ? opened(key) : null
    },
    remove: (kind, owner) => secrets.remove(kind, owner),

    // One after the other: two must not get one passphrase.
    addPerson: ({ id, name, at }, passphrase, next) =>
      settingUp.run(async () => {
        const before = secrets.vault()
        if (!before) throw new AppError('authority/none')
        const { key, person } = await unwrapped(passphrase)
        if (person) throw new AppError('person/owner-only')
        await options.requireStrong(next)
        await assertNobodys(next)
        const row = await wrap(next, key, personPurpose(id))
        if (persons.list().length >= MAX_PERSONS) throw new AppError('person/too-many', { count: MAX_PERSONS })
        // Replaced by that of a backup meanwhile: that vault has another key.
        if (!secrets.isCurrentKey(before.sealed_key)) throw new AppError('authority/wrong-passphrase')
        persons.insert({ id, name, created_at: at }, row)
      }),
    removePerson(id) {
      persons.remove(id)
      if (unlockedBy === id) lock()
    },

    changePassphrase: (passphrase, next) =>
      settingUp.run(async () => {
        const before = secrets.vault()
        if (!before) throw new AppError('authority/none')
        const { key, person } = await unwrapped(passphrase)
        await options.requireStrong(next)
        await assertNobodys(next, person)
        const row = await wrap(next, key, person ? personPurpose(person.id) : KEY_PURPOSE)
        if (person) {
          if (!persons.reseal(person.id, person.sealed_key, row)) throw new AppError('authority/wrong-passphrase')
          return
        }
        // It was changed, or replaced by that of a backup, meanwhile: the passphrase that was given is not this one's any more.
        if (!secrets.replaceVault(before, row)) throw new AppError('authority/wrong-passphrase')
      }),
  }
}
