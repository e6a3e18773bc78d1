import http, { type IncomingMessage } from 'node:http'
import http2, { type Http2ServerResponse } from 'node:http2'
import type { Duplex } from 'node:stream'
import { readTarget, type Target } from '../../shared/access/path.ts'
import type { Outcome } from '../../shared/contract/activity.ts'
import { RENEWAL_PATH } from '../../shared/pages/renewal-path.ts'
import type { PageOutcome } from '../../shared/pages/words.ts'
import { upstreamPage } from '../../shared/upstream-causes.ts'
import type { CompiledPolicy } from './compile.ts'
import { activityLine, judge, type Connection, type Exchange, type Judgement } from './connection.ts'
import { createUpstreams, forward, type Upstreams } from './forward.ts'
import type { Found } from './health.ts'
import { identityHeaders, visitorHeaders, type HeaderList } from './headers.ts'
import { withLogin, type LoginVisitor } from './login.ts'
import { normaliseHost } from './names.ts'
import { createPace } from './pace.ts'
import { renderPage, type Page } from './pages.ts'
import type { GateActivity } from './protocol.ts'
import type { CompiledUpstream } from './upstream.ts'
import type { Renewals } from './renewal.ts'
import { isWebSocket, upgrade } from './upgrade.ts'
import { authorityOf, isHttp2, leave, originForm, type VisitorRequest, type VisitorResponse } from './visitor.ts'

export interface HttpOptions {
  readonly policy: () => CompiledPolicy
  readonly now: () => number
  readonly report: (line: GateActivity) => void
  readonly renewals: Renewals
  /** Milliseconds that an upstream has to begin its answer. */
  readonly upstreamTimeout?: number
  /** Told what became of each request that went on. */
  readonly onUpstream: (upstream: CompiledUpstream, found: Found) => void
}

/** The HTTP side: takes verified TLS connections of any site. */
export interface HttpSide {
  accept(connection: Connection): void
  readonly upstreams: Upstreams
  close(): void
}

/** A request after everything that does not depend on the certificate was checked. */
interface Asked {
  readonly connection: Connection
  readonly host: string
  readonly target: Target | null
  readonly judgement: Judgement
}

/** Whoever needs no new certificate (any more) has nothing to ask for. */
const HOME: Page = {
  status: 303,
  headers: { location: '/', 'cache-control': 'no-store', 'content-length': '0' },
  body: '',
}

/** Bytes; nginx and Apache allow 8 to 32 KiB. */
const MAX_HEADER_BYTES = 32_768
/** Browsers send about twenty. */
const MAX_HEADERS = 200
const HEADERS_TIMEOUT = 30_000
/** Longer than browsers keep idle connections, so that it is they who close them. */
const KEEP_ALIVE = 75_000

