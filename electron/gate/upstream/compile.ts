import { createHash, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { PolicyProblem } from '../policy-problem.ts'
import type { LoginPolicy, UpstreamPolicy, UpstreamTlsPolicy } from '../protocol.ts'

/** An upstream as the gate uses it. */
export interface CompiledUpstream {
  readonly url: URL
  /** Equal for two upstreams that may share connections. */
  readonly key: string
  readonly tls: UpstreamTlsPolicy | null
  readonly connections: UpstreamPolicy['connections']
  readonly firstByteTimeoutMs: number
  readonly idleTimeoutMs: number | null
  /** The Host that it is asked for; null: the one that the visitor typed. */
  readonly host: string | null
}

const PUBLIC: UpstreamTlsPolicy = { trust: { by: 'system' }, depth: null, serverName: null, identity: null }

/** The certificates of a PEM text, one by one. */
export function pemBlocks(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).serialNumber !== ''
  } catch {
    return false
  }
}

function checkTls(site: string, { trust, identity }: UpstreamTlsPolicy): void {
  if (trust.by === 'authority') {
    // Without one the TLS library would fall back to the public authorities.
    const readable = pemBlocks(trust.pem).map(isCertificate)
    if (!readable.includes(true) || readable.includes(false)) {
      throw new PolicyProblem('upstreamAuthority', { site })
    }
  }
  if (trust.by === 'fingerprint' && !/^[0-9A-F]{64}$/.test(trust.fingerprint)) {
    throw new PolicyProblem('upstreamFingerprint', { site })
  }
  if (!identity) return
  try {
    createSecureContext({ cert: identity.certPem, key: identity.keyPem })
  } catch {
    throw new PolicyProblem('upstreamPair', { site })
  }
}

/** Checks the policy of an upstream. @throws PolicyProblem */
export function compileUpstream(site: string, policy: UpstreamPolicy): CompiledUpstream {
  const url = URL.canParse(policy.url) ? new URL(policy.url) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new PolicyProblem('upstreamAddress', { site })
  }
  const tls = url.protocol === 'https:' ? (policy.tls ?? PUBLIC) : null
  if (tls) checkTls(site, tls)
  const { connections, firstByteTimeoutMs, idleTimeoutMs, host } = policy
  if (host !== null && !/^[!-~]+$/.test(host)) throw new PolicyProblem('upstreamHost', { site })
  const key = createHash('sha256')
    .update(JSON.stringify([url.origin, tls, connections, firstByteTimeoutMs, idleTimeoutMs]))
    .digest('base64')
  return { url, key, tls, connections, firstByteTimeoutMs, idleTimeoutMs, host }
}

/** Refuses what could not be sent as a header. @throws PolicyProblem */
export function checkLogin(site: string, login: LoginPolicy | null): void {
  if (!login) return
  const { header, value, digest, leavesVisitors } = login
  const isText = value === null || /^[\t -~]+$/.test(value) || (value === '' && digest !== undefined)
  // The name of a device is never a visitor's to say, nor what other headers claim.
  const isAuthorization = header.toLowerCase() === 'authorization' && value !== null
  const usable =
    /^[\w!#$%&'*+.^`|~-]+$/.test(header) && isText && (isAuthorization || (!digest && leavesVisitors !== true))
  if (!usable) throw new PolicyProblem('login', { site })
}
