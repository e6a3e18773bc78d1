import http from 'node:http'
import type { Connect } from './connect.ts'
import type { UpstreamHandle } from './forward.ts'
import type { CompiledPolicy } from '../tls/compile.ts'
import type { FromGate, UpstreamCheck } from '../protocol.ts'
import type { CompiledUpstream } from './compile.ts'

export interface HealthOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly send: (message: FromGate) => void
  readonly handle: (upstream: CompiledUpstream) => UpstreamHandle
  /** Milliseconds between two looks at an upstream that answers. Default 30,000. */
  readonly intervalMs?: number
}

/**
 * Looks now and then whether the upstreams answer. Nothing secret is sent: no login, no visitor's header. While
 * visitors' requests are answered there is nothing to ask.
 */
export interface Health {
  /** Looks at the upstreams of this policy from now on. */
  use(policy: CompiledPolicy): void
  /** What became of a visitor's request. */
  record(upstream: CompiledUpstream, found: Found): void
  stop(): void
}

const INTERVAL_MS = 30_000
/** A new upstream has its first visitors before anybody looks. */
const FIRST_FRACTION = 1 / 3
/** An upstream that comes back is noticed sooner. */
const SILENT_FRACTION = 1 / 6
/** Milliseconds for an answer to begin. */
const ANSWER_TIMEOUT_MS = 5000

interface Watched {
  readonly upstream: CompiledUpstream
  siteIds: readonly string[]
  last: Found | null
  timer: NodeJS.Timeout
  /** Bytes that had come over the visitors' connections at the last look. */
  bytes: number
}

/** How an upstream was found; see `UpstreamCheck`. */
export type Found = Pick<UpstreamCheck, 'milliseconds' | 'status' | 'problem'>

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

/** One request. Any status is an answer. */
function ask(url: URL, connect: Connect, method: 'HEAD' | 'GET'): Promise<Found & { connected: boolean }> {
  return new Promise((resolve) => {
    const started = performance.now()
    connect((error, socket) => {
      if (error) {
        resolve({ milliseconds: null, status: null, problem: codeOf(error), connected: false })
        return
      }
      const headers = { host: url.host, 'user-agent': 'Vestibule', accept: '*/*', connection: 'close' }
      const request = http.request({ method, path: url.pathname, headers, createConnection: () => socket })
      const end = (found: Found): void => {
        clearTimeout(timer)
        request.destroy()
        socket.destroy()
        resolve({ ...found, connected: true })
      }
      const timer = setTimeout(() => end({ milliseconds: null, status: null, problem: 'ETIMEDOUT' }), ANSWER_TIMEOUT_MS)
      request.on('response', ({ statusCode = 0 }) => {
        end({ milliseconds: Math.round(performance.now() - started), status: statusCode, problem: null })
      })
      request.on('error', (failure) => end({ milliseconds: null, status: null, problem: codeOf(failure) }))
      request.end()
    })
  })
}

async function look(url: URL, connect: Connect): Promise<Found> {
  const head = await ask(url, connect, 'HEAD')
  // Small devices may know no HEAD, or answer it with what is no HTTP.
  const { milliseconds, status, problem } =
    head.connected && head.problem !== null ? await ask(url, connect, 'GET') : head
  return { milliseconds, status, problem }
}

export function createHealth(options: HealthOptions): Health {
  const interval = options.intervalMs ?? INTERVAL_MS
  /** One for each upstream and base path, with the sites that share it. */
  const watched = new Map<string, Watched>()

  const tell = ({ upstream }: Watched, siteIds: readonly string[], found: Found): void => {
    const about = { url: upstream.url.href, at: options.now(), ...found }
    options.send({ type: 'health', checks: siteIds.map((siteId) => ({ siteId, ...about })) })
  }
  const keyOf = (upstream: CompiledUpstream): string => `${upstream.key} ${upstream.url.pathname}`
  const later = (key: string, after: number): NodeJS.Timeout => setTimeout(() => void round(key), after).unref()
  const round = async (key: string): Promise<void> => {
    const one = watched.get(key)
    if (!one) return
    const { pool, connect } = options.handle(one.upstream)
    const before = one.bytes
    one.bytes = pool.bytesRead
    if (pool.isFull && (pool.isFixed || one.bytes > before)) {
      // Its only places are taken by visitors, to whom it is answering: a look would find none.
      one.timer = later(key, interval)
      return
    }
    const found = await look(one.upstream.url, connect)
    // The policy may have changed meanwhile.
    const still = watched.get(key)
    if (!still) return
    still.last = found
    tell(still, still.siteIds, found)
    clearTimeout(still.timer)
    still.timer = later(key, found.problem === null ? interval : interval * SILENT_FRACTION)
  }

  return {
    use(policy) {
      const wanted = new Map<string, { upstream: CompiledUpstream; siteIds: string[] }>()
      for (const { site, upstream } of policy.sites.values()) {
        const key = keyOf(upstream)
        const one = wanted.get(key) ?? { upstream, siteIds: [] }
        one.siteIds.push(site.id)
        wanted.set(key, one)
      }
      for (const [key, { timer }] of watched) {
        if (wanted.has(key)) continue
        clearTimeout(timer)
        watched.delete(key)
      }
      for (const [key, { upstream, siteIds }] of wanted) {
        const before = watched.get(key)
        if (!before) {
          watched.set(key, { upstream, siteIds, last: null, bytes: 0, timer: later(key, interval * FIRST_FRACTION) })
          continue
        }
        const fresh = siteIds.filter((id) => !before.siteIds.includes(id))
        before.siteIds = siteIds
        if (before.last && fresh.length > 0) tell(before, fresh, before.last)
      }
    },
    record(upstream, found) {
      const key = keyOf(upstream)
      const one = watched.get(key)
      if (!one) return
      const answered = one.last?.problem === null
      if (answered && found.problem === null) {
        one.timer.refresh()
        return
      }
      if (found.problem === null) {
        one.last = found
        tell(one, one.siteIds, found)
      } else if (one.last !== null && !answered) return
      clearTimeout(one.timer)
      // A failure is asked about rather than believed: one request may fail for reasons of its own.
      one.timer = later(key, found.problem === null ? interval : 0)
    },
    stop() {
      for (const { timer } of watched.values()) clearTimeout(timer)
      watched.clear()
    },
  }
}
