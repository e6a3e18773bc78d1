import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Outcome } from '../../../shared/contract/activity.ts'
import { Occupancy, RANK, type OccupancyLimits } from '../../../shared/access/occupancy.ts'
import { verifyCodeFromNode } from '../../../shared/verify/index.ts'
import { compilePolicy, type CompiledPolicy } from '../tls/compile.ts'
import { activityLine, Connection, cutSlow, enforce } from '../visit/connection.ts'
import { outcomeOf } from '../../../shared/verify/outcome.ts'
import { createRefusals } from '../upstream/refusals.ts'
import { createHealth } from '../upstream/health.ts'
import { createServing } from '../visit/serve.ts'
import { readPresented, refusedPeer } from '../tls/identity.ts'
import { createAcmePort } from '../visit/acme-port.ts'
import { createHeldReports, isToBeTold } from '../tls/held.ts'
import { currentEvidence } from '../tls/standing.ts'
import { endWithVisitor } from '../tls/end-with-visitor.ts'
import { createChallengeAnswerer } from '../tls/acme-challenge.ts'
import { createListener, type Failed, type Greeted, type Listener } from '../tls/listener.ts'
import { PolicyProblem } from '../policy-problem.ts'
import type { FromGate, GateKnock, ListenerProblem, Policy, ToGate } from '../protocol.ts'
import { createRedirects } from '../visit/redirects.ts'
import { createRenewals } from '../visit/renewal.ts'
import { MemoryGuard } from './memory-guard.ts'
import { createReporter } from './report.ts'

export interface GateOptions {
  readonly send: (message: FromGate) => void
  /** Milliseconds since 1970. Default: Date.now. */
  readonly now?: () => number
  /** Milliseconds that an upstream has to begin its answer. Default: 60,000. */
  readonly upstreamTimeout?: number
  /** Milliseconds between two looks at an upstream that answers. Default: 30,000. */
  readonly healthInterval?: number
  /** Resident set size of the process, in bytes; absent where the gate is not all of its process. */
  readonly rss?: () => number
}

/** The network-facing part, as it answers its engine. */
export interface Gate {
  /** Handles one message; those that change what is in force are handled one after the other. */
  receive(message: ToGate): Promise<void>
  /** Ends every listener and connection. */
  close(): void
}

/**
 * Certificates expire by the clock, not by a timer that may sleep with the computer: look at it so often, and when a new
 * second begins, because that is when they do. Milliseconds.
 */
const SECOND = 1000

/**
 * Connections of all TLS ports. Each holds up to 130 KB (docs/decisions/0028-own-http1-reader.md): half a gigabyte in all.
 * Browsers open six at a time to a host.
 */
const LIMITS: OccupancyLimits = { max: 4096, maxPerLine: 512, maxGreetingPerLine: 64 }

