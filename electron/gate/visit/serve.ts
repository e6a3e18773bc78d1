import { requestKindOf, type RequestKind } from '../../../shared/access/request-kind.ts'
import { RENEWAL_PATH } from '../../../shared/pages/renewal-path.ts'
import type { PageOutcome } from '../../../shared/pages/words.ts'
import { upstreamPage } from '../../../shared/upstream-causes.ts'
import { createAnswers } from './answers.ts'
import { ask, digestLogin, onwardHeaders, onwardTrailers, ownLines, type Asked } from './ask.ts'
import type { CompiledPolicy } from '../tls/compile.ts'
import type { Connection, Exchange, Judgement } from './connection.ts'
import { createUpstreams, Forwarding, type ForwardEnd, type Upstreams } from '../upstream/forward.ts'
import { loggedIn } from '../upstream/digest-sending.ts'
import { isGrpc } from '../upstream/http2.ts'
import type { Found } from '../upstream/health.ts'
import { Http1Connection } from '../http/http1-connection.ts'
import { Http2Connection } from '../http/http2/connection.ts'
import type { TransferHandlers } from '../upstream/sending.ts'
import { headerValue, type Visit } from '../http/visit.ts'
import { createPace } from './pace.ts'
import type { Page } from './pages.ts'
import type { GateActivity } from '../protocol.ts'
import type { Renewals } from './renewal.ts'
import { agreement, join, openingOf } from '../upstream/upgrade.ts'
import type { CompiledUpstream } from '../upstream/compile.ts'

export interface ServeOptions {
  readonly policy: () => CompiledPolicy
  readonly now: () => number
  readonly report: (line: GateActivity) => void
  readonly renewals: Renewals
  /** Milliseconds that an upstream has to begin its answer. */
  readonly upstreamTimeout?: number
  /** Told what became of each request that went on. */
  readonly onUpstream: (upstream: CompiledUpstream, found: Found) => void
  /** The status with which the upstream of a site has answered a visitor. */
  readonly onAnswer: (siteId: string, status: number) => void
}

/** A connection that is being served. */
export interface Served {
  /** When it was last of any use (performance.now()); null while it answers a request. */
  readonly idleSince: number | null
}

/** The HTTP side: takes verified TLS connections of any site. */
export interface Serving {
  accept(connection: Connection): Served
  /** Ends connections whose visitors have asked nothing for too long. @param now performance.now() */
  sweep(now: number): void
  readonly upstreams: Upstreams
  close(): void
}

/** Whoever needs no new certificate (any more) has nothing to ask for. */
const HOME: Page = {
  status: 303,
  headers: { location: '/', 'cache-control': 'no-store', 'content-length': '0' },
  body: '',
}

/** What another certificate cures, or one at last. */
const ABOUT_CERTIFICATE: ReadonlySet<PageOutcome> = new Set<PageOutcome>([
  'no-certificate',
  'expired',
  'not-yet-valid',
  'revoked',
  'unknown-issuer',
  'self-signed',
  'wrong-purpose',
  'bad-certificate',
])

/**
 * Whether a refusal ends with another handshake only: a certificate can be shown in no other way, so that "install it and
 * reload" would go on being refused on this connection (RFC 9112 §9.6, RFC 9113 §6.8). A list that is out of date is
 * cured by the owner.
 */
function needsHandshake(outcome: PageOutcome, { evidence }: Judgement): boolean {
  return ABOUT_CERTIFICATE.has(outcome) && !evidence.verification.name.startsWith('X509_V_ERR_CRL_')
}

