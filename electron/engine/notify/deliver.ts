import { createHmac } from 'node:crypto'
import type { ChannelKind } from '../../../shared/contract/notify.ts'
import type { DeliverOptions } from './delivery.ts'
import { sendMail } from './mail.ts'
import { post } from './post.ts'

/** Sends one message once. @throws AppError "notify/…", which names hosts and no secrets */
export function deliver(options: DeliverOptions): Promise<void> {
  const { kind } = options.settings
  return kind === 'mail' ? sendMail(options) : post({ ...requestFor(options, kind), ...common(options) })
}

function common({ settings, signal, timeoutMs }: DeliverOptions) {
  return { ca: settings.ca, signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) }
}

interface Prepared {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

function requestFor(options: DeliverOptions, kind: Exclude<ChannelKind, 'mail'>): Prepared {
  switch (kind) {
    case 'ntfy':
      return ntfy(options)
    case 'gotify':
      return gotify(options)
    case 'home-assistant':
    case 'webhook':
      return json(options)
  }
}

const agent = (version: string): Readonly<Record<string, string>> => ({ 'user-agent': `Vestibule/${version}` })

/**
 * https://docs.ntfy.sh/publish/ — the message is the body; titles beyond ASCII are encoded words (RFC 2047), which ntfy
 * decodes. The secret is an access token, or `user:password`.
 */
function ntfy({ secrets, outgoing, version }: DeliverOptions): Prepared {
  const { secret } = secrets
  const login = secret?.includes(':') === true ? `Basic ${Buffer.from(secret).toString('base64')}` : `Bearer ${secret}`
  return {
    url: new URL(secrets.to),
    headers: {
      ...agent(version),
      'content-type': 'text/plain; charset=utf-8',
      title: headerText(outgoing.title),
      priority: outgoing.urgent ? '4' : '3',
      ...(secret === null ? {} : { authorization: login }),
    },
    // ntfy shows “triggered” for an empty one.
    body: Buffer.from(outgoing.text === '' ? outgoing.title : outgoing.text),
  }
}

function headerText(text: string): string {
  return /^[\x20-\x7E]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`
}

/** https://gotify.net/docs/pushmsg */
function gotify({ secrets, outgoing, version }: DeliverOptions): Prepared {
  const url = new URL(secrets.to)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/message`
  return {
    url,
    headers: { ...agent(version), 'content-type': 'application/json', 'x-gotify-key': secrets.secret ?? '' },
    body: Buffer.from(
      JSON.stringify({
        title: outgoing.title,
        message: outgoing.text === '' ? outgoing.title : outgoing.text,
        priority: outgoing.urgent ? 8 : 5,
      }),
    ),
  }
}

/** The document of webhooks, also of Home Assistant's: docs/notifications.md describes it for whoever receives it. */
function json({ settings, secrets, outgoing, version }: DeliverOptions): Prepared {
  const { id, title, text, urgent, language, notices } = outgoing
  const [first] = notices
  const body = Buffer.from(
    JSON.stringify({
      id,
      source: 'vestibule',
      kind: notices.length === 1 ? first?.kind : 'gathered',
      topic: notices.length === 1 ? (first?.topic ?? null) : null,
      at: notices.at(-1)?.at,
      urgent,
      language,
      title,
      message: text,
      notices,
    }),
  )
  const key = settings.kind === 'webhook' ? secrets.secret : null
  return {
    url: new URL(secrets.to),
    headers: {
      ...agent(version),
      'content-type': 'application/json',
      'x-vestibule-id': id,
      ...(key === null
        ? {}
        : { 'x-vestibule-signature': `sha256=${createHmac('sha256', key).update(body).digest('hex')}` }),
    },
    body,
  }
}
