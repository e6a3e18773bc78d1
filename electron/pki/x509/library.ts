import { X509Certificate } from 'node:crypto'

/**
 * Whether the TLS library can load a certificate at all: what it cannot is no use as an authority or in a server's chain,
 * and a policy with it would be refused. Nothing else of it is asked.
 */
export function isTakenByLibrary(der: Uint8Array): boolean {
  try {
    return new X509Certificate(der).raw.length > 0
  } catch {
    return false
  }
}
