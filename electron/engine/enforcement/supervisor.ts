import type { AcmeRequest, AcmeResponse } from '../../gate/acme-protocol.ts'
import type {
  FromGate,
  GateActivity,
  GateKnock,
  HeldCertificate,
  ListenerProblem,
  Policy,
  RenewalRequest,
  UpstreamCheck,
  UpstreamRefusals,
} from '../../gate/protocol.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { GateLauncher, GateProcess } from '../deps.ts'
import type { PolicyBody } from './policy.ts'
import { message, verbatim, type Message } from '../../../shared/messages/message.ts'

export type GateState = 'running' | 'starting' | 'stopped' | 'failed'

export interface SupervisorOptions {
  readonly launcher: GateLauncher
  readonly onActivity: (lines: readonly GateActivity[], dropped: number) => void
  readonly onKnocks: (knocks: readonly GateKnock[]) => void
  readonly onHealth: (checks: readonly UpstreamCheck[]) => void
  readonly onRefusals: (site: UpstreamRefusals) => void
  readonly onRenewal: (request: RenewalRequest) => void
  readonly onHeld: (certificate: HeldCertificate) => void
  /** @param reply to the gate that has asked; in vain when that is gone */
  readonly onAcme: (request: AcmeRequest, reply: (response: AcmeResponse) => void) => void
  /** Called when the state or the number of restarts changed. */
  readonly onState: () => void
  /** Called when the gate came back by itself with the last policy: the problems may be others now. */
  readonly onRestored: (problems: readonly ListenerProblem[]) => void
  /** Called when the gate has ended, or was ended since it hung, and will be started again. @param reason a sentence */
  readonly onEnded?: (reason: Message) => void
  /** What a gate writes to its standard error. */
  readonly onError?: (text: string) => void
  /** Milliseconds that a policy may take. Default 10,000. */
  readonly ackTimeout?: number
  /** Milliseconds between two questions whether the gate still hears. Default 5000. */
  readonly heartbeat?: number
}

/** Keeps one gate process alive and tells it what is allowed. */
export interface Supervisor {
  /**
   * Resolves when the gate has the policy in force.
   * @throws AppError "site/policy-refused" (the old policy stays), "site/gate-failed" (nothing is open)
   */
  apply(policy: PolicyBody): Promise<readonly ListenerProblem[]>
  status(): { state: GateState; restarts: number; policyVersion: number }
  stop(): Promise<void>
}

interface Waiting {
  readonly version: number
  readonly resolve: (problems: readonly ListenerProblem[]) => void
  readonly reject: (error: AppError) => void
}

const FIRST_DELAY = 50
const LONGEST_DELAY = 10_000
/** After so long a delay the gate counts as failed, and calls are told so instead of waiting for it. */
const PATIENCE = 400
/** Why the gate did not start: what its launcher says, or the system. */
function startProblem(error: unknown): Message {
  const problem = error instanceof AppError ? error.values['problem'] : undefined
  if (typeof problem === 'object' && 'id' in problem) return problem
  return verbatim(error instanceof Error ? error.message : String(error))
}

/** A gate that lived so long was well: the next restart is quick again. */
const STABLE = 30_000
const HEARTBEAT_INTERVAL_MS = 5000
/** A process that the system does not end within so long counts as gone. Milliseconds. */
const KILL_TIMEOUT_MS = 5000
/** Questions in a row without an answer. One is missed after the computer slept, or while the engine was busy. */
const MAX_MISSED_HEARTBEATS = 3
/** How long a gate that is to end may take to say what happened last. Milliseconds. */
const DRAIN_TIMEOUT_MS = 2000

