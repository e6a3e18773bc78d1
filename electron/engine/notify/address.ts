import net from 'node:net'
import type { ChannelKind } from '../../../shared/contract/notify.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { message } from '../../../shared/messages/message.ts'
import type { ChannelSecrets, ChannelSettings } from '../store/notify.ts'

/** Recipients of one mail channel. */
const MAX_RECIPIENTS = 5
/** Enough to keep a typing mistake from being sent; what it is worth, the mail server says. */
const MAILBOX = /^[^\s@,;<>"()[\]\\\u0000-\u001F\u007F]{1,64}@[^\s@,;<>"()[\]\\\u0000-\u001F\u007F]{1,253}$/u // oxlint-disable-line no-control-regex -- naming them is the point

const GOES_INTO_HEADER: ReadonlySet<ChannelKind> = new Set(['ntfy', 'gotify'])

/** Where a channel sends to, as the owner gave it. */
export interface GivenAddress {
  readonly kind: ChannelKind
  readonly to: string
  readonly secret?: string | undefined
  readonly server?: string | undefined
  readonly from?: string | undefined
  readonly user?: string | undefined
}

type CheckedAddress = Pick<ChannelSettings, 'shown' | 'encrypted' | 'mail'> & ChannelSecrets

/** @throws AppError notify/address, notify/secret-missing */
export function checkAddress(given: GivenAddress): CheckedAddress {
  if (given.kind === 'mail') return checkMail(given)
  const url = httpUrl(given.to.trim())
  const { secret = null } = given
  const encrypted = url.protocol === 'https:'
  if (secret !== null) checkSecret(given.kind, secret)
  switch (given.kind) {
    case 'gotify':
      if (secret === null) throw new AppError('notify/secret-missing', { what: message('parts.notify.token') })
      if (url.search !== '') throw new AppError('notify/address', { problem: message('parts.notify.noQuery') })
      url.pathname = url.pathname.replace(/\/(?:message)?$/, '')
      return { to: url.href, secret, shown: url.href.replace(/\/$/, ''), encrypted, mail: null }
    case 'ntfy':
      // The topic is the last part; what is before it is where the server is.
      if (!/\/[-_A-Za-z0-9]{1,64}$/.test(url.pathname)) {
        throw new AppError('notify/address', { problem: message('parts.notify.topic') })
      }
      return { to: url.href, secret, shown: hidden(url), encrypted, mail: null }
    case 'home-assistant':
      return homeAssistant(url, secret)
    case 'webhook':
      return { to: url.href, secret, shown: hidden(url), encrypted, mail: null }
  }
}

/** @throws AppError notify/secret-missing */
export function checkSecret(kind: ChannelKind, secret: string): void {
  if (GOES_INTO_HEADER.has(kind) && !/^[\x21-\x7E]+$/.test(secret)) {
    throw new AppError('notify/secret-missing', { what: message('parts.notify.token') })
  }
}

/** The secrets of a channel with another one. For Home Assistant it is the last part of the address. */
export function withSecret(kind: ChannelKind, current: ChannelSecrets, secret: string): ChannelSecrets {
  if (kind !== 'home-assistant') return { ...current, secret }
  return { ...current, to: new URL(`/api/webhook/${encodeURIComponent(secret)}`, current.to).href }
}

/** Whoever knows the id of a webhook can call it: given as the secret it need not stand in the address. */
function homeAssistant(url: URL, secret: string | null): CheckedAddress {
  const encrypted = url.protocol === 'https:'
  if (!/\/api\/webhook\/[^/]+$/.test(url.pathname)) {
    if (secret === null || url.pathname !== '/') {
      throw new AppError('notify/address', { problem: message('parts.notify.webhookId') })
    }
    url.pathname = `/api/webhook/${encodeURIComponent(secret)}`
  }
  return { to: url.href, secret: null, shown: hidden(url), encrypted, mail: null }
}

/** The part of an address that is shown: topics and paths are as good as passwords at several services. */
function hidden(url: URL): string {
  return url.pathname === '/' && url.search === '' ? url.origin : `${url.origin}/…`
}

/** @throws AppError notify/address */
function httpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new AppError('notify/address', { problem: message('parts.field.url') })
  }
  if (url.username !== '' || url.password !== '') {
    throw new AppError('notify/address', { problem: message('parts.field.credentials') })
  }
  url.hash = ''
  return url
}

/** @throws AppError notify/address */
function checkMail({ to, server, from, user, secret: given }: GivenAddress): CheckedAddress {
  const secret = given ?? null
  const recipients = to.split(',').map((one) => one.trim())
  const sender = from ?? (user !== undefined && MAILBOX.test(user) ? user : recipients[0])
  if (recipients.length > MAX_RECIPIENTS || ![...recipients, sender ?? ''].every((one) => MAILBOX.test(one))) {
    throw new AppError('notify/address', { problem: message('parts.notify.mailbox') })
  }
  if (server === undefined) throw new AppError('notify/address', { problem: message('parts.notify.noServer') })
  const place = mailServer(server, user ?? null)
  if (secret !== null && user === undefined) {
    throw new AppError('notify/address', { problem: message('parts.notify.noUser') })
  }
  if (user !== undefined && secret === null) {
    throw new AppError('notify/secret-missing', { what: message('parts.notify.password') })
  }
  return {
    to: recipients.join(', '),
    secret,
    shown: recipients.join(', '),
    encrypted: place.tls !== 'none',
    mail: { server, from: sender ?? '', user: user ?? null },
  }
}

/** Where mail is handed in, and how it is protected on the way there. */
export interface MailServer {
  readonly host: string
  readonly port: number
  /** RFC 8314: `implicit` from the first byte; `starttls` is required, not tried; `none` within this computer only. */
  readonly tls: 'implicit' | 'starttls' | 'none'
}

/** @param user of the login; null: none, which a relay on this computer takes without TLS @throws AppError notify/address */
export function mailServer(text: string, user: string | null): MailServer {
  const url = URL.canParse(text) ? new URL(text) : null
  const scheme = url?.protocol
  if (!url || (scheme !== 'smtp:' && scheme !== 'smtps:') || url.hostname === '' || !/^\/?$/.test(url.pathname)) {
    throw new AppError('notify/address', { problem: message('parts.notify.mailServer') })
  }
  if (url.username !== '' || url.password !== '') {
    throw new AppError('notify/address', { problem: message('parts.field.credentials') })
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const implicit = scheme === 'smtps:'
  const port = url.port === '' ? (implicit ? 465 : 587) : Number(url.port)
  // A relay on this computer, such as Postfix, usually has no certificate for this name.
  const local = host === 'localhost' || host === '::1' || (net.isIPv4(host) && host.startsWith('127.'))
  return { host, port, tls: implicit ? 'implicit' : local && user === null ? 'none' : 'starttls' }
}
