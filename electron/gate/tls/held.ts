import type { Evidence, Verification } from '../../../shared/access/decide.ts'
import type { GateKnock, HeldCertificate } from '../protocol.ts'
import { verification } from './cause.ts'
import type { CompiledPolicy, CompiledSite } from './compile.ts'
import type { Presented, PresentedLink } from './identity.ts'

/** OpenSSL's word for what an application refuses although the chain is good. */
export const HELD: Verification = verification('APPLICATION_VERIFICATION')

/**
 * Whether one of the certificates of a chain is of an issuer whose certificates the house knows, and not one of them: it
 * was issued after the state from which the house was restored. Unknown means no: where an issuer is not at hand, it may
 * be one of those.
 */
export function isHeld(chain: readonly PresentedLink[], policy: CompiledPolicy): boolean {
  const { heldFrom, authorities, known, probes } = policy
  if (heldFrom.size === 0) return false
  const earliest = Math.min(...heldFrom.values())
  return chain.some(({ fingerprint, issuerKey, notBefore }) => {
    const from = issuerKey === null ? earliest : heldFrom.get(issuerKey)
    if (from === undefined || notBefore < from) return false
    const ours = known.has(fingerprint) || probes.has(fingerprint)
    return !ours && !authorities.some((one) => one.certificate.fingerprint === fingerprint)
  })
}

/** Whether the engine is to be told of a certificate: it waits for the owner, or is refused without its serial. */
export function isToBeTold({ fingerprint }: Presented, evidence: Evidence, site: CompiledSite): boolean {
  return evidence.verification.number === HELD.number || site.policy.refused.has(fingerprint)
}

/** The same certificate is told again after so long. Milliseconds. */
const TOLD_AGAIN_MS = 60_000
/** So many are remembered: only what an own authority has signed gets here. */
const MAX_TOLD = 1000

/** Tells the engine of certificates that are held, not too often. */
export function createHeldReports(send: (certificate: HeldCertificate) => void) {
  const told = new Map<string, number>()
  return (
    presented: { readonly fingerprint: string; readonly pem: string },
    { at, siteId, address }: Pick<GateKnock, 'at' | 'address'> & { siteId: string },
  ): void => {
    const before = told.get(presented.fingerprint)
    if (before !== undefined && at - before < TOLD_AGAIN_MS) return
    if (told.size >= MAX_TOLD) told.clear()
    told.set(presented.fingerprint, at)
    send({ at, siteId, address, der: presented.pem })
  }
}
