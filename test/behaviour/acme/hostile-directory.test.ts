import http from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { registerAccount } from '../../../electron/engine/acme/client/account.ts'
import type { Responder } from '../../../electron/engine/acme/client/challenge.ts'
import { createFetch } from '../../../electron/engine/acme/client/fetch.ts'
import { runOrder } from '../../../electron/engine/acme/client/order.ts'
import { openSession, type Session } from '../../../electron/engine/acme/client/session.ts'
import { generateAccountKey, readAccountKey } from '../../../electron/engine/acme/jws.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { newOrder, portOf } from '../../support/acme-client.ts'
import {
  startHttpsService,
  type HttpsService,
  type ServiceAnswer,
  type ServiceRequest,
} from '../../support/https-service.ts'

let running: HttpsService | null = null
afterEach(async () => {
  await running?.close()
  running = null
})

async function open(service: HttpsService, ca: string | null = service.ca): Promise<Session> {
  const { signal } = new AbortController()
  return openSession({
    fetch: createFetch({ ca, version: '0.0.0-test', signal, timeoutMs: 1500 }),
    directoryUrl: `${service.url}/directory`,
    account: await readAccountKey(await generateAccountKey()),
    accountUrl: null,
    now: Date.now,
    signal,
  })
}

/** A directory whose objects a test can change, one at a time. */
function authority(change: (path: string, request: ServiceRequest) => ServiceAnswer | null) {
  let base = ''
  const answer = (request: ServiceRequest): ServiceAnswer => {
    const path = request.url.pathname
    const headers = { 'replay-nonce': 'bm9uY2U' }
    const own = change(path, request)
    if (own) return { ...own, headers: { ...headers, ...own.headers } }
    switch (path) {
      case '/directory':
        return { body: { newNonce: `${base}/nonce`, newAccount: `${base}/account`, newOrder: `${base}/order` } }
      case '/account':
        return { status: 201, headers: { ...headers, location: `${base}/account/1` }, body: { status: 'valid' } }
      case '/order':
        return { status: 201, headers: { ...headers, location: `${base}/order/1` }, body: {} }
      case '/order/1':
        return {
          headers,
          body: { status: 'valid', authorizations: [`${base}/a`], finalize: `${base}/f`, certificate: `${base}/c` },
        }
      default:
        return { headers }
    }
  }
  return async (): Promise<HttpsService> => {
    running = await startHttpsService(answer)
    base = running.url
    return running
  }
}

const silent: Responder = { type: 'http-01', atOnce: 10, publish: async () => async () => undefined }

async function order(session: Session): Promise<unknown> {
  await registerAccount(session, { contact: [], external: null })
  const { signal } = new AbortController()
  return runOrder(await newOrder(['home.example.org']), { session, responder: silent, signal, save: () => undefined })
}

