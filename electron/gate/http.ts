import http, { type IncomingMessage } from 'node:http'
import http2, { type Http2ServerResponse } from 'node:http2'
import type { Duplex } from 'node:stream'
import { RENEWAL_PATH } from '../../shared/pages/renewal-path.ts'
import type { PageOutcome } from '../../shared/pages/words.ts'
import { upstreamPage } from '../../shared/upstream-causes.ts'
import { createAnswers } from './answers.ts'
import { ask, MAX_HEADERS, onwardHeaders, type Asked, type Question, type Refused } from './ask.ts'
import type { CompiledPolicy } from './compile.ts'
import type { Connection, Exchange } from './connection.ts'
import { createUpstreams, forward, type Upstreams } from './forward.ts'
import type { Found } from './health.ts'
import { createPace } from './pace.ts'
import type { Page } from './pages.ts'
import type { GateActivity } from './protocol.ts'
import type { Renewals } from './renewal.ts'
import { isWebSocket, upgrade } from './upgrade.ts'
import type { CompiledUpstream } from './upstream.ts'
import { authorityOf, isHttp2, leave, type VisitorRequest, type VisitorResponse } from './visitor.ts'

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

/** Whoever needs no new certificate (any more) has nothing to ask for. */
const HOME: Page = {
  status: 303,
  headers: { location: '/', 'cache-control': 'no-store', 'content-length': '0' },
  body: '',
}

/** Bytes; nginx and Apache allow 8 to 32 KiB. */
const MAX_HEADER_BYTES = 32_768
const HEADERS_TIMEOUT = 30_000
/** Longer than browsers keep idle connections, so that it is they who close them. */
const KEEP_ALIVE = 75_000

export function createHttpSide(options: HttpOptions): HttpSide {
  const connections = new WeakMap<object, Connection>()
  const upstreams = createUpstreams(
    options.upstreamTimeout === undefined ? {} : { headersTimeout: options.upstreamTimeout },
  )

  const answers = createAnswers(options)

  const sendPage = (response: VisitorResponse, page: Page, method: string | undefined): void => {
    if (response.headersSent || response.destroyed) return
    const writable = response as http.ServerResponse
    writable.writeHead(page.status, page.headers)
    writable.end(method === 'HEAD' ? undefined : page.body)
  }

  /** What a request asks, judged. @throws Error when it came by no connection that is known */
  const judged = (request: VisitorRequest): Asked | Refused => {
    const connection = connections.get(isHttp2(request) ? (request.stream.session ?? request.socket) : request.socket)
    if (!connection) throw new Error('a request without a connection')
    const probe = request.headers['x-vestibule-probe']
    const question: Question = {
      method: request.method ?? '',
      target: request.url ?? '',
      authority: authorityOf(request),
      headerCount: request.rawHeaders.length / 2,
      probe: typeof probe === 'string' ? probe : undefined,
    }
    return ask(connection, question, options.policy(), options.now())
  }

  const onRequest = (request: VisitorRequest, response: VisitorResponse): void => {
    response.on('error', () => undefined)
    request.on('error', () => undefined)
    const asked = judged(request)
    const common = { method: request.method ?? null, accept: request.headers.accept ?? '', detail: null }
    if ('outcome' in asked) {
      const page = answers.refuse(asked.connection, asked.judgement, { ...common, outcome: asked.outcome, path: null })
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
      const page = answers.refuse(connection, judgement, { ...common, outcome, path })
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
      headers: onwardHeaders(request.rawHeaders, asked),
      onEnd(end) {
        connection.exchanges.delete(exchange)
        switch (end.kind) {
          case 'done':
            options.onUpstream(upstream, { milliseconds: end.milliseconds, status: end.status, problem: null })
            return answers.report(connection, judgement, { ...common, outcome: 'allowed', status: end.status, path })
          case 'no-answer': {
            options.onUpstream(upstream, { milliseconds: null, status: null, problem: end.detail })
            const outcome = upstreamPage(end.detail)
            return sendPage(
              response,
              answers.refuse(connection, judgement, { ...common, outcome, path, detail: end.detail }),
              request.method,
            )
          }
          case 'broken':
            return answers.report(connection, judgement, {
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
    answers.report(connection, judgement, { ...common, outcome: 'allowed', status: null, path })
  }

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => undefined)
    const asked = judged(request)
    const common = { method: request.method ?? null, accept: '', detail: null }
    const answer = (page: Page): void => void socket.end(rawPage(page))
    if ('outcome' in asked) {
      return answer(
        answers.refuse(asked.connection, asked.judgement, { ...common, outcome: asked.outcome, path: null }),
      )
    }
    const { connection, judgement, target } = asked
    const path = target?.path ?? null
    if (judgement.decision.kind === 'page' || target === null) {
      const outcome = judgement.decision.kind === 'page' ? judgement.decision.outcome : 'bad-request'
      return answer(answers.refuse(connection, judgement, { ...common, outcome: outcome as PageOutcome, path }))
    }
    const { site } = judgement
    const exchange: Exchange = { path: target.path, tooSlow: () => false, cut: () => cut() }
    connection.exchanges.add(exchange)
    const upstream = judgement.decision.to === 'public' ? (site.publicUpstream ?? site.upstream) : site.upstream
    const cut = upgrade({
      upstream: upstream.url,
      connect: upstreams.get(upstream).connect,
      path: target.path + target.query,
      headers: onwardHeaders(request.rawHeaders, asked).slice(2),
      host: asked.host,
      request,
      socket,
      head,
      onOpen: (status) => answers.report(connection, judgement, { ...common, outcome: 'allowed', status, path }),
      onFailed: (detail) =>
        answer(answers.refuse(connection, judgement, { ...common, outcome: upstreamPage(detail), path, detail })),
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
