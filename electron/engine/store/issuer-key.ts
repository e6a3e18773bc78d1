import { createHash } from 'node:crypto'
import { DerError } from '../../pki/asn1/der-reader.ts'
import { readCertificate } from '../../pki/x509/certificate.ts'

/**
 * Who an authority is, whichever of its certificates is here: SHA-256 of its name and its key, hexadecimal. Null for a
 * certificate that is damaged.
 */
export function issuerKeyOf(der: Uint8Array): string | null {
  try {
    const { subject, spki } = readCertificate(der)
    return createHash('sha256').update(subject).update(spki).digest('hex')
  } catch (error) {
    if (error instanceof DerError) return null
    throw error
  }
}
