import type { PageOutcome } from './pages/words.ts'

/** The upstream showed another certificate than the one that was accepted. */
export const OTHER_CERTIFICATE = 'UPSTREAM_OTHER_CERTIFICATE'
/** The trusted authority is further above its certificate than allowed. */
export const CHAIN_TOO_LONG = 'UPSTREAM_CHAIN_TOO_LONG'

/** What it answered is no HTTP; Node's own reader says HPE_… */
export const NOT_HTTP = 'UPSTREAM_NOT_HTTP'
/** It has closed the connection before its answer was whole. */
export const CLOSED = 'UPSTREAM_CLOSED'
/** The connection could not even be begun here: it says nothing about the upstream. */
export const OWN_FAILURE = 'UPSTREAM_OWN_FAILURE'
/** It has not begun to answer in time. */
export const SILENT = 'UPSTREAM_SILENT'

const UNTRUSTED: Readonly<Record<string, string>> = {
  [OTHER_CERTIFICATE]: 'it showed another certificate than the one that was accepted',
  [CHAIN_TOO_LONG]: 'its certificate is further from the trusted authority than allowed',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed and was not accepted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate was issued by an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate was issued by an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate was issued by an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate was issued by an authority that is not trusted here',
  CERT_SIGNATURE_FAILURE: 'its certificate was issued by an authority that is not trusted here',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate was revoked',
  INVALID_CA: 'its certificate was issued by something that is no authority',
  INVALID_PURPOSE: 'its certificate was not made for servers',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}

const WANTS_CERTIFICATE = 'it refused the handshake: it wants a certificate from the gate, or another one'

const OTHERS: Readonly<Record<string, string>> = {
  [OWN_FAILURE]: 'Vestibule could not begin the connection, which is no fault of the device',
  EMFILE: 'this computer lets Vestibule open no more connections',
  ENFILE: 'this computer lets Vestibule open no more connections',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  [CLOSED]: 'the connection was cut',
  ETIMEDOUT: 'no answer in time',
  [SILENT]: 'no answer in time',
  EHOSTUNREACH: 'the address cannot be reached',
  EHOSTDOWN: 'the address cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name could not be looked up',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak HTTPS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak HTTPS on this port',
}

const TIMEOUTS: ReadonlySet<string> = new Set([SILENT, 'ETIMEDOUT', 'EHOSTUNREACH'])

/**
 * Names of OpenSSL's errors for alerts that servers send when no certificate, or a wrong one, was shown. Plain
 * handshake_failure (40) is what TLS 1.2 says instead of certificate_required.
 */
const ABOUT_CERTIFICATE =
  /^ERR_SSL_\w*ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(?:REVOKED|EXPIRED|UNKNOWN)|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)$/

/** True when what answers could not prove that it is the right upstream. @param code Node's or our own */
export function isUntrusted(code: string): boolean {
  return Object.hasOwn(UNTRUSTED, code)
}

/** True when the upstream ended the handshake because it wants a certificate of the gate, or another one. */
export function wantsCertificate(code: string): boolean {
  return ABOUT_CERTIFICATE.test(code)
}

/** True when what came back is no HTTP, or HTTP that could be read in two ways. */
export function isNotHttp(code: string): boolean {
  return code === NOT_HTTP || code.startsWith('HPE_')
}

/**
 * True when the handshake failed over its version: OpenSSL's and BoringSSL's names for a ServerHello that is too old, and
 * for the alerts by which old servers turn a new hello away.
 */
export function isOldTls(code: string): boolean {
  return /^ERR_SSL_(?:\w*ALERT_)?(?:UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|WRONG_SSL_VERSION|VERSION_TOO_LOW|UNSUPPORTED_SSL_VERSION)$/.test(
    code,
  )
}

/** Why an upstream gave no proper answer, as the end of a sentence; the code itself when nothing is known about it. */
export function upstreamCause(code: string): string {
  if (Object.hasOwn(UNTRUSTED, code)) return UNTRUSTED[code] ?? code
  if (Object.hasOwn(OTHERS, code)) return OTHERS[code] ?? code
  if (wantsCertificate(code)) return WANTS_CERTIFICATE
  if (isOldTls(code)) return 'it speaks only versions of TLS that are too old'
  if (isNotHttp(code)) return 'what it answered is not HTTP'
  return code === '' ? 'it does not answer' : code
}

/** The page that a visitor gets for it. */
export function upstreamPage(code: string): PageOutcome {
  if (isUntrusted(code)) return 'upstream-untrusted'
  return TIMEOUTS.has(code) ? 'upstream-timeout' : 'upstream-error'
}
