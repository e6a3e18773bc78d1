import { z } from 'zod'
import { AppError } from '../../../../shared/errors/index.ts'
import { signExternalBinding, signRequest, type AccountKey } from '../jws.ts'
import { ProblemError } from '../problem.ts'
import { HttpsUrl, readJson } from './json.ts'
import type { Session } from './session.ts'
import { message } from '../../../../shared/messages/message.ts'

/** A key that the owner got from the authority for an account there (RFC 8555 §7.3.4). */
export interface ExternalAccount {
  readonly kid: string
  /** base64url. */
  readonly hmacKey: string
}

const Account = z.object({ status: z.string().max(40), contact: z.optional(z.array(z.string().max(1000)).max(20)) })

function accountUrlOf(session: Session, location: string | null): string {
  if (HttpsUrl.safeParse(location).success && location !== null) return location
  throw new AppError('acme/bad-answer', { host: session.host, problem: message('parts.acme.noAccountAddress') })
}

/**
 * Registers the account's key, or finds the account that it already has (RFC 8555 §7.3, §7.3.1): after a kill between
 * registering and writing it down there are not two. Agrees to the terms of service; the caller has asked the owner.
 * @throws AppError acme/eab-required, ProblemError
 */
export async function registerAccount(
  session: Session,
  options: { contact: readonly string[]; external: ExternalAccount | null },
): Promise<string> {
  const { directory, account, host } = session
  const { contact, external } = options
  if (directory.meta?.externalAccountRequired === true && !external) throw new AppError('acme/eab-required', { host })
  const binding = external && (await signExternalBinding({ account, ...external, url: directory.newAccount }))
  const answer = await session.post(
    directory.newAccount,
    {
      termsOfServiceAgreed: true,
      ...(contact.length === 0 ? {} : { contact: contact.map((mail) => `mailto:${mail}`) }),
      ...(binding ? { externalAccountBinding: binding } : {}),
    },
    { key: account, kid: null },
  )
  const url = accountUrlOf(session, answer.header('location'))
  const { status } = readJson(answer, Account)
  if (status !== 'valid')
    throw new AppError('acme/bad-answer', { host, problem: message('parts.acme.accountStatus', { status }) })
  session.setAccountUrl(url)
  return url
}

/** @throws AppError acme/account-unknown */
function registered(session: Session): string {
  const url = session.accountUrl()
  if (url === null) throw new AppError('acme/account-unknown', { host: session.host })
  return url
}

/** RFC 8555 §7.3.2. */
export async function setContact(session: Session, contact: readonly string[]): Promise<void> {
  await session.post(registered(session), { contact: contact.map((mail) => `mailto:${mail}`) })
}

/** For ever (RFC 8555 §7.3.6): the authority refuses the key from then on. */
export async function deactivateAccount(session: Session): Promise<void> {
  await session.post(registered(session), { status: 'deactivated' })
}

/**
 * Gives the account another key (RFC 8555 §7.3.5). The caller has stored the new key before, and takes it as the only
 * one when this returns.
 */
export async function changeKey(session: Session, next: AccountKey): Promise<void> {
  const url = session.directory.keyChange
  if (url === undefined)
    throw new AppError('acme/no-feature', { host: session.host, feature: message('parts.acme.keyChange') })
  const payload = { account: registered(session), oldKey: session.account.jwk }
  await session.post(url, await signRequest({ account: next, kid: null, url, nonce: null, payload }))
}

/** Whether the authority knows this key (RFC 8555 §7.3.1): after a kill during a change it tells which one counts. */
export async function findAccount(session: Session, key: AccountKey): Promise<string | null> {
  try {
    const answer = await session.post(session.directory.newAccount, { onlyReturnExisting: true }, { key, kid: null })
    return accountUrlOf(session, answer.header('location'))
  } catch (error) {
    if (error instanceof ProblemError && error.is('accountDoesNotExist')) return null
    throw error
  }
}