describe('what answers instead of an ACME directory', () => {
  const deep = `{"newNonce":${'['.repeat(50_000)}`
  const cases: readonly [string, ServiceAnswer, string][] = [
    ['a web page', { headers: { 'content-type': 'text/html' }, body: '<html>' }, 'it is a web page'],
    ['no type', { body: '{}' }, 'it is of the type unknown'],
    ['no JSON', { headers: { 'content-type': 'application/json' }, body: '<html>' }, 'it is no JSON'],
    [
      'brackets without end',
      { headers: { 'content-type': 'application/json' }, body: deep },
      'it is nested too deeply',
    ],
    ['an empty object', { body: {} }, 'newNonce: it is not as expected'],
    [
      'addresses that are not https',
      { body: { newNonce: 'http://127.0.0.1/', newAccount: 'file:///etc/passwd', newOrder: 'https://x/' } },
      'newNonce: it is not as expected',
    ],
    [
      'a redirect',
      { status: 302, headers: { location: '/elsewhere' }, body: '' },
      'it sends on to https://HOST/elsewhere',
    ],
    ['an error', { status: 503, body: {} }, 'it answers 503'],
  ]
  it.each(cases)('is told as such: %s', async (_what, answer, problem) => {
    const service = await authority((path) => (path === '/directory' ? answer : null))()
    const expected = problem.replace('HOST', new URL(service.url).host)
    await expect(open(service)).rejects.toMatchObject({
      code: 'acme/not-acme',
      message: expect.stringContaining(`: ${expected}.`) as string,
    })
    expect(service.requests).toHaveLength(1)
  })

  it('is read no further than 1 MiB', async () => {
    let sent = 0
    running = await startHttpsService(
      () => ({}),
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const piece = Buffer.alloc(65_536, 0x20)
        const more = (): void => {
          while (!response.destroyed && response.write(piece)) sent += piece.length
          if (!response.destroyed) response.once('drain', more)
        }
        more()
        return true
      },
    )
    await expect(open(running)).rejects.toMatchObject({ code: 'acme/bad-answer' })
    // What fills the buffers between the two.
    expect(sent).toBeLessThan(16 * 1_048_576)
  })

  it.each([
    ['says nothing', (): boolean => true],
    [
      'never ends',
      (_request: unknown, response: http.ServerResponse): boolean => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const timer = setInterval(() => response.write(' '), 50)
        response.on('close', () => clearInterval(timer))
        return true
      },
    ],
  ] as const)('is waited for no longer than the limit when it %s', async (_what, raw) => {
    running = await startHttpsService(() => ({}), raw)
    await expect(open(running)).rejects.toMatchObject({
      code: 'acme/unreachable',
      message: expect.stringContaining('it does not answer in time') as string,
    })
  })

  it('has to prove who it is', async () => {
    const service = await authority(() => null)()
    await expect(open(service, null)).rejects.toMatchObject({ code: 'acme/server-certificate' })
    await open(service)
  })

  it('is refused over plain HTTP, and where nobody listens', async () => {
    const server = http.createServer((_request, response) => response.end('{}'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const at = { url: `http://127.0.0.1:${portOf(server)}`, ca: '', requests: [], close: async () => undefined }
    await expect(open(at, null)).rejects.toMatchObject({ code: 'acme/not-https' })
    await expect(open({ ...at, url: 'https://127.0.0.1:9' }, null)).rejects.toMatchObject({ code: 'acme/unreachable' })
    server.close()
  })
})

describe('an authority that lies', () => {
  const problem = (type: string): ServiceAnswer => ({
    status: 400,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: `urn:ietf:params:acme:error:${type}`, detail: 'x' }),
  })

  it('and refuses every nonce is given up after a few tries', async () => {
    const service = await authority((path) => (path === '/account' ? problem('badNonce') : null))()
    await expect(order(await open(service))).rejects.toMatchObject({ problem: { detail: 'x' } })
    expect(service.requests.filter((one) => one.url.pathname === '/account').length).toBeLessThan(20)
  })

  it('and gives out no nonce is told so', async () => {
    const service = await authority((path) =>
      path === '/nonce' ? { headers: { 'replay-nonce': 'no nonce!' } } : null,
    )()
    await expect(order(await open(service))).rejects.toMatchObject({ code: 'acme/bad-answer' })
  })

  it.each([
    ['does not say where the account is', '/account', { status: 201, body: { status: 'valid' } }],
    [
      'has an account that is not valid',
      '/account',
      { status: 201, headers: { location: 'https://x/' }, body: { status: 'revoked' } },
    ],
    ['puts the order on plain HTTP', '/order', { status: 201, headers: { location: 'http://127.0.0.1/' }, body: {} }],
    [
      'has an order without a certificate',
      '/order/1',
      { body: { status: 'valid', authorizations: ['https://x/'], finalize: 'https://x/' } },
    ],
    [
      'has a certificate that is none',
      '/c',
      { headers: { 'content-type': 'application/pem-certificate-chain' }, body: 'no PEM' },
    ],
  ] as const)('and %s is told so', async (_what, path, answer) => {
    const service = await authority((asked) => (asked === path ? answer : null))()
    await expect(order(await open(service))).rejects.toMatchObject({ code: 'acme/bad-answer' })
  })

  it('and repeats control characters in its problem cannot write into a terminal', async () => {
    const service = await authority((path) =>
      path === '/order/1'
        ? {
            body: {
              status: 'invalid',
              authorizations: ['https://x/'],
              finalize: 'https://x/',
              error: { detail: '\u001b[2J\n' },
            },
          }
        : null,
    )()
    const error = await order(await open(service)).catch((reason: unknown) => reason)
    const { explainProblem, ProblemError } = await import('../../../electron/engine/acme/problem.ts')
    if (!(error instanceof ProblemError)) throw new Error(String(error))
    const words = explainProblem(error, { host: 'ca.example', names: ['home.example.org'] })
    expect(words).toBeInstanceOf(AppError)
    // oxlint-disable-next-line no-control-regex -- looking for them is the point
    expect(words.message).not.toMatch(/[\u0000-\u001f]/)
  })
})
