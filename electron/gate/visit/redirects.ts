import type { HttpChallenge, ListenerProblem, RedirectPolicy } from '../protocol.ts'
import { createRedirector, type Redirector } from './redirect.ts'

/** All plain-HTTP ports of the gate. */
export interface Redirects {
  /** Opens what is new, closes what is gone. @returns what did not open */
  use(policies: readonly RedirectPolicy[], challenges: readonly HttpChallenge[]): Promise<ListenerProblem[]>
  close(): void
}

export function createRedirects(): Redirects {
  const open = new Map<string, Redirector>()
  return {
    async use(policies, challenges) {
      const problems: ListenerProblem[] = []
      const wanted = new Map(
        policies.map((one) => {
          const ipv6Only =
            one.address === '::' && policies.some((other) => other.address === '0.0.0.0' && other.port === one.port)
          return [`${one.address} ${one.port} ${ipv6Only}`, { ...one, ipv6Only }]
        }),
      )
      for (const [key, redirector] of open) {
        if (wanted.has(key)) continue
        redirector.close()
        open.delete(key)
      }
      for (const [key, policy] of wanted) {
        const redirector = open.get(key) ?? createRedirector(policy)
        redirector.use(policy, challenges)
        if (open.has(key)) continue
        try {
          await redirector.open()
          open.set(key, redirector)
        } catch (error) {
          const code = error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN'
          problems.push({ address: policy.address, port: policy.port, code })
        }
      }
      return problems
    },
    close() {
      for (const redirector of open.values()) redirector.close()
      open.clear()
    },
  }
}
