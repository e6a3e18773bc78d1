import { tryParseCertificate } from '../../pki/path/certificate.ts'

/**
 * Who an authority is, whichever of its certificates is here (`Certificate.issuerKey`): upper-case hexadecimal. Null for a
 * certificate that is damaged.
 */
export function issuerKeyOf(der: Uint8Array): string | null {
  return tryParseCertificate(der)?.issuerKey ?? null
}
