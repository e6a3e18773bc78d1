import { X509Certificate } from 'node:crypto'
import { readCrl } from '../../pki/read/crl.ts'
import { allDer } from '../../pki/x509/pem.ts'

/**
 * Whether a file is one revocation list that this authority has signed, and nothing else: an earlier one, which a newer
 * one may replace.
 */
export function isListOf(file: Uint8Array, authorityPem: string): boolean {
  try {
    if (allDer(file, ['X509 CRL', 'CRL']).length !== 1) return false
    readCrl(file, new X509Certificate(authorityPem).raw)
    return true
  } catch {
    return false
  }
}
