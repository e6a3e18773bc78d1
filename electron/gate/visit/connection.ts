import type { CipherNameAndProtocol, TLSSocket } from 'node:tls'
import { decide, type Decision, type Evidence } from '../../../shared/access/decide.ts'
import { isLocalNetwork } from '../../../shared/access/local-network.ts'
import { readTarget } from '../../../shared/access/path.ts'
import type { RequestKind } from '../../../shared/access/request-kind.ts'
import type { Outcome } from '../../../shared/contract/activity.ts'
import type { CompiledPolicy, CompiledSite } from '../tls/compile.ts'
import type { Presented } from '../tls/identity.ts'
import { currentEvidence } from '../tls/standing.ts'
import type { GateActivity } from '../protocol.ts'
import type { ConnectionOwner } from '../upstream/request.ts'

/** Something in flight that can be ended at once: a response, a stream, a WebSocket. */
export interface Exchange {
  /** Path it was let in with, and every method that it may be understood by. */
  readonly path: string
  readonly methods: readonly string[]
  /** Whether its visitor is too slow to be waited for, now. */
  readonly tooSlow: (now: number) => boolean
  cut(): void
}

/** What is known of a connection when its handshake has ended. */
export interface Arrival {
  readonly siteId: string
  readonly socket: TLSSocket
  /** Normalised; null when none was sent. */
  readonly serverName: string | null
  readonly address: string
  readonly presented: Presented | null
  /** Whether it has shown no certificate that was good at that time. Changes no decision. */
  readonly isStranger: boolean
}

/**
 * One TLS connection of a visitor, bound for ever to the site it was verified for. What only some connections are asked
 * for is found out when it is asked for.
 */
export class Connection implements Arrival, ConnectionOwner {
  readonly siteId: string
  readonly socket: TLSSocket
  readonly serverName: string | null
  readonly address: string
  readonly presented: Presented | null
  readonly isStranger: boolean
  readonly exchanges = new Set<Exchange>()
  /** What was last written to the activity: repetitions on one connection are one line. */
  lastReported = ''
  /** It carried the word of a diagnosis that is running. */
  probe = false
  #localNetwork: boolean | null = null
  #protection: Pick<GateActivity, 'tlsVersion' | 'cipher'> | null = null

  constructor({ siteId, socket, serverName, address, presented, isStranger }: Arrival) {
    this.siteId = siteId
    this.socket = socket
    this.serverName = serverName
    this.address = address
    this.presented = presented
    this.isStranger = isStranger
  }

  onClosed(callback: () => void): void {
    this.socket.once('close', callback)
  }

  get localNetwork(): boolean {
    return (this.#localNetwork ??= isLocalNetwork(this.address))
  }

  /** TLS version and cipher suite, as they were when they were first asked for: a socket that is closed knows neither. */
  get protection(): Pick<GateActivity, 'tlsVersion' | 'cipher'> {
    if (!this.#protection) {
      // The types do not know that a socket may be closed already.
      const cipher = this.socket.getCipher() as Partial<CipherNameAndProtocol> | undefined
      const name = cipher?.standardName ?? cipher?.name ?? null
      this.#protection = { tlsVersion: this.socket.getProtocol(), cipher: name }
    }
    return this.#protection
  }
}

/** What a connection may do just now. */
export interface Judgement {
  readonly site: CompiledSite
  readonly evidence: Evidence
  readonly decision: Decision
}

/** @returns null when the site is gone */
export function judge(
  connection: Connection,
  policy: CompiledPolicy,
  { path, methods }: { readonly path: string | null; readonly methods: readonly string[] },
  now: number,
): Judgement | null {
  const site = policy.sites.get(connection.siteId)
  if (!site) return null
  const evidence = currentEvidence(connection.presented, site, now)
  const decision = decide(
    evidence,
    { path, methods, localNetwork: connection.localNetwork },
    {
      mode: site.site.mode,
      rules: site.site.rules,
      hasPublicUpstream: site.site.publicUpstream !== null,
      ignoreCase: site.site.ignoreCase,
      encodedPaths: site.site.encodedPaths,
      observe: site.site.observe,
    },
  )
  return { site, evidence, decision }
}

/** Ends everything in flight that would not be let in any more; idle connections stay, to get a page that says why. */
export function enforce(connection: Connection, policy: CompiledPolicy, now: number): void {
  const site = policy.sites.get(connection.siteId)
  if (!site) {
    connection.socket.destroy()
    return
  }
  for (const exchange of connection.exchanges) {
    // It may have been let in when there was no rule yet, by a path that was forwarded as it came.
    const path = readTarget(exchange.path, site.site.rules.length > 0)?.path ?? null
    const asked = { path, methods: exchange.methods }
    if (judge(connection, policy, asked, now)?.decision.kind !== 'forward') exchange.cut()
  }
}

/** Cuts requests whose visitor sends or takes next to nothing: each holds a connection of the upstream. By the clock. */
export function cutSlow(connection: Connection, now: number): void {
  for (const exchange of connection.exchanges) if (exchange.tooSlow(now)) exchange.cut()
}

/** The activity line of a request or handshake. */
export function activityLine(
  connection: Connection,
  policy: CompiledPolicy,
  evidence: Evidence | null,
  what: {
    at: number
    outcome: Outcome
    observed: Outcome | null
    status: number | null
    method: string | null
    path: string | null
    detail: string | null
    requestKind: RequestKind | null
    viaProxy: boolean
  },
): GateActivity {
  const { presented } = connection
  const shown = presented ? (evidence?.verification ?? presented.handshake) : null
  return {
    ...what,
    lastAt: what.at,
    count: 1,
    path: what.path?.slice(0, 512) ?? null,
    siteId: connection.siteId,
    address: connection.address,
    ...connection.protection,
    verifyCode: shown?.number ?? null,
    verifyName: shown?.name ?? null,
    deviceId: evidence?.deviceId ?? null,
    fingerprint: presented?.fingerprint ?? null,
    serial: presented?.serial ?? null,
    subject: presented?.subject.slice(0, 512) ?? null,
    issuer: presented?.issuer.slice(0, 512) ?? null,
    probe: connection.probe || (presented !== null && policy.probes.has(presented.fingerprint)),
  }
}
