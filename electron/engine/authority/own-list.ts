import { readCrl } from '../../pki/read/crl.ts'
import { allDer } from '../../pki/x509/pem.ts'

/**
 * Whether a file is one revocation list that this authority has signed, and nothing else: an earlier one, which a newer
 * one may replace. A list from the future is one too: the clock may have been set back.
 */
export function isListOf(file: Uint8Array, authorityPem: string): boolean {
  try {
    if (allDer(file, ['X509 CRL', 'CRL']).length !== 1) return false
    readCrl(file, { authority: allDer(authorityPem, ['CERTIFICATE']), now: Number.POSITIVE_INFINITY })
    return true
  } catch {
    return false
  }
}
