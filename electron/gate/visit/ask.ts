import { methodsOf } from '../../../shared/access/method.ts'
import { leadsUpwards, readTarget, type Target } from '../../../shared/access/path.ts'
import type { PageOutcome } from '../../../shared/pages/words.ts'
import type { CompiledPolicy, CompiledSite } from '../tls/compile.ts'
import { judge, type Connection, type Judgement } from './connection.ts'
import { destinationTarget, upstreamReferences } from './references.ts'
import { visitorHeaderPolicy } from './header-policy.ts'
import { identityLines } from './headers.ts'
import type { HeaderList } from '../http/head.ts'
import type { CompiledUpstream } from '../upstream/compile.ts'
import type { Source } from './location.ts'
import { isLoggedIn, loginHeader, type LoginVisitor } from './login.ts'
import type { LoginPolicy } from '../protocol.ts'
import { normaliseHost, originForm } from '../tls/names.ts'

/** Browsers send about twenty. */
export const MAX_HEADERS = 200

/** What a request says, whichever protocol brought it. */
export interface Question {
  readonly method: string
  readonly target: string
  /** The host it is for, as it was written; null when that is not told exactly once. */
  readonly authority: string | null
  readonly headers: HeaderList
  /** X-Vestibule-Probe. */
  readonly probe: string | undefined
}

/** A request after everything that does not depend on the certificate was checked. */
export interface Asked {
  readonly connection: Connection
  readonly host: string
  readonly target: Target | null
  /** Every method that the upstream may understand it by. */
  readonly methods: readonly string[]
  readonly judgement: Judgement
}

/** A request that is wrong before any certificate is looked at. */
export interface Refused {
  readonly connection: Connection
  readonly judgement: Judgement | null
  readonly outcome: PageOutcome
}

/** Judges a request. */
export function ask(connection: Connection, question: Question, policy: CompiledPolicy, now: number): Asked | Refused {
  const { method, target: url, authority, probe } = question
  if (probe !== undefined && policy.probes.has(probe)) connection.probe = true
  const site = policy.sites.get(connection.siteId)
  const fail = (outcome: PageOutcome): Refused => ({
    connection,
    judgement: judge(connection, policy, { path: '/', methods: [method] }, now),
    outcome,
  })
  if (authority === null || question.headers.length / 2 > MAX_HEADERS) return fail('bad-request')
  if (method === 'CONNECT' || method === 'TRACE') return fail('bad-request')
  const host = normaliseHost(authority)
  if (!site || host === null || !site.hosts.has(host)) return fail('misdirected')
  if (connection.serverName !== null && !site.hosts.has(connection.serverName)) return fail('misdirected')
  const origin = originForm(url, host)
  if (origin === null) return fail('misdirected')
  const target = origin === '*' ? { path: '/', query: '' } : targetFor(origin, site)
  // Of what cannot be read nothing is known, its methods neither: none are allowed (decide.ts).
  const methods = target === null ? [] : methodsOf(method, question.headers, target.query)
  const judgement = judge(connection, policy, { path: target?.path ?? null, methods }, now)
  if (!judgement) return fail('misdirected')
  const destination = destinationTarget(method, question.headers)
  if (destination !== undefined && judgement.decision.kind === 'forward') {
    const there = destination === null ? null : targetFor(destination, site)
    // It is written there, by whichever method (RFC 4918 §9.8, §9.9).
    const other = judge(connection, policy, { path: there?.path ?? null, methods: [...methods, 'PUT'] }, now)
    if (!there || !other) return fail('bad-request')
    // What may not be asked for may not be written to either.
    if (other.decision.kind === 'page') return { connection, host: authority, target: there, methods, judgement: other }
    if (other.decision.to !== judgement.decision.to) return fail('bad-request')
  }
  return { connection, host: authority, target, methods, judgement }
}

/** An upstream with a base path is that folder and nothing beside it, also where no rule makes paths be read. */
function targetFor(origin: string, { site, upstream, publicUpstream }: CompiledSite): Target | null {
  const target = readTarget(origin, site.rules.length > 0)
  const below = upstream.url.pathname !== '/' || (publicUpstream !== null && publicUpstream.url.pathname !== '/')
  return target && below && leadsUpwards(target.path) ? null : target
}

/** What goes on to the upstream of what the visitor sent, Host first. */
export function onwardHeaders(
  { method, headers }: Pick<Question, 'method' | 'headers'>,
  asked: Asked,
  upstream: CompiledUpstream,
): HeaderList {
  const { site } = asked.judgement.site
  const visitor = loginVisitor(asked, headers)
  const policy = visitorHeaderPolicy(site, visitor.to)
  const askedHost = upstream.host ?? asked.host
  const source: Source = { upstream: upstream.url, host: asked.host, askedHost }
  const kept = upstreamReferences(method, policy.apply(headers), source)
  const login = loginHeader(site.login, visitor)
  return ['Host', askedHost, ...without(kept, login[0]), ...login]
}

/**
 * What is heeded in front of a body only: who it is, where it leads, and what it is (RFC 9110 §6.5.1). A server that puts
 * trailers among the headers would believe it unasked.
 */
const NEVER_TRAILING =
  /^(?:authorization|cookie2?|origin|referer|destination|if|if-.*|range|content-.*|cache-control|max-forwards|pragma|accept.*|upgrade-insecure-requests|sec-.*)$/i

/** Fields behind the visitor's body that may go on: of those that might stand in front of it. */
export function onwardTrailers(trailers: HeaderList, asked: Asked): HeaderList {
  const { site } = asked.judgement.site
  const kept = visitorHeaderPolicy(site, destinationOf(asked)).apply(trailers)
  return kept.filter((_one, at) => !NEVER_TRAILING.test(kept[at - (at % 2)] as string))
}

/** What the gate says to the upstream of the visitor, each line ended by CRLF. */
export function ownLines({ connection: { address, presented }, host, judgement: { evidence, site } }: Asked): string {
  return identityLines({ address, host, presented, evidence }, site.site.upstreamHeaders)
}

/** What answers the Digest challenges of the upstream for this visitor; null where the visitor is asked. */
export function digestLogin(headers: HeaderList, asked: Asked): LoginPolicy | null {
  const { login } = asked.judgement.site.site
  return login?.digest && isLoggedIn(login, loginVisitor(asked, headers)) ? login : null
}

/** Whether the name or value at this place belongs to a header. */
function isNamed(headers: HeaderList, at: number, name: string): boolean {
  return (headers[at - (at % 2)] as string).toLowerCase() === name
}

/** Without one header; undefined: as they are. Two logins in one request may be read either way. */
function without(headers: HeaderList, name: string | undefined): HeaderList {
  if (name === undefined) return headers
  const lower = name.toLowerCase()
  return headers.filter((_one, at) => !isNamed(headers, at, lower))
}

function destinationOf({ judgement: { decision } }: Asked): LoginVisitor['to'] {
  return decision.kind === 'forward' ? decision.to : 'public'
}

function loginVisitor(asked: Asked, headers: HeaderList): LoginVisitor {
  const { decision, evidence, site } = asked.judgement
  const known = evidence.fingerprint === null ? undefined : site.policy.known.get(evidence.fingerprint)
  // An empty one says nothing, wherever it stands among others.
  const ownLogin = headers.some((value, at) => at % 2 === 1 && value !== '' && isNamed(headers, at, 'authorization'))
  const observed = decision.kind === 'forward' && decision.observed !== null
  return { to: destinationOf(asked), evidence, observed, deviceName: known?.deviceName ?? null, ownLogin }
}
