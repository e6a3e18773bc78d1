import type { RevocationReason } from '../../../shared/contract/common.ts'
import { explicit, integer, sequence, time, tlv, TAG } from '../asn1/der.ts'
import { authorityKeyIdentifier, extension } from './extensions.ts'
import { OID } from '../asn1/oids.ts'
import { openSigner, signed, type Signer } from './sign.ts'

export interface RevokedEntry {
  /** Hexadecimal. */
  readonly serial: string
  readonly revokedAt: Date
  readonly reason: RevocationReason
}

/** Numbers of CRLReason, RFC 5280 §5.3.1. */
const REASONS: Readonly<Record<RevocationReason, number>> = {
  unspecified: 0,
  'key-compromise': 1,
  superseded: 4,
  cessation: 5,
  hold: 6,
}

/** The reason is left out when unspecified (RFC 5280 §5.3.1). */
function writeEntry({ serial, revokedAt, reason }: RevokedEntry): Uint8Array {
  const code = REASONS[reason]
  if (code === 0) return sequence(integer(serial), time(revokedAt))
  const reasonCode = extension(OID.reasonCode, false, tlv(TAG.enumerated, Uint8Array.of(code)))
  return sequence(integer(serial), time(revokedAt), sequence(reasonCode))
}

/**
 * Signs a version 2 revocation list (RFC 5280 §5). The caller keeps `number` rising and each serial in `entries` once.
 * @returns DER @throws AppError authority/key-mismatch
 */
export async function signCrl(options: {
  signer: Signer
  number: number
  thisUpdate: Date
  nextUpdate: Date
  entries: readonly RevokedEntry[]
}): Promise<Uint8Array> {
  const { signer, number, thisUpdate, nextUpdate, entries } = options
  const { ca, key, keyId } = openSigner(signer)
  // An empty list is absent, not empty (RFC 5280 §5.1.2.6).
  const revoked = entries.length === 0 ? [] : [sequence(...entries.map(writeEntry))]
  const extensions = [authorityKeyIdentifier(keyId), extension(OID.crlNumber, false, integer(number))]
  return signed(key, (algorithm) =>
    sequence(
      integer(1),
      algorithm,
      ca.subject,
      time(thisUpdate),
      time(nextUpdate),
      ...revoked,
      explicit(0, sequence(...extensions)),
    ),
  )
}
