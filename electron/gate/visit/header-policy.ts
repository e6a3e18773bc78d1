import { isGateHeader, isIdentityHeader, loginFamily, plainHeaderName } from '../../../shared/identity-headers.ts'
import { withoutInterfaceCookie } from '../../../shared/interface-cookie.ts'
import type { HeaderList } from '../http/head.ts'
import type { SitePolicy } from '../protocol.ts'

/** RFC 9110 §7.6.1, and those that Connection may name besides. */
export const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'expect',
  'content-length',
  'host',
])

/** Names are remembered as they are written. Bounded: visitors choose them. */
const MAX_NAMES = 1000

/** Which headers of visitors go on to one upstream of a site. */
export class VisitorHeaderPolicy {
  readonly #passed: ReadonlySet<string>
  readonly #login: string | null
  readonly #family: string | null
  readonly #keepsCookies: boolean
  /** Name → whether it goes on. */
  readonly #known = new Map<string, boolean>()

  /** @param to the gate logs in at the upstream, never at the public one */
  constructor(
    { kind, passHeaders, login }: Pick<SitePolicy, 'kind' | 'passHeaders' | 'login'>,
    to: 'upstream' | 'public',
  ) {
    this.#keepsCookies = kind === 'vestibule'
    this.#passed = new Set(passHeaders.map((name) => name.toLowerCase()))
    const isUser = login !== null && login.value === null
    // A name that the upstream believes may come from nobody but the gate, wherever the request goes. What else visitors
    // send to the public upstream is their own affair.
    const counts = login !== null && (isUser || (to === 'upstream' && login.leavesVisitors !== true))
    this.#login = counts ? plainHeaderName(login.header) : null
    this.#family = counts ? loginFamily(login.header, isUser) : null
  }

  /** Everything a visitor sent that may go on. */
  apply(headers: HeaderList): HeaderList {
    const named = namedByConnection(headers)
    const kept: HeaderList = []
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at] as string
      if (!this.#forwards(name) || named?.has(name.toLowerCase())) continue
      const value = headers[at + 1] as string
      // The interface of the owner may be a port of the same address.
      const isCookie = name.length === 6 && name.toLowerCase() === 'cookie'
      const sent = isCookie && !this.#keepsCookies ? withoutInterfaceCookie(value) : value
      if (sent !== null) kept.push(name, sent)
    }
    return kept
  }

  #forwards(name: string): boolean {
    let known = this.#known.get(name)
    if (known === undefined) {
      known = this.#judge(name)
      if (this.#known.size < MAX_NAMES) this.#known.set(name, known)
    }
    return known
  }

  #judge(name: string): boolean {
    const lower = name.toLowerCase()
    const plain = plainHeaderName(name)
    if (HOP_BY_HOP.has(lower) || plain === this.#login || isGateHeader(name)) return false
    // By this name, and not by one that some server takes for the same.
    if (this.#passed.has(lower)) return true
    return !isIdentityHeader(name) && (this.#family === null || !`${plain}-`.startsWith(this.#family))
  }
}

/** Names that Connection lists, in lower case; null where it lists none but the usual ones. */
export function namedByConnection(headers: HeaderList): ReadonlySet<string> | null {
  let named: Set<string> | null = null
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue
    for (const token of (headers[at + 1] as string).toLowerCase().split(',')) {
      const one = token.trim()
      if (one !== 'keep-alive' && one !== 'close') (named ??= new Set()).add(one)
    }
  }
  return named
}

const policies = new WeakMap<SitePolicy, { upstream?: VisitorHeaderPolicy; public?: VisitorHeaderPolicy }>()

/** The one of a site, made once. */
export function visitorHeaderPolicy(site: SitePolicy, to: 'upstream' | 'public'): VisitorHeaderPolicy {
  let both = policies.get(site)
  if (!both) policies.set(site, (both = {}))
  return (both[to] ??= new VisitorHeaderPolicy(site, to))
}
