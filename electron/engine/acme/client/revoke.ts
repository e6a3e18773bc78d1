import { AppError } from '../../../../shared/errors/index.ts'
import type { Session } from './session.ts'
import { message } from '../../../../shared/messages/message.ts'

/** CRLReason (RFC 5280 §5.3.1) that a subscriber may give. */
export const SUBSCRIBER_REASONS = {
  unspecified: 0,
  'key-compromise': 1,
  superseded: 4,
  cessation: 5,
} as const
export type SubscriberReason = keyof typeof SUBSCRIBER_REASONS

/** Revokes a certificate of this account (RFC 8555 §7.6). @param certificate DER @throws ProblemError alreadyRevoked … */
export async function revokeCertificate(
  session: Session,
  certificate: Uint8Array,
  reason: SubscriberReason,
): Promise<void> {
  const url = session.directory.revokeCert
  if (url === undefined)
    throw new AppError('acme/no-feature', { host: session.host, feature: message('parts.acme.revocation') })
  const encoded = Buffer.from(certificate).toString('base64url')
  await session.post(url, { certificate: encoded, reason: SUBSCRIBER_REASONS[reason] })
}
