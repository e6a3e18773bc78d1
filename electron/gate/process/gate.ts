import type { Outcome } from '../../../shared/contract/activity.ts'
import { verifyCodeFromNode } from '../../../shared/verify/index.ts'
import { compilePolicy, type CompiledPolicy } from '../tls/compile.ts'
import { activityLine, Connection, cutSlow, enforce } from '../visit/connection.ts'
import { outcomeOf } from '../../../shared/verify/outcome.ts'
import { createHealth } from '../upstream/health.ts'
import { createServing } from '../visit/serve.ts'
import { currentEvidence, readPresented } from '../tls/identity.ts'
import { endWithVisitor } from '../tls/end-with-visitor.ts'
import { createListener, type Failed, type Greeted, type Listener } from '../tls/listener.ts'
import { PolicyProblem } from '../policy-problem.ts'
import type { FromGate, GateKnock, ListenerProblem, Policy, ToGate } from '../protocol.ts'
import { createRedirects } from '../visit/redirects.ts'
import { createRenewals } from '../visit/renewal.ts'
import { createReporter } from './report.ts'

export interface GateOptions {
  readonly send: (message: FromGate) => void
  /** Milliseconds since 1970. Default: Date.now. */
  readonly now?: () => number
  /** Milliseconds that an upstream has to begin its answer. Default: 60,000. */
  readonly upstreamTimeout?: number
  /** Milliseconds between two looks at an upstream that answers. Default: 30,000. */
  readonly healthInterval?: number
}

/** The network-facing part, as it answers its engine. */
export interface Gate {
  /** Handles one message; messages are handled one after the other. */
  receive(message: ToGate): Promise<void>
  /** Ends every listener and connection. */
  close(): void
}

/**
 * Certificates expire by the clock, not by a timer that may sleep with the computer: look at it so often, and when a new
 * second begins, because that is when they do. Milliseconds.
 */
const SECOND = 1000

export function createGate(options: GateOptions): Gate {
  const now = options.now ?? Date.now
  const reporter = createReporter(options.send)
  const connections = new Set<Connection>()
  const listeners = new Map<string, Listener>()
  let policy: CompiledPolicy = compilePolicy({
    version: 0,
    authorities: [],
    known: [],
    revoked: [],
    staleLists: [],
    listeners: [],
    redirects: [],
    probes: [],
    watching: false,
  })
  let watching = false
  const http = createServing({
    policy: () => policy,
    now,
    report: (line) => reporter.add(line),
    onUpstream: (upstream, found) => health.heard(upstream, found),
    renewals: createRenewals({ now, send: (request) => options.send({ type: 'renewal', request }) }),
    ...(options.upstreamTimeout === undefined ? {} : { upstreamTimeout: options.upstreamTimeout }),
  })

  const health = createHealth({
    now,
    send: options.send,
    connect: (upstream) => http.upstreams.get(upstream).connect,
    ...(options.healthInterval === undefined ? {} : { interval: options.healthInterval }),
  })

  const redirects = createRedirects()

  const greeted = ({ siteId, made, socket, serverName, address }: Greeted): void => {
    const site = policy.sites.get(siteId)
    // Sessions are never resumed on purpose; one that claims to be was not verified here (threat: tickets cross sites).
    // Nor does a verification count that was begun when the site trusted others: visitors may hold a handshake open.
    const trusted = site?.trustKey === made.trustKey && site.trustsRoots === made.trustsRoots
    if (!site || !trusted || socket.isSessionReused()) {
      socket.destroy()
      return
    }
    const presented = made.asks ? readPresented(socket, site) : null
    const connection = new Connection({ siteId, socket, serverName, address, presented, asked: made.asks })
    if (site.site.mode === 'required') {
      const evidence = currentEvidence(presented, site, now())
      if (!evidence.presented || evidence.verification.number !== 0) {
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
          }),
        )
        socket.destroy()
        return
      }
    }
    connections.add(connection)
    socket.on('close', () => connections.delete(connection))
    endWithVisitor(socket)
    http.accept(connection)
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
    const code = said ? verifyCodeFromNode(said) : null
    reporter.add({
      at: now(),
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
      fingerprint: null,
      serial: null,
      subject: null,
      issuer: null,
      detail: error.code ?? error.name,
      probe: false,
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
    } catch (error) {
      if (!(error instanceof PolicyProblem)) throw error
      options.send({ type: 'refused', version: wanted.version, problem: error.problem })
      return
    }
    policy = next
    watching = wanted.watching
    for (const connection of connections) enforce(connection, policy, now())
    const problems = [...(await openListeners(next)), ...(await redirects.use(wanted.redirects))]
    http.upstreams.keep([...next.sites.values()].flatMap((one) => [one.upstream, one.publicUpstream ?? one.upstream]))
    options.send({ type: 'applied', version: next.version, problems })
    health.use(next)
  }

  const look = (): void => {
    clock = setTimeout(look, SECOND - (Date.now() % SECOND))
    const elapsed = performance.now()
    http.sweep(elapsed)
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
    http.close()
    reporter.flush()
  }
  let queue = Promise.resolve()
  return {
    receive(message) {
      queue = queue.then(() => (message.type === 'policy' ? apply(message.policy) : close()))
      return queue
    },
    close,
  }
}