export function createServing(options: ServeOptions): Serving {
  const upstreams = createUpstreams(
    options.upstreamTimeout === undefined ? {} : { answerTimeoutMs: options.upstreamTimeout },
  )
  const answers = createAnswers(options)
  const open = new Set<Http1Connection | Http2Connection>()

  const onVisit = (connection: Connection, visit: Visit): void => {
    const asked = ask(
      connection,
      {
        method: visit.method,
        target: visit.target,
        authority: visit.authority,
        headers: visit.headers,
        probe: headerValue(visit.headers, 'x-vestibule-probe'),
      },
      options.policy(),
      options.now(),
    )
    const method = visit.method
    const wants = wantsOf(visit)
    if ('outcome' in asked) {
      const refusal = { method, ...wants, detail: null, outcome: asked.outcome, path: null, requestKind: null }
      return sendPage(visit, answers.refuse(connection, asked.judgement, refusal))
    }
    const { judgement, target } = asked
    const { decision, site } = judgement
    const path = target?.path ?? null
    if (path === RENEWAL_PATH && decision.kind === 'forward') return sendPage(visit, HOME)
    if (decision.kind === 'page' || target === null) {
      let outcome = (decision.kind === 'page' ? decision.outcome : 'bad-request') as PageOutcome
      if (path === RENEWAL_PATH && method === 'POST' && outcome === 'expired' && site.site.kind !== 'vestibule') {
        if (options.renewals.ask(connection, site, visit.headers, asked.host)) outcome = 'renewal-asked'
      }
      const details = { method, detail: null, path, requestKind: kindOf(visit, path, judgement) }
      const page = answers.refuse(connection, judgement, { ...details, ...wants, outcome })
      if (site.site.kind === 'vestibule' || needsHandshake(outcome, judgement)) visit.closeAfterResponse()
      return sendPage(visit, page)
    }
    const upstream = decision.to === 'public' ? (site.publicUpstream ?? site.upstream) : site.upstream
    sendOn(asked, visit, upstream, target.path, target.query)
  }

  /** Sends a request on that was let in. */
  const sendOn = (asked: Asked, visit: Visit, upstream: CompiledUpstream, path: string, query: string): void => {
    const { connection, judgement } = asked
    const { method } = visit
    const requestKind = kindOf(visit, path, judgement)
    const details = { method, path, detail: null, requestKind, viaProxy: isViaProxy(visit, judgement) }
    const onEnd = (end: ForwardEnd): void => {
      connection.exchanges.delete(exchange)
      switch (end.kind) {
        case 'done':
          options.onUpstream(upstream, { milliseconds: end.milliseconds, status: end.status, problem: null })
          if (upstream === judgement.site.upstream) options.onAnswer(connection.siteId, end.status)
          return answers.report(connection, judgement, { ...details, outcome: 'allowed', status: end.status })
        case 'no-answer': {
          const { detail } = end
          options.onUpstream(upstream, { milliseconds: null, status: null, problem: detail })
          const refusal = { ...details, ...wantsOf(visit), outcome: upstreamPage(detail), detail }
          return sendPage(visit, answers.refuse(connection, judgement, refusal))
        }
        case 'broken': {
          const { status, detail } = end
          return answers.report(connection, judgement, { ...details, outcome: 'upstream-error', status, detail })
        }
        case 'visitor-left':
          return undefined
      }
    }
    const pace = createPace(options.now())
    const opening = openingOf(visit, judgement.site.site.upgrades)
    let joined: (() => void) | null = null
    const exchange: Exchange = {
      path,
      methods: asked.methods,
      tooSlow: (now) => !opening && pace(forwarding.flow(), now),
      cut: () => (joined ?? (() => forwarding.cut()))(),
    }
    const onSwitched = opening
      ? (...[head, socket, rest]: Parameters<TransferHandlers['onSwitched']>): void => {
          answers.report(connection, judgement, { ...details, outcome: 'allowed', status: head.status })
          const { socket: visitor, rest: early } = opening.visit.switchProtocols(agreement(head.headers))
          const { idleTimeoutMs } = upstream
          const onEnd = (): void => void connection.exchanges.delete(exchange)
          joined = join({ visitor, early, upstream: socket, rest, idleTimeoutMs, onEnd })
        }
      : null
    connection.exchanges.add(exchange)
    // The visitor waits to be invited (RFC 9110 §10.1.1), and is only now: who may not go on sends no body.
    if (visit.expectsContinue) visit.interim(100, [])
    const handle = upstreams.get(upstream)
    const forwarding = new Forwarding({
      sender: loggedIn(
        !opening && isGrpc(visit.headers) ? handle.http2 : handle.pool,
        digestLogin(visit.headers, asked),
      ),
      owner: connection,
      upstream: upstream.url,
      host: asked.host,
      askedHost: upstream.host ?? asked.host,
      visit,
      path: path + query,
      headers: onwardHeaders(visit, asked, upstream),
      own: ownLines(asked),
      onwardTrailers: (trailers) => onwardTrailers(trailers, asked),
      upgrade: opening?.protocol ?? null,
      onSwitched,
      onEnd,
    })
    // A device counts as let in when its request goes on, not when an endless response has ended.
    if (!opening) answers.report(connection, judgement, { ...details, outcome: 'allowed', status: null })
  }

  return {
    upstreams,
    accept(connection) {
      const { socket } = connection
      const take = (visit: Visit): void => {
        try {
          onVisit(connection, visit)
        } catch {
          // A mistake with one visitor ends that visitor's connection, not the door for everybody else.
          socket.destroy()
        }
      }
      const onClose = (): void => void open.delete(one)
      const one: Http1Connection | Http2Connection =
        socket.alpnProtocol === 'h2'
          ? new Http2Connection(socket, {
              onVisit: take,
              onClose,
              isBusy: () => connection.exchanges.size > 0,
              isStranger: connection.isStranger,
            })
          : new Http1Connection(socket, { onVisit: take, onClose })
      open.add(one)
      return one
    },
    sweep(now) {
      for (const one of open) one.sweep(now)
    },
    close() {
      for (const one of open) one.destroy()
      upstreams.close()
    },
  }
}

/** Headers by which proxies and tunnels say for whom they come. */
const OF_PROXIES = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'cf-connecting-ip', 'tailscale-user-login']

function isViaProxy({ headers }: Visit, { decision }: Judgement): boolean {
  return decision.because === 'local' && OF_PROXIES.some((name) => headerValue(headers, name) !== undefined)
}

/** What a request is that is refused, or only observed to be, because it came without a certificate. */
function kindOf({ method, headers }: Visit, path: string | null, { decision }: Judgement): RequestKind | null {
  const outcome = decision.kind === 'page' ? decision.outcome : decision.observed
  if (outcome !== 'no-certificate') return null
  return requestKindOf({ method, path, header: (name) => headerValue(headers, name) })
}

/** What a page depends on, apart from who asks. */
function wantsOf({ headers }: Visit): { accept: string; languages: string } {
  return { accept: headerValue(headers, 'accept') ?? '', languages: headerValue(headers, 'accept-language') ?? '' }
}

/** The gate's own answer. A body that still comes is not read. */
function sendPage(visit: Visit, page: Page): void {
  if (visit.answered) return
  const body = visit.method === 'HEAD' ? null : Buffer.from(page.body)
  const length = body?.length ?? 0
  visit.begin({
    status: page.status,
    reason: '',
    headers: Object.entries(page.headers).flat(),
    body: length === 0 ? { kind: 'none' } : { kind: 'length', bytes: length },
  })
  if (body && length > 0) visit.write(body)
  visit.end()
}