export function createGate(options: GateOptions): Gate {
  const now = options.now ?? Date.now
  const reporter = createReporter(options.send)
  const connections = new Set<Connection>()
  const occupancy = new Occupancy(LIMITS)
  const listeners = new Map<string, Listener>()
  let policy: CompiledPolicy = compilePolicy({
    version: 0,
    authorities: [],
    known: [],
    revoked: [],
    staleLists: [],
    heldIssuers: [],
    refused: [],
    listeners: [],
    redirects: [],
    challenges: { http: [], tls: [] },
    probes: [],
    acme: null,
    watching: false,
  })
  let watching = false
  const http = createServing({
    policy: () => policy,
    now,
    report: (line) => reporter.add(line),
    onUpstream: (upstream, found) => health.record(upstream, found),
    onAnswer: (siteId, status) => refusals.record(siteId, status),
    renewals: createRenewals({ now, send: (request) => options.send({ type: 'renewal', request }) }),
    ...(options.upstreamTimeout === undefined ? {} : { upstreamTimeout: options.upstreamTimeout }),
  })

  const refusals = createRefusals({ now, send: options.send })
  const health = createHealth({
    now,
    send: options.send,
    handle: (upstream) => http.upstreams.get(upstream),
    ...(options.healthInterval === undefined ? {} : { intervalMs: options.healthInterval }),
  })

  const redirects = createRedirects()
  const challenges = createChallengeAnswerer()
  const acme = createAcmePort({ send: (request) => options.send({ type: 'acme', request }) })
  const reportHeld = createHeldReports((certificate) => options.send({ type: 'held', certificate }))
  /** Tells the engine of a certificate that it does not know. */
  const noticeHeld = ({ presented, siteId, address }: Connection): void => {
    const site = policy.sites.get(siteId)
    if (!presented || !site || policy.heldFrom.size + policy.refused.size === 0) return
    const evidence = currentEvidence(presented, site, now())
    if (isToBeTold(presented, evidence, site)) reportHeld(presented, { at: now(), siteId, address })
  }

  const greeted = ({ siteId, made, socket, serverName, address, occupant }: Greeted): void => {
    const site = policy.sites.get(siteId)
    // Sessions are never resumed on purpose; one that claims to be was not verified here (threat: tickets cross sites).
    // Nor does a verification count that was begun when the site trusted others: visitors may hold a handshake open.
    const trusted = site?.trustKey === made.trustKey && site.trustsRoots === made.trustsRoots
    if (!site || !trusted || socket.isSessionReused()) {
      socket.destroy()
      return
    }
    const presented = made.asks ? readPresented(socket, site) : null
    const evidence = currentEvidence(presented, site, now())
    const isStranger = !evidence.presented || evidence.verification.number !== 0
    const connection = new Connection({ siteId, socket, serverName, address, presented, isStranger })
    noticeHeld(connection)
    if (site.site.mode === 'required' && isStranger) {
      const outcome: Outcome = evidence.presented ? outcomeOf(evidence.verification.name) : 'no-certificate'
      reporter.add(
        activityLine(connection, policy, evidence, {
          at: now(),
          outcome,
          observed: null,
          status: null,
          method: null,
          path: null,
          detail: null,
          requestKind: null,
          viaProxy: false,
        }),
      )
      socket.destroy()
      return
    }
    connections.add(connection)
    socket.on('close', () => connections.delete(connection))
    endWithVisitor(socket)
    const served = http.accept(connection)
    if (!occupant) return
    occupant.rank = isStranger ? RANK.stranger : RANK.device
    occupant.idleSince = () => (connection.exchanges.size > 0 ? null : served.idleSince)
  }

  const knock = (told: Omit<GateKnock, 'at'>): void => {
    if (watching) reporter.knock({ at: now(), ...told })
  }

  const failed = (port: number, { siteId, address, error, socket, serverName }: Failed): void => {
    const said = socket?.authorizationError as unknown as string | undefined | null
    const noCertificate = error.code === 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE'
    // Browsers hang up on the CertificateRequest, let the user pick, and come back: no news in that.
    if (!noCertificate && !said && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) {
      knock({ port, siteId, address, kind: 'hung-up', serverName })
      return
    }
    const site = siteId === null ? undefined : policy.sites.get(siteId)
    const refused = said && socket && site ? refusedPeer(socket, site) : null
    const code = refused?.handshake ?? (said ? verifyCodeFromNode(said) : null)
    const at = now()
    reporter.add({
      at,
      lastAt: at,
      count: 1,
      siteId,
      address,
      outcome: noCertificate ? 'no-certificate' : code ? outcomeOf(code.name) : 'handshake-failed',
      observed: null,
      status: null,
      method: null,
      path: null,
      tlsVersion: socket?.getProtocol() ?? null,
      cipher: null,
      verifyCode: code?.number ?? null,
      verifyName: code?.name ?? null,
      deviceId: null,
      fingerprint: refused?.fingerprint ?? null,
      serial: refused?.serial ?? null,
      subject: refused?.subject.slice(0, 512) ?? null,
      issuer: refused?.issuer.slice(0, 512) ?? null,
      detail: error.code ?? error.name,
      requestKind: null,
      viaProxy: false,
      probe: refused !== null && policy.probes.has(refused.fingerprint),
    })
  }

  /** Opens what is new, closes what is gone. Listeners that stay keep their connections. */
  const openListeners = async (next: CompiledPolicy): Promise<ListenerProblem[]> => {
    const problems: ListenerProblem[] = []
    const wanted = new Map(next.listeners.map((one) => [`${one.address} ${one.port}`, one]))
    for (const [key, listener] of listeners) {
      if (wanted.has(key)) continue
      listener.close()
      listeners.delete(key)
    }
    for (const [key, compiled] of wanted) {
      const existing = listeners.get(key)
      if (existing) {
        existing.use(compiled)
        continue
      }
      const { address, port } = compiled
      const listener = createListener({
        address,
        port,
        occupancy,
        challenges,
        onGreeted: greeted,
        onFailed: (one) => failed(port, one),
        onKnock: (one) => knock({ port, siteId: null, ...one }),
      })
      listener.use(compiled)
      try {
        await listener.open()
        listeners.set(key, listener)
      } catch (error) {
        problems.push({
          address,
          port,
          code: error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN',
        })
      }
    }
    return problems
  }

  const apply = async (wanted: Policy): Promise<void> => {
    let next: CompiledPolicy
    try {
      next = compilePolicy(wanted)
      challenges.use(wanted.challenges.tls)
    } catch (error) {
      if (!(error instanceof PolicyProblem)) throw error
      options.send({ type: 'refused', version: wanted.version, problem: error.problem })
      return
    }
    policy = next
    watching = wanted.watching
    for (const connection of connections) {
      enforce(connection, policy, now())
      noticeHeld(connection)
    }
    const problems = [
      ...(await openListeners(next)),
      ...(await redirects.use(wanted.redirects, wanted.challenges.http)),
      ...(await acme.use(wanted.acme)),
    ]
    http.upstreams.keep([...next.sites.values()].flatMap((one) => [one.upstream, one.publicUpstream ?? one.upstream]))
    options.send({ type: 'applied', version: next.version, problems })
    health.use(next)
    refusals.keep(new Set(next.sites.keys()))
  }

  const memory = new MemoryGuard()
  const guardMemory = (now: number): void => {
    if (!options.rss) return
    const exchanges = [...connections].reduce((sum, connection) => sum + connection.exchanges.size, 0)
    if (memory.look({ rss: options.rss(), connections: occupancy.size, exchanges, now }))
      options.send({ type: 'retire' })
  }

  const look = (): void => {
    clock = setTimeout(look, SECOND - (Date.now() % SECOND))
    const elapsed = performance.now()
    http.sweep(elapsed)
    acme.sweep(elapsed)
    guardMemory(elapsed)
    for (const listener of listeners.values()) listener.sweep(elapsed)
    for (const connection of connections) {
      if (connection.exchanges.size === 0) continue
      enforce(connection, policy, now())
      cutSlow(connection, now())
    }
  }
  let clock = setTimeout(look, SECOND - (Date.now() % SECOND))

  const close = (): void => {
    clearTimeout(clock)
    health.stop()
    for (const listener of listeners.values()) listener.close()
    listeners.clear()
    redirects.close()
    acme.close()
    http.close()
    reporter.flush()
  }
  const drain = async (): Promise<void> => {
    close()
    // What was cut says so when its sockets have closed.
    await nextTurn()
    reporter.flush()
    options.send({ type: 'drained' })
  }
  let queue = Promise.resolve()
  return {
    receive(message) {
      // Not in the order of the others: a policy may take its time.
      if (message.type === 'acme-response') {
        acme.answer(message.response)
        return Promise.resolve()
      }
      queue = queue.then(() => {
        if (message.type === 'policy') return apply(message.policy)
        if (message.type === 'ping') return options.send({ type: 'pong', number: message.number })
        return message.type === 'drain' ? drain() : close()
      })
      return queue
    },
    close,
  }
}
