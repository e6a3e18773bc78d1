import http from 'node:http'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { createFetch } from '../../electron/engine/acme/client/fetch.ts'
import { openSession, type Session } from '../../electron/engine/acme/client/session.ts'
import { registerAccount, type ExternalAccount } from '../../electron/engine/acme/client/account.ts'
import type { Responder, Task } from '../../electron/engine/acme/client/challenge.ts'
import type { OrderState } from '../../electron/engine/acme/client/order.ts'
import { generateAccountKey, readAccountKey } from '../../electron/engine/acme/jws.ts'
import { ACME_TLS_PROTOCOL, challengeCertificate, challengeServerName } from '../../electron/pki/x509/acme.ts'
import { generateKeyPair } from '../../electron/pki/x509/keys.ts'
import { toPem } from '../../electron/pki/x509/pem.ts'
import type { Pebble } from './pebble.ts'

/** A session with a fresh account; not registered yet with `register: false`. */
export async function newSession(
  pebble: Pick<Pebble, 'directory' | 'ca'>,
  options: { register?: boolean; keyPem?: string; external?: ExternalAccount; signal?: AbortSignal } = {},
): Promise<Session> {
  const signal = options.signal ?? new AbortController().signal
  const session = await openSession({
    fetch: createFetch({ ca: pebble.ca, version: '0.0.0-test', signal }),
    directoryUrl: pebble.directory,
    account: await readAccountKey(options.keyPem ?? (await generateAccountKey())),
    accountUrl: null,
    now: Date.now,
    signal,
  })
  if (options.register !== false) {
    await registerAccount(session, { contact: ['owner@example.org'], external: options.external ?? null })
  }
  return session
}

export async function newOrder(names: readonly string[], more: Partial<OrderState> = {}): Promise<OrderState> {
  const { pkcs8 } = await generateKeyPair('p256')
  return {
    names,
    profile: null,
    replaces: null,
    keyPem: toPem('PRIVATE KEY', pkcs8),
    url: null,
    certificatePem: null,
    ...more,
  }
}

/** What a test's own answerer was asked. */
export interface TestResponder extends Responder {
  readonly tasks: Task[]
  /** Answers that are published now. */
  open(): number
  close(): Promise<void>
}

/** Answers http-01 on a port of its own. */
export async function httpResponder(port: number, address = '127.0.0.1'): Promise<TestResponder> {
  const answers = new Map<string, string>()
  const tasks: Task[] = []
  const server = http.createServer((request, response) => {
    const found = answers.get(request.url ?? '')
    response.writeHead(found === undefined ? 404 : 200).end(found ?? '')
  })
  await new Promise<void>((resolve) => server.listen(port, address, resolve))
  return {
    type: 'http-01',
    atOnce: 100,
    tasks,
    open: () => answers.size,
    async publish(more) {
      tasks.push(...more)
      for (const one of more) answers.set(`/.well-known/acme-challenge/${one.token}`, one.keyAuthorization)
      return async () => {
        for (const one of more) answers.delete(`/.well-known/acme-challenge/${one.token}`)
      }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Answers tls-alpn-01 on a port of its own. */
export async function tlsResponder(port: number): Promise<TestResponder> {
  const contexts = new Map<string, tls.SecureContext>()
  const tasks: Task[] = []
  const server = tls.createServer({
    ALPNProtocols: [ACME_TLS_PROTOCOL],
    SNICallback: (name, done) => done(null, contexts.get(name)),
  })
  server.on('secureConnection', (socket) => socket.on('error', () => undefined).end())
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    type: 'tls-alpn-01',
    atOnce: 100,
    tasks,
    open: () => contexts.size,
    async publish(more) {
      tasks.push(...more)
      for (const one of more) {
        const { certPem, keyPem } = await challengeCertificate({ ...one, now: new Date() })
        contexts.set(challengeServerName(one.identifier), tls.createSecureContext({ cert: certPem, key: keyPem }))
      }
      return async () => {
        for (const one of more) contexts.delete(challengeServerName(one.identifier))
      }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Where a server of a test listens. */
export function portOf(server: { address(): AddressInfo | string | null }): number {
  return (server.address() as AddressInfo).port
}