export function createHttpSide(options: HttpOptions): HttpSide {
  const connections = new WeakMap<object, Connection>()
  const upstreams = createUpstreams(
    options.upstreamTimeout === undefined ? {} : { headersTimeout: options.upstreamTimeout },
  )

  const reportOnce = (
    asked: Pick<Asked, 'connection'> & { judgement: Judgement | null },
    line: {
      outcome: Outcome
      status: number | null
      method: string | null
      path: string | null
      detail: string | null
    },
  ): void => {
    const { connection } = asked
    const decision = asked.judgement?.decision
    const observed = line.outcome === 'allowed' && decision?.kind === 'forward' ? decision.observed : null
    if (line.outcome === 'allowed' && connection.lastReported.startsWith(`allowed:${observed ?? ''}:`)) return
    const same = `${line.outcome}:${line.outcome === 'allowed' ? (observed ?? '') : line.path}:${line.status ?? 0}`
    if (connection.lastReported === same) return
    connection.lastReported = same
    options.report(
      activityLine(connection, options.policy(), asked.judgement?.evidence ?? null, {
        at: options.now(),
        observed,
        ...line,
      }),
    )
  }

  /** The page for an outcome, and its activity line. */
  const refuse = (
    connection: Connection,
    judgement: Judgement | null,
    what: { outcome: PageOutcome; method: string | null; path: string | null; accept: string; detail: string | null },
  ): Page => {
    const { outcome } = what
    const aboutCertificate =
      judgement !== null && judgement.evidence.presented && judgement.evidence.verification.number !== 0
    const page = renderPage({
      outcome,
      verification: aboutCertificate ? judgement.evidence.verification : null,
      contact: judgement?.site.site.contact ?? '',
      accept: what.accept,
      renew: outcome === 'expired' && judgement !== null && options.renewals.offered(connection, judgement.site),
    })
    reportOnce(
      { connection, judgement },
      {
        outcome: reported(outcome),
        status: page.status,
        method: what.method,
        path: what.path,
        detail: what.detail,
      },
    )
    return page
  }

  const sendPage = (response: VisitorResponse, page: Page, method: string | undefined): void => {
    if (response.headersSent || response.destroyed) return
    const writable = response as http.ServerResponse
    writable.writeHead(page.status, page.headers)
    writable.end(method === 'HEAD' ? undefined : page.body)
  }

  /** Judges a request. @returns a page outcome when it is wrong before any certificate is looked at */
  const ask = (
    request: VisitorRequest,
  ): Asked | { connection: Connection; judgement: Judgement | null; outcome: PageOutcome } => {
    const connection = connections.get(isHttp2(request) ? (request.stream.session ?? request.socket) : request.socket)
    if (!connection) throw new Error('a request without a connection')
    const policy = options.policy()
    const word = request.headers['x-vestibule-probe']
    if (typeof word === 'string' && policy.probes.has(word)) connection.probe = true
    const site = policy.sites.get(connection.siteId)
    const fail = (outcome: PageOutcome) => ({
      connection,
      judgement: judge(connection, policy, '/', options.now()),
      outcome,
    })
    const url = request.url ?? ''
    const authority = authorityOf(request)
    if (authority === null) return fail('bad-request')
    if (request.rawHeaders.length > MAX_HEADERS * 2) return fail('bad-request')
    if (request.method === 'CONNECT' || request.method === 'TRACE') return fail('bad-request')
    const host = normaliseHost(authority)
    if (!site || host === null || !site.hosts.has(host)) return fail('misdirected')
    if (connection.serverName !== null && !site.hosts.has(connection.serverName)) return fail('misdirected')
    const origin = originForm(url, host)
    if (origin === null) return fail('misdirected')
    const target = origin === '*' ? { path: '/', query: '' } : readTarget(origin, site.site.rules.length > 0)
    const judgement = judge(connection, policy, target?.path ?? null, options.now())
    return judgement ? { connection, host: authority, target, judgement } : fail('misdirected')
  }

  const forwardHeaders = (request: VisitorRequest, asked: Asked): HeaderList => [
    'Host',
    asked.host,
    ...withLogin(visitorHeaders(request.rawHeaders), asked.judgement.site.site.login, loginVisitor(asked)),
    ...identityHeaders({
      address: asked.connection.address,
      host: asked.host,
      presented: asked.connection.presented,
      evidence: asked.judgement.evidence,
    }),
  ]

  const onRequest = (request: VisitorRequest, response: VisitorResponse): void => {
    response.on('error', () => undefined)
    request.on('error', () => undefined)
    const asked = ask(request)
    const common = { method: request.method ?? null, accept: request.headers.accept ?? '', detail: null }
    if ('outcome' in asked) {
      const page = refuse(asked.connection, asked.judgement, { ...common, outcome: asked.outcome, path: null })
      return refuseBody(request, response, page, sendPage)
    }
    const { connection, judgement, target } = asked
    const { decision, site } = judgement
    const path = target?.path ?? null
    if (path === RENEWAL_PATH && decision.kind === 'forward') return refuseBody(request, response, HOME, sendPage)
    if (decision.kind === 'page' || target === null) {
      let outcome = (decision.kind === 'page' ? decision.outcome : 'bad-request') as PageOutcome
      if (path === RENEWAL_PATH && request.method === 'POST' && outcome === 'expired') {
        if (options.renewals.ask(connection, site, request, asked.host)) outcome = 'renewal-asked'
      }
      const page = refuse(connection, judgement, { ...common, outcome, path })
      if (outcome === 'no-certificate' && !connection.asked) leave(request, response)
      return refuseBody(request, response, page, sendPage)
    }
    const upstream = decision.to === 'public' ? (site.publicUpstream ?? site.upstream) : site.upstream
    const pace = createPace(options.now())
    const exchange: Exchange = {
      path: target.path,
      tooSlow: (now) => pace(onward.flow(), now),
      cut: () => onward.cut(),
    }
    connection.exchanges.add(exchange)
    if (request.headers.expect !== undefined) response.writeContinue()
    const onward = forward({
      pool: upstreams.get(upstream).pool,
      upstream: upstream.url,
      request,
      response,
      path: target.path + target.query,
      headers: forwardHeaders(request, asked),
      onEnd(end) {
        connection.exchanges.delete(exchange)
        switch (end.kind) {
          case 'done':
            options.onUpstream(upstream, { milliseconds: end.milliseconds, status: end.status, problem: null })
            return reportOnce(asked, { ...common, outcome: 'allowed', status: end.status, path })
          case 'no-answer': {
            options.onUpstream(upstream, { milliseconds: null, status: null, problem: end.detail })
            const outcome = upstreamPage(end.detail)
            return sendPage(
              response,
              refuse(connection, judgement, { ...common, outcome, path, detail: end.detail }),
              request.method,
            )
          }
          case 'broken':
            return reportOnce(asked, {
              ...common,
              outcome: 'upstream-error',
              status: end.status,
              path,
              detail: end.detail,
            })
          case 'visitor-left':
            return undefined
        }
      },
    })
    // A device counts as let in when its request goes on, not when an endless response has ended.
    reportOnce(asked, { ...common, outcome: 'allowed', status: null, path })
  }

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => undefined)
    const asked = ask(request)
    const common = { method: request.method ?? null, accept: '', detail: null }
    const answer = (page: Page): void => void socket.end(rawPage(page))
    if ('outcome' in asked) {
      return answer(refuse(asked.connection, asked.judgement, { ...common, outcome: asked.outcome, path: null }))
    }
    const { connection, judgement, target } = asked
    const path = target?.path ?? null
    if (judgement.decision.kind === 'page' || target === null) {
      const outcome = judgement.decision.kind === 'page' ? judgement.decision.outcome : 'bad-request'
      return answer(refuse(connection, judgement, { ...common, outcome: outcome as PageOutcome, path }))
    }
    const { site } = judgement
    const exchange: Exchange = { path: target.path, tooSlow: () => false, cut: () => cut() }
    connection.exchanges.add(exchange)
    const upstream = judgement.decision.to === 'public' ? (site.publicUpstream ?? site.upstream) : site.upstream
    const cut = upgrade({
      upstream: upstream.url,
      connect: upstreams.get(upstream).connect,
      path: target.path + target.query,
      headers: forwardHeaders(request, asked).slice(2),
      host: asked.host,
      request,
      socket,
      head,
      onOpen: (status) => reportOnce(asked, { ...common, outcome: 'allowed', status, path }),
      onFailed: (detail) =>
        answer(refuse(connection, judgement, { ...common, outcome: upstreamPage(detail), path, detail })),
      onEnd: () => connection.exchanges.delete(exchange),
    })
  }

  const one = http.createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT,
    // Uploads may take hours; slow headers may not.
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE,
    noDelay: true,
    insecureHTTPParser: false,
    shouldUpgradeCallback: isWebSocket,
  })
  // Node would leave out what is beyond its count without a word: refused in `ask` instead.
  one.maxHeadersCount = 0
  one.on('request', guarded(onRequest))
  // Asked before the body is sent (RFC 9110 §10.1.1): it is judged first, and invited only when it may go on.
  one.on('checkContinue', guarded(onRequest))
  one.on('checkExpectation', (request: IncomingMessage, response: http.ServerResponse) => {
    response.writeHead(417).end()
    request.resume()
  })
  one.on('upgrade', guarded(onUpgrade))
  one.on(
    'connect',
    (_request, socket) => void socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'),
  )
  one.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable && error.code !== 'ECONNRESET') {
      const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    } else socket.destroy()
  })
  // This server never listens: connections are handed to it. Node starts its check of slow headers at this event.
  one.emit('listening')

  const two = http2.createServer({
    settings: { maxConcurrentStreams: 128, maxHeaderListSize: MAX_HEADER_BYTES, enableConnectProtocol: false },
    // A page that is left cancels some dozens at once; a rapid reset flood (CVE-2023-44487) is ended by GOAWAY.
    streamResetBurst: 200,
    streamResetRate: 33,
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 100,
    maxHeaderListPairs: MAX_HEADERS + 8,
  })
  two.on('request', guarded(onRequest))
  two.on('checkContinue', guarded(onRequest))
  two.on('sessionError', () => undefined)
  two.on('session', (session) => {
    const connection = connections.get(session.socket) ?? pending
    if (connection) connections.set(session, connection)
    session.setTimeout(KEEP_ALIVE * 2, () => {
      if (connection && connection.exchanges.size === 0) session.close()
    })
  })
  /** The connection whose HTTP/2 session is being made just now: `session.socket` is a proxy, not the socket itself. */
  let pending: Connection | null = null

  return {
    upstreams,
    accept(connection) {
      connections.set(connection.socket, connection)
      if (connection.socket.alpnProtocol === 'h2') {
        pending = connection
        two.emit('connection', connection.socket)
        pending = null
      } else one.emit('connection', connection.socket)
    },
    close() {
      // Clears the interval that `listening` has started.
      one.closeAllConnections()
      one.close(() => undefined)
      upstreams.close()
    },
  }
}

