import type { ServerChallengeType } from '../../../store/acme-server.ts'
import { Refusal } from '../refusal.ts'
import { validateDns } from './dns.ts'
import { validateHttp } from './http.ts'
import { systemDns, type Lookup } from './resolve.ts'
import { validateTlsAlpn } from './tls-alpn.ts'

/** A whole validation, redirects included. Milliseconds. */
const VALIDATION_TIMEOUT_MS = 15_000
const MAX_AT_ONCE = 8
/** Those that wait: more are refused. */
const MAX_WAITING = 100

export interface ValidatorOptions {
  /** Networks that validation may go to. */
  readonly networks: () => readonly string[]
  /** Default: this computer's own. */
  readonly dns?: Lookup
  /** Default: those of RFC 8555 and RFC 8737. */
  readonly ports?: { readonly http: number; readonly https: number; readonly tlsAlpn: number }
}

export interface ValidationTask {
  readonly type: ServerChallengeType
  readonly name: string
  readonly token: string
  readonly keyAuthorization: string
}

/** Looks whether machines of the house answer challenges. Bounded in number and time, and never leaves the house. */
export interface Validator {
  /** @throws Refusal rateLimited when too many wait */
  reserve(): void
  /** After `reserve`. @returns the address that answered; null for dns-01 @throws Refusal */
  run(task: ValidationTask): Promise<string | null>
  stop(): void
}

export function createValidator(options: ValidatorOptions): Validator {
  const { dns = systemDns, ports = { http: 80, https: 443, tlsAlpn: 443 } } = options
  const stopping = new AbortController()
  const queue: (() => void)[] = []
  let running = 0
  let reserved = 0

  const validate = async (task: ValidationTask): Promise<string | null> => {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(VALIDATION_TIMEOUT_MS)])
    const networks = options.networks()
    switch (task.type) {
      case 'http-01':
        return validateHttp({ ...task, dns, networks, ports, signal })
      case 'tls-alpn-01':
        return validateTlsAlpn({ ...task, dns, networks, port: ports.tlsAlpn, signal })
      case 'dns-01':
        await validateDns({ ...task, dns })
        return null
    }
  }
  return {
    reserve() {
      if (reserved >= MAX_WAITING + MAX_AT_ONCE) {
        throw new Refusal('rateLimited', 'Too many challenges are being checked.', { retryAfter: 30 })
      }
      reserved += 1
    },
    async run(task) {
      // Whoever ends hands its place on to the next one.
      if (running >= MAX_AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve))
      else running += 1
      try {
        return await validate(task)
      } finally {
        reserved -= 1
        const next = queue.shift()
        if (next) next()
        else running -= 1
      }
    },
    stop: () => stopping.abort(),
  }
}
