import { describeCertificate } from '../../pki/x509/describe.ts'
import type { NewCertificate } from '../store/devices.ts'

/** The row of a client certificate that was issued just now. */
export function issuedRow(
  der: Uint8Array,
  about: { id: string; authorityId: string; deviceId: string; hasKey: boolean; now: number },
): NewCertificate {
  const { serial, fingerprint, subject, keyType, notBefore, notAfter } = describeCertificate(der)
  return {
    id: about.id,
    authority_id: about.authorityId,
    device_id: about.deviceId,
    purpose: 'client',
    serial,
    fingerprint,
    subject,
    key_type: keyType,
    has_key: about.hasKey ? 1 : 0,
    not_before: notBefore.getTime(),
    not_after: notAfter.getTime(),
    issued_at: about.now,
    der,
  }
}