export function createSupervisor(options: SupervisorOptions): Supervisor {
  let gate: GateProcess | null = null
  let launching: Promise<void> | null = null
  let state: GateState = 'stopped'
  let restarts = 0
  let version = 0
  /** The last policy that a gate took, and whether the gate that lives now has one. */
  let applied: Policy | null = null
  let inForce = false
  let wanted: Policy | null = null
  let sent = 0
  let waiting: Waiting[] = []
  let delay = FIRST_DELAY
  let stableTimer: NodeJS.Timeout | undefined
  let retryTimer: NodeJS.Timeout | undefined
  let ackTimer: NodeJS.Timeout | undefined
  let stopped = false
  let heartbeatTimer: NodeJS.Timeout | undefined
  /** Number of the last question, and of the last one that was answered. */
  let asked = 0
  let heard = 0
  let missed = 0
  /** Why the gate is being ended, where it does not end by itself. */
  let killedFor: Message | null = null
  let onDrained: () => void = () => undefined

  const setState = (next: GateState): void => {
    if (next === state) return
    state = next
    options.onState()
  }

  /** Takes those out of the queue that are answered now. */
  const take = (which: (one: Waiting) => boolean): Waiting[] => {
    const taken = waiting.filter(which)
    waiting = waiting.filter((one) => !which(one))
    return taken
  }

  const rejectAll = (problem: Message): void => {
    for (const one of take(() => true)) one.reject(new AppError('site/gate-failed', { problem }))
  }

  const send = (policy: Policy): void => {
    if (!gate) return
    sent = policy.version
    clearTimeout(ackTimer)
    // A gate that does not answer is as good as dead, but might go on letting people in by old rules.
    ackTimer = setTimeout(() => giveUp(message('parts.gate.silent')), options.ackTimeout ?? 10_000)
    gate.send({ type: 'policy', policy })
  }

  /** It is started again when it is gone: until then it has the ports. */
  const giveUp = (reason: Message): void => {
    const silent = gate
    if (!silent || killedFor !== null) return
    killedFor = reason
    silent.kill()
    setTimeout(() => ended(silent, reason), KILL_TIMEOUT_MS).unref()
  }

  /** A gate that hangs lets nobody in and takes back nothing; its silence tells. */
  const beat = (): void => {
    missed = heard === asked ? 0 : missed + 1
    if (missed >= MAX_MISSED_HEARTBEATS) return giveUp(message('parts.gate.hung'))
    asked += 1
    gate?.send({ type: 'ping', number: asked })
  }

  const onApplied = (version: number, problems: readonly ListenerProblem[]): void => {
    if (version === sent) clearTimeout(ackTimer)
    if (wanted?.version === version) applied = wanted
    inForce = true
    const answered = take((one) => one.version <= version)
    setState('running')
    for (const one of answered) one.resolve(problems)
    if (answered.length === 0) options.onRestored(problems)
  }

  const onRefused = (version: number, problem: Message): void => {
    if (version === sent) clearTimeout(ackTimer)
    const refused = take((one) => one.version === version)
    if (wanted?.version === version) {
      const again = applied?.version === version
      wanted = again ? null : applied
      // A gate that was just started has nothing to fall back to: it gets what the one before it had.
      if (!inForce && wanted) send(wanted)
      else if (!inForce) setState('failed')
    }
    for (const one of refused) one.reject(new AppError('site/policy-refused', { problem }))
  }

  const onMessage = (from: GateProcess, said: FromGate): void => {
    if (from !== gate) return
    switch (said.type) {
      case 'ready':
        return
      case 'pong':
        heard = said.number
        return
      case 'retire':
        launching ??= replace(from, message('parts.gate.memory')).finally(() => (launching = null))
        return
      case 'applied':
        return onApplied(said.version, said.problems)
      case 'refused':
        return onRefused(said.version, said.problem)
      case 'health':
        return options.onHealth(said.checks)
      case 'refusals':
        return options.onRefusals(said.site)
      case 'activity':
        return options.onActivity(said.lines, said.dropped)
      case 'knocks':
        return options.onKnocks(said.knocks)
      case 'renewal':
        return options.onRenewal(said.request)
      case 'held':
        return options.onHeld(said.certificate)
      case 'acme':
        return options.onAcme(said.request, (response) => {
          if (from === gate) from.send({ type: 'acme-response', response })
        })
      case 'drained':
        return onDrained()
    }
  }

  const ended = (from: GateProcess, reason: Message): void => {
    if (from !== gate) return
    onDrained()
    gate = null
    inForce = false
    clearTimeout(ackTimer)
    clearTimeout(stableTimer)
    clearInterval(heartbeatTimer)
    const why = killedFor ?? reason
    killedFor = null
    if (stopped) return
    restarts += 1
    options.onEnded?.(why)
    restartLater(why)
  }

  /** Nothing is open now. Who waits goes on waiting for the first few tries only. */
  const restartLater = (reason: Message): void => {
    if (delay >= PATIENCE) rejectAll(reason)
    state = delay >= PATIENCE ? 'failed' : 'starting'
    options.onState()
    clearTimeout(retryTimer)
    retryTimer = setTimeout(() => void start(), delay)
    delay = Math.min(delay * 2, LONGEST_DELAY)
  }

  const adopt = (started: GateProcess): void => {
    gate = started
    started.onMessage((message) => onMessage(started, message))
    started.onExit((reason) => ended(started, reason))
    started.onError?.((text) => options.onError?.(text))
    stableTimer = setTimeout(() => (delay = FIRST_DELAY), STABLE)
    stableTimer.unref()
    heard = asked
    missed = 0
    heartbeatTimer = setInterval(beat, options.heartbeat ?? HEARTBEAT_INTERVAL_MS)
    heartbeatTimer.unref()
    if (wanted) send(wanted)
  }

  /** Closes the doors and waits for the lines that are on their way. */
  const drain = (running: GateProcess): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, DRAIN_TIMEOUT_MS)
      onDrained = () => {
        clearTimeout(timer)
        resolve()
      }
      running.send({ type: 'drain' })
    })

  /** Another gate takes the place of one that has had its time: it is there before the old one goes. */
  const replace = async (old: GateProcess, reason: Message): Promise<void> => {
    let next: GateProcess
    try {
      next = await options.launcher.launch()
    } catch {
      // The old one goes on, and asks again. If it has ended meanwhile, nobody else has started another.
      if (!gate && !stopped) restartLater(message('parts.gate.notStarted'))
      return
    }
    if (stopped) return await next.stop()
    if (gate === old) await drain(old)
    if (gate === old) {
      gate = null
      inForce = false
      for (const timer of [ackTimer, stableTimer, heartbeatTimer]) clearTimeout(timer)
      await old.stop()
      restarts += 1
      options.onEnded?.(reason)
    }
    clearTimeout(retryTimer)
    if (stopped) return await next.stop()
    adopt(next)
  }

  const launch = async (): Promise<void> => {
    if (state === 'stopped') setState('starting')
    try {
      const started = await options.launcher.launch()
      if (stopped) return await started.stop()
      adopt(started)
    } catch (error) {
      if (stopped) return
      // Starting it at all failed: trying again will hardly help whoever waits.
      rejectAll(startProblem(error))
      restartLater(message('parts.gate.notStarted'))
    } finally {
      launching = null
    }
  }

  const start = (): Promise<void> => {
    clearTimeout(retryTimer)
    launching ??= launch()
    return launching
  }

  return {
    apply(body) {
      if (stopped) return Promise.reject(new AppError('site/gate-failed', { problem: message('parts.gate.closing') }))
      version += 1
      const policy: Policy = { version, ...body }
      wanted = policy
      const result = new Promise<readonly ListenerProblem[]>((resolve, reject) => {
        waiting.push({ version: policy.version, resolve, reject })
      })
      if (gate) send(policy)
      else void start()
      return result
    },
    status: () => ({ state, restarts, policyVersion: applied?.version ?? 0 }),
    async stop() {
      if (stopped) return
      stopped = true
      for (const timer of [retryTimer, stableTimer, ackTimer, heartbeatTimer]) clearTimeout(timer)
      rejectAll(message('parts.gate.closing'))
      await launching
      const running = gate
      if (running) {
        // Heard until the last line: what was let in or refused a moment ago is not lost.
        await drain(running)
        gate = null
        await running.stop()
      }
      setState('stopped')
    },
  }
}