/** Pages that have no outcome of their own in the activity. */
function reported(outcome: PageOutcome): Outcome {
  if (outcome === 'upstream-timeout' || outcome === 'upstream-untrusted') return 'upstream-error'
  return outcome === 'renewal-asked' ? 'expired' : outcome
}

function loginVisitor({ judgement: { decision, evidence, site } }: Asked): LoginVisitor {
  const known = evidence.fingerprint === null ? undefined : site.policy.known.get(evidence.fingerprint)
  const to = decision.kind === 'forward' ? decision.to : 'public'
  const observed = decision.kind === 'forward' && decision.observed !== null
  return { to, evidence, observed, deviceName: known?.deviceName ?? null }
}

/** A mistake in handling one visitor ends that visitor's connection, not the door for everybody else. */
function guarded<T extends unknown[]>(handle: (request: VisitorRequest & IncomingMessage, ...rest: T) => void) {
  return (request: VisitorRequest & IncomingMessage, ...rest: T): void => {
    try {
      handle(request, ...rest)
    } catch {
      request.socket.destroy()
    }
  }
}

/** Answers without reading a body that will not be used; the connection cannot be trusted to be in step afterwards. */
function refuseBody(
  request: VisitorRequest,
  response: VisitorResponse,
  page: Page,
  send: (response: VisitorResponse, page: Page, method: string | undefined) => void,
): void {
  if (isHttp2(request)) {
    send(response, page, request.method)
    if (!request.complete)
      (response as Http2ServerResponse).stream.once('finish', () => (response as Http2ServerResponse).stream.close(0))
    return
  }
  const body = request.headers['content-length'] ?? request.headers['transfer-encoding']
  if (body !== undefined && body !== '0') (response as http.ServerResponse).setHeader('connection', 'close')
  send(response, page, request.method)
}

function rawPage(page: Page): string {
  const lines = Object.entries(page.headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${page.status} Refused\r\nconnection: close\r\n${lines.join('')}\r\n${page.body}`
}
