import type { Verification } from '../../../shared/access/decide.ts'
import { verifyCodeByName } from '../../../shared/verify/index.ts'
import { buildPaths } from '../../pki/chain.ts'
import type { Certificate } from '../../pki/path/certificate.ts'
import { TLS_SECURITY_BITS, validatePath } from '../../pki/path/validate.ts'
import { isStrongSignature } from '../../pki/x509/algorithm.ts'
import { securityBits } from '../../pki/x509/public-key.ts'
import type { CompiledSite } from './compile.ts'

/** @param name with or without `X509_V_ERR_` */
export function verification(name: string): Verification {
  const code = verifyCodeByName(name)
  if (!code) throw new Error(`no verify code is called ${name}`)
  return { number: code.number, name: code.name }
}

export const OK = verification('X509_V_OK')
export const UNSPECIFIED = verification('UNSPECIFIED')
export const UNKNOWN_ISSUER = verification('UNABLE_TO_GET_ISSUER_CERT_LOCALLY')

/** What a site's judgement of a chain goes by. */
export type Trusting = Pick<CompiledSite, 'trusting' | 'anchors' | 'trustsRoots'> & {
  readonly policy: Pick<CompiledSite['policy'], 'authorities' | 'revoked'>
}

/**
 * Why a certificate is refused that the TLS library has not verified: the first cause, as `openssl verify` names it. Node
 * tells the last error instead of the first, and has no name for most codes; BoringSSL has numbers of its own. The
 * library's word stays where nothing wrong is found here: it decides, this only names.
 */
export function causeOf(
  said: Verification,
  leaf: Certificate | null,
  sent: readonly Certificate[],
  site: Trusting,
): Verification {
  if (!leaf) return said
  // Where only an intermediate is trusted, its root is at hand for the library's sake alone.
  if (!site.trustsRoots && !leaf.selfIssued) {
    const pool = site.policy.authorities.map((one) => one.certificate)
    if (buildPaths(leaf, { anchors: site.anchors, pool }).length === 0) return UNKNOWN_ISSUER
  }
  const { problem } = validatePath({
    leaf,
    untrusted: sent,
    trusted: site.trusting,
    now: Date.now(),
    purpose: 'client',
    minSecurityBits: TLS_SECURITY_BITS,
    revocation: (path) => revokedIn(path, site.policy.revoked),
  })
  return problem ? verification(problem.error) : said
}

/** The lowest certificate of a chain that its issuer has revoked. @param revoked `issuerKey:serial` */
export function revokedIn(
  path: readonly Certificate[],
  revoked: ReadonlySet<string>,
): { readonly error: 'CERT_REVOKED'; readonly depth: number } | null {
  const depth = path.findIndex(({ serial }, at) => revoked.has(`${path[at + 1]?.issuerKey}:${serial}`))
  return depth === -1 ? null : { error: 'CERT_REVOKED', depth }
}

/**
 * What is wrong with a leaf that is no trust anchor, whoever vouches for it: its key or signature can be broken (NIST SP
 * 800-131A), or is of a kind that is not known here. BoringSSL lets such certificates in.
 */
export function leafWeakness({ publicKey, algorithm, selfSigned }: Certificate): Verification | null {
  // With the subject of its issuer, and nothing that tells their keys apart: OpenSSL takes it for its own issuer.
  if (selfSigned) return verification('DEPTH_ZERO_SELF_SIGNED_CERT')
  if (securityBits(publicKey) < TLS_SECURITY_BITS) return verification('EE_KEY_TOO_SMALL')
  if (publicKey.explicitCurve) return verification('EC_KEY_EXPLICIT_PARAMS')
  return isStrongSignature(algorithm) ? null : verification('CA_MD_TOO_WEAK')
}
