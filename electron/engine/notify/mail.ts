import net from 'node:net'
import { AppError } from '../../../shared/errors/index.ts'
import { message, verbatim, type Message } from '../../../shared/messages/message.ts'
import { mailServer } from './address.ts'
import type { DeliverOptions } from './delivery.ts'
import { SEND_TIMEOUT_MS, translate } from './post.ts'

/** Of what a mail server says, so much is shown. Characters. */
const MAX_REPLY = 200

/** What nodemailer adds to its errors: https://nodemailer.com/errors */
interface MailError extends Error {
  readonly code?: string
  readonly responseCode?: number
  readonly response?: string
  /** Node's own code, where nodemailer gave it one of its. */
  readonly originalCode?: string
  readonly command?: string
}

/**
 * Hands one mail to the server (RFC 6409), with TLS that is required and verified. The whole conversation has one
 * deadline: a server that says a word now and then cannot hold it up.
 * @throws AppError notify/unreachable, notify/certificate, notify/mail
 */
export async function sendMail(options: DeliverOptions): Promise<void> {
  const { settings, secrets, outgoing, signal, timeoutMs = SEND_TIMEOUT_MS } = options
  const { mail } = settings
  if (!mail) throw new AppError('notify/no-secret', { name: settings.name })
  const { host, port, tls } = mailServer(mail.server, mail.user)
  const { createTransport } = await import('nodemailer')
  const deadline = AbortSignal.timeout(timeoutMs)
  const socket = net.connect({ host, port })
  const end = (): void => void socket.destroy(new Error('ended'))
  const either = AbortSignal.any([signal, deadline])
  either.addEventListener('abort', end, { once: true })
  if (either.aborted) end()
  try {
    await connected(socket)
    const transport = createTransport({
      host,
      port,
      secure: tls === 'implicit',
      requireTLS: tls === 'starttls',
      ignoreTLS: tls === 'none',
      // Never a password over a connection that others can read.
      ...(mail.user === null ? {} : { auth: { user: mail.user, pass: secrets.secret ?? '' } }),
      tls: { minVersion: 'TLSv1.2', ...(settings.ca === null ? {} : { ca: settings.ca }) },
      getSocket: (_options: unknown, callback: (error: null, socket: { connection: net.Socket }) => void) =>
        callback(null, { connection: socket }),
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    await Promise.race([
      transport.sendMail({
        from: { name: 'Vestibule', address: mail.from },
        to: secrets.to,
        subject: outgoing.title,
        text: `${outgoing.title}.\n\n${outgoing.text}\n`,
        messageId: `<${outgoing.id}@vestibule.invalid>`,
        // RFC 3834: no absence note answers it.
        headers: { 'Auto-Submitted': 'auto-generated' },
      }),
      aborted(either),
    ])
  } catch (error) {
    throw mailProblem(error, { host, late: deadline.aborted, secret: secrets.secret, user: mail.user })
  } finally {
    either.removeEventListener('abort', end)
    socket.destroy()
  }
}

function connected(socket: net.Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    // Stays: an error after the conversation is nobody's.
    socket.on('error', reject)
  })
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = (): void => reject(new Error('ended'))
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
}

function mailProblem(
  error: unknown,
  { host, late, secret, user }: { host: string; late: boolean; secret: string | null; user: string | null },
): unknown {
  const { code, originalCode, command, responseCode, response } = error as MailError
  if (!late && code === 'ETLS' && command === 'STARTTLS') {
    return new AppError('notify/mail', { host, problem: message('parts.notify.noStartTls') })
  }
  if (!late && responseCode !== undefined) {
    if (responseCode === 535 || code === 'EAUTH') return new AppError('notify/denied', { host, status: responseCode })
    return new AppError('notify/mail', { host, problem: reply(response ?? String(responseCode), [secret, user]) })
  }
  if (!late && code === 'EAUTH') return new AppError('notify/mail', { host, problem: message('parts.notify.noAuth') })
  const known = originalCode === undefined ? error : Object.assign(new Error('mail'), { code: originalCode })
  return translate(known, host, late)
}

/** A server may repeat what it was given: no secret becomes part of an error. */
function reply(text: string, secrets: readonly (string | null)[]): Message {
  const words = secrets.flatMap((one) => (one === null ? [] : [one, Buffer.from(one).toString('base64')]))
  const clean = words.reduce((left, word) => (word === '' ? left : left.replaceAll(word, '…')), text)
  return verbatim(clean.slice(0, MAX_REPLY))
}
