import type { AcmeRequest, AcmeResponse } from '../../electron/gate/acme-protocol.ts'
import type {
  FromGate,
  GateActivity,
  ListenerProblem,
  Policy,
  ToGate,
  UpstreamCheck,
  RenewalRequest,
} from '../../electron/gate/protocol.ts'
import type { GateLauncher, GateProcess } from '../../electron/engine/deps.ts'
import { verbatim, type Message } from '../../shared/messages/message.ts'

/** A gate without network, for tests of the engine: it notes the policies and says what it is told to say. */
export interface StandInGate extends GateLauncher {
  /** Every policy that was applied, oldest first, over all launches. */
  readonly applied: Policy[]
  launches: number
  /** Gates that were launched and have not ended. */
  living: number
  /** Answers the next policies with this instead of applying them. */
  refuse: ((policy: Policy) => string | null) | null
  problems: (policy: Policy) => ListenerProblem[]
  /** Before it answers to a policy. */
  delay: () => Promise<void>
  /** False: says nothing to policies. */
  answers: boolean
  /** True: hears nothing any more, as a process in an endless loop. */
  hangs: boolean
  /** Set: launching fails with this. */
  launchError: string | null
  /** Says how an upstream was found. */
  found(checks: readonly UpstreamCheck[]): void
  report(lines: readonly Partial<GateActivity>[]): void
  /** Says that the holder of an expired certificate asks for a new one. */
  renew(request: RenewalRequest): void
  /** Passes a request to the ACME server on, whatever it is. */
  ask(request: AcmeRequest): void
  /** What came back. */
  readonly acmeResponses: AcmeResponse[]
  crash(): void
  /** Writes to its standard error. */
  complain(text: string): void
  /** Says that another gate is to take its place. */
  retire(): void
}

const line: GateActivity = {
  at: 0,
  lastAt: 0,
  count: 1,
  siteId: null,
  address: '192.0.2.7',
  outcome: 'allowed',
  observed: null,
  status: 200,
  method: 'GET',
  path: '/',
  tlsVersion: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  verifyCode: 0,
  verifyName: 'OK',
  deviceId: null,
  fingerprint: null,
  serial: null,
  subject: null,
  issuer: null,
  detail: null,
  requestKind: null,
  viaProxy: false,
  probe: false,
}

export function createStandInGate(): StandInGate {
  let say: ((message: FromGate) => void) | null = null
  let complain: (text: string) => void = () => undefined
  let end: ((reason: Message) => void) | null = null
  const gate: StandInGate = {
    applied: [],
    acmeResponses: [],
    launches: 0,
    living: 0,
    refuse: null,
    problems: () => [],
    delay: () => Promise.resolve(),
    answers: true,
    hangs: false,
    launchError: null,
    async launch() {
      if (gate.launchError !== null) throw new Error(gate.launchError)
      gate.launches += 1
      gate.living += 1
      // Like a process: until it is there, the one before is the one that speaks.
      await Promise.resolve()
      let alive = true
      const listeners: ((message: FromGate) => void)[] = []
      const exits: ((reason: Message) => void)[] = []
      const emit = (message: FromGate): void => {
        if (alive) for (const listener of listeners) listener(structuredClone(message))
      }
      const exit = (reason: Message): void => {
        if (!alive) return
        alive = false
        gate.living -= 1
        for (const listener of exits) listener(reason)
      }
      say = emit
      end = exit
      const process: GateProcess = {
        send(message: ToGate) {
          if (!alive || gate.hangs) return
          if (message.type === 'ping') return void setImmediate(() => emit({ type: 'pong', number: message.number }))
          if (message.type === 'acme-response') gate.acmeResponses.push(message.response)
          if (message.type === 'drain') setImmediate(() => emit({ type: 'drained' }))
          if (message.type !== 'policy' || !gate.answers) return
          const policy = structuredClone(message.policy)
          setImmediate(() => {
            void gate.delay().then(() => {
              const problem = gate.refuse?.(policy) ?? null
              if (problem === null) {
                gate.applied.push(policy)
                emit({ type: 'applied', version: policy.version, problems: gate.problems(policy) })
              } else emit({ type: 'refused', version: policy.version, problem: verbatim(problem) })
              return problem
            })
          })
        },
        onMessage: (listener) => void listeners.push(listener),
        onError: (listener) => void (complain = listener),
        onExit: (listener) => (alive ? void exits.push(listener) : listener(verbatim('it had ended'))),
        async stop() {
          exit(verbatim('stopped'))
        },
        kill: () => void setImmediate(() => exit(verbatim('it was ended by SIGKILL'))),
      }
      setImmediate(() => emit({ type: 'ready' }))
      return process
    },
    found: (checks) => say?.({ type: 'health', checks }),
    report: (lines) =>
      say?.({ type: 'activity', lines: lines.map((one) => ({ ...line, lastAt: one.at ?? 0, ...one })), dropped: 0 }),
    ask: (request) => say?.({ type: 'acme', request }),
    renew: (request) => say?.({ type: 'renewal', request }),
    complain: (text) => complain(text),
    crash: () => end?.(verbatim('it was killed')),
    retire: () => say?.({ type: 'retire' }),
  }
  return gate
}
