import { createAccountResources } from './accounts.ts'
import { jsonAnswer } from './answers.ts'
import { createAuthenticator } from './authenticate.ts'
import { createCertificateResources } from './certificates.ts'
import { createNonces } from './nonces.ts'
import { createAuthorizationResources, type AuthorizationResources } from './authorizations.ts'
import { createOrderResources } from './orders.ts'
import { notFound, Refusal } from './refusal.ts'
import { PROFILES, type AcmeServerDeps, type ServerRequest, type ServerResponse } from './types.ts'

/** The house's own ACME authority (RFC 8555), apart from HTTP and TLS. */
export interface AcmeServer {
  /** Answers one request; never throws. */
  handle(request: ServerRequest): Promise<ServerResponse>
  readonly decide: AuthorizationResources['decide']
  readonly idle: AuthorizationResources['idle']
  stop(): void
}

/** Where everything but the directory is. */
const PREFIX = '/acme/'

export function createAcmeServer(deps: AcmeServerDeps): AcmeServer {
  const nonces = createNonces(deps.now)
  const authenticator = createAuthenticator(deps, nonces)
  const accounts = createAccountResources(deps, authenticator)
  const orders = createOrderResources(deps)
  const authorizations = createAuthorizationResources(deps)
  const certificates = createCertificateResources(deps)

  const directory = (): ServerResponse => {
    const { base, approve } = deps.settings()
    const profiles = Object.fromEntries(Object.entries(PROFILES).map(([name, { words }]) => [name, words]))
    return jsonAnswer(200, {
      newNonce: `${base}/acme/new-nonce`,
      newAccount: `${base}/acme/new-account`,
      newOrder: `${base}/acme/new-order`,
      revokeCert: `${base}/acme/revoke-cert`,
      keyChange: `${base}/acme/key-change`,
      renewalInfo: `${base}/acme/renewal-info`,
      meta: { externalAccountRequired: approve === 'eab', profiles },
    })
  }

  /** Requests without a signature. */
  const open = (method: string, path: string): ServerResponse | null => {
    if (path === '/directory' || path === '/') return method === 'GET' || method === 'HEAD' ? directory() : null
    if (path === '/acme/new-nonce' && (method === 'GET' || method === 'HEAD')) {
      const status = method === 'HEAD' ? 200 : 204
      return { status, headers: { 'replay-nonce': nonces.create() }, body: '' }
    }
    const renewal = /^\/acme\/renewal-info\/([A-Za-z0-9_-]{1,60}\.[A-Za-z0-9_-]{1,60})$/.exec(path)
    return renewal && method === 'GET' ? certificates.renewalInfo(renewal[1] ?? '') : null
  }

  const signed = async (request: ServerRequest): Promise<ServerResponse> => {
    const [resource = '', id = '', third = '', fourth = '', ...more] = request.path.slice(PREFIX.length).split('/')
    const asked = await authenticator.check(request)
    const index = /^\d{1,3}$/.test(third) ? Number(third) : -1
    if (more.length > 0) throw notFound()
    switch (`${resource}/${[id, third, fourth].filter((one) => one !== '').length}`) {
      case 'new-account/0':
        return accounts.create(asked)
      case 'account/1':
        return accounts.update(asked, id)
      case 'account/2':
        if (third !== 'orders') throw notFound()
        return accounts.orders(asked, id)
      case 'key-change/0':
        return accounts.changeKey(asked)
      case 'new-order/0':
        return orders.create(asked)
      case 'order/1':
        return orders.show(asked, id)
      case 'order/2':
        if (third !== 'finalize') throw notFound()
        return orders.finalize(asked, id)
      case 'authz/2':
        return authorizations.authorization(asked, id, index)
      case 'chall/3':
        return authorizations.challenge(asked, id, index, fourth)
      case 'cert/1':
        return certificates.download(asked, id, 0)
      case 'cert/2':
        return certificates.download(asked, id, index)
      case 'revoke-cert/0':
        return certificates.revoke(asked)
      default:
        throw notFound()
    }
  }

  const answer = async (request: ServerRequest): Promise<ServerResponse> => {
    const { method, path } = request
    const found = open(method, path)
    if (found) return found
    if (!path.startsWith(PREFIX)) throw notFound()
    // RFC 8555 §6.3: no GET but for the directory and nonces.
    if (method !== 'POST') {
      throw new Refusal('malformed', 'Only POST is answered here.', { status: 405, headers: { allow: 'POST' } })
    }
    return signed(request)
  }

  return {
    async handle(request) {
      let response: ServerResponse
      try {
        response = await answer(request)
      } catch (error) {
        // A mistake of ours tells a stranger nothing.
        response = refusal(
          error instanceof Refusal ? error : new Refusal('serverInternal', 'Something went wrong here.'),
        )
      }
      const index = `<${deps.settings().base}/directory>;rel="index"`
      const { link } = response.headers
      return {
        ...response,
        body: request.method === 'HEAD' ? '' : response.body,
        headers: {
          'cache-control': 'no-store',
          ...response.headers,
          link: link === undefined ? index : `${link}, ${index}`,
          // RFC 8555 §6.5: on every answer to a POST, errors too.
          ...(request.method === 'POST' ? { 'replay-nonce': nonces.create() } : {}),
        },
      }
    },
    decide: (clientId, names, allowed) => authorizations.decide(clientId, names, allowed),
    idle: () => authorizations.idle(),
    stop: () => deps.validator.stop(),
  }
}

function refusal(error: Refusal): ServerResponse {
  const { retryAfter, headers } = error.options
  return {
    status: error.status,
    headers: {
      'content-type': 'application/problem+json',
      ...headers,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    },
    body: JSON.stringify(error.document()),
  }
}
