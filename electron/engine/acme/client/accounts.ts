import { AppError } from '../../../../shared/errors/index.ts'
import type { AcmeAccountRow, AcmeStore } from '../../store/acme.ts'
import { generateAccountKey, readAccountKey } from '../jws.ts'
import { changeKey, deactivateAccount, findAccount, registerAccount, setContact } from './account.ts'
import { createFetch, hostOf, type Fetch } from './fetch.ts'
import { openSession, type Session } from './session.ts'
import { message } from '../../../../shared/messages/message.ts'

export interface AccountDeps {
  readonly store: AcmeStore
  /** One transaction around several writes. */
  readonly transaction: <T>(work: () => T) => T
  readonly newId: () => string
  readonly version: string
  readonly now: () => number
}

export interface AccountWish {
  readonly directory: string
  readonly caPem: string | null
  readonly contact: readonly string[]
  readonly external: { readonly kid: string; readonly hmacKey: string } | null
}

/** The accounts of this house at ACME authorities. */
export interface Accounts {
  /** Finds or makes one. Nothing is told to the authority yet. @returns its id */
  ensure(wish: AccountWish): Promise<string>
  /** Registered, and with the key that counts. @throws AppError "acme/…", ProblemError */
  open(id: string, signal: AbortSignal): Promise<{ session: Session; fetch: Fetch }>
  /** The authority forgot the account: it is registered anew with the next order. */
  forgotten(id: string): void
  changeKey(id: string, signal: AbortSignal): Promise<void>
  setContact(id: string, contact: readonly string[], signal: AbortSignal): Promise<void>
  /** For ever, and forgets it here. */
  deactivate(id: string, signal: AbortSignal): Promise<void>
}

export function createAccounts(deps: AccountDeps): Accounts {
  const { store, now } = deps

  const find = (id: string): AcmeAccountRow => {
    const row = store.account(id)
    if (!row) throw new AppError('acme/account-unknown', { host: message('parts.acme.thatAuthority') })
    return row
  }

  const sessionWith = async (
    row: AcmeAccountRow,
    keyPem: string,
    signal: AbortSignal,
  ): Promise<{ session: Session; fetch: Fetch }> => {
    const fetch = createFetch({ ca: row.caPem, version: deps.version, signal })
    const session = await openSession({
      fetch,
      directoryUrl: row.directory,
      account: await readAccountKey(keyPem),
      accountUrl: row.url,
      now,
      signal,
    })
    return { session, fetch }
  }

  /** A change of the key that a kill interrupted: the authority knows which of the two counts. */
  const settleKey = async (row: AcmeAccountRow, signal: AbortSignal): Promise<string> => {
    const current = keyOf(row)
    const next = store.secret('acme-next-account-key', row.id)
    if (next === null) return current
    const { session } = await sessionWith(row, current, signal)
    const changed = (await findAccount(session, await readAccountKey(next))) !== null
    deps.transaction(() => {
      if (changed) store.saveSecret('acme-account-key', row.id, next)
      store.saveSecret('acme-next-account-key', row.id, null)
    })
    return changed ? next : current
  }

  const keyOf = (row: AcmeAccountRow): string => {
    const key = store.secret('acme-account-key', row.id)
    if (key === null) throw new AppError('acme/account-unknown', { host: hostOf(row.directory) })
    return key
  }

  const open: Accounts['open'] = async (id, signal) => {
    const row = find(id)
    const opened = await sessionWith(row, await settleKey(row, signal), signal)
    if (row.url === null) {
      const hmacKey = store.secret('acme-eab-key', id)
      const external = row.eabKid === '' || hmacKey === null ? null : { kid: row.eabKid, hmacKey }
      const url = await registerAccount(opened.session, { contact: row.contact, external })
      store.updateAccount(id, (current) => ({ ...current, url }))
    }
    return opened
  }

  return {
    async ensure({ directory, caPem, contact, external }) {
      const eabKid = external?.kid ?? ''
      const same = (row: AcmeAccountRow): boolean => row.directory === directory && row.eabKid === eabKid
      const key = await generateAccountKey()
      return deps.transaction(() => {
        const found = store.accounts().find((row) => same(row) && store.secret('acme-account-key', row.id) !== null)
        if (found) {
          store.updateAccount(found.id, (current) => ({
            ...current,
            caPem,
            contact: contact.length > 0 ? contact : current.contact,
          }))
          if (external) store.saveSecret('acme-eab-key', found.id, external.hmacKey)
          return found.id
        }
        // One whose key was lost with service.key is of no use; sites that used it get the new one.
        const lost = store.accounts().find(same)
        const id = lost?.id ?? deps.newId()
        if (lost) store.updateAccount(id, (current) => ({ ...current, caPem, contact, url: null }))
        else store.insertAccount({ id, directory, eabKid, caPem, contact, url: null, createdAt: now() })
        store.saveSecret('acme-account-key', id, key)
        store.saveSecret('acme-eab-key', id, external?.hmacKey ?? null)
        return id
      })
    },
    open,
    forgotten: (id) => store.updateAccount(id, (current) => ({ ...current, url: null })),
    async changeKey(id, signal) {
      const { session } = await open(id, signal)
      const next = await generateAccountKey()
      // Written down before the authority hears of it: a kill in between loses neither.
      deps.transaction(() => store.saveSecret('acme-next-account-key', id, next))
      await changeKey(session, await readAccountKey(next))
      deps.transaction(() => {
        store.saveSecret('acme-account-key', id, next)
        store.saveSecret('acme-next-account-key', id, null)
      })
    },
    async setContact(id, contact, signal) {
      const { session } = await open(id, signal)
      await setContact(session, contact)
      store.updateAccount(id, (current) => ({ ...current, contact }))
    },
    async deactivate(id, signal) {
      const { session } = await open(id, signal)
      await deactivateAccount(session)
      store.removeAccount(id)
    },
  }
}
