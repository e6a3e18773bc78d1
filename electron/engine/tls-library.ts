import tls from 'node:tls'

/** OpenSSL's word for "every key and digest, however old"; BoringSSL, which Electron and Bun have, does not know it. */
const WITHOUT_SECURITY_LEVEL = 'DEFAULT@SECLEVEL=0'

let openSsl: boolean | null = null

/**
 * Whether the TLS library of this process is OpenSSL. Found out by doing: the properties of Node that say so came late, and
 * not every program that has another library sets them.
 */
export function isOpenSsl(): boolean {
  if (openSsl !== null) return openSsl
  try {
    tls.createSecureContext({ ciphers: WITHOUT_SECURITY_LEVEL })
    openSsl = true
  } catch {
    openSsl = false
  }
  return openSsl
}

/** For a client that shows old and weak certificates on purpose. */
export function clientCiphers(): { ciphers?: string } {
  return isOpenSsl() ? { ciphers: WITHOUT_SECURITY_LEVEL } : {}
}

/**
 * Whether a connection failed here, before anything of it reached the other side: what this computer lacks, or what its
 * TLS library refuses to use. It says nothing about the other side.
 * @param code Node's
 */
export function isOwnFailure(code: string): boolean {
  return OWN_FAILURES.has(code)
}

/** errno(3): no descriptors, buffers, memory or local ports left; not allowed to open a socket. */
const OWN_FAILURES = new Set([
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
  'ERR_ACCESS_DENIED',
])
