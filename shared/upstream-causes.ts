import type { PageOutcome } from './pages/words.ts'
import { message, verbatim, type Message } from './messages/message.ts'

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
/** gRPC at a site that allows one connection at a time: HTTP/2 would need another. */
export const ONE_CONNECTION = 'UPSTREAM_ONE_CONNECTION'
/** It has not begun to answer in time. */
export const SILENT = 'UPSTREAM_SILENT'

const UNTRUSTED: Readonly<Record<string, Message>> = {
  [OTHER_CERTIFICATE]: message('parts.upstream.otherCertificate'),
  [CHAIN_TOO_LONG]: message('parts.upstream.depth'),
  DEPTH_ZERO_SELF_SIGNED_CERT: message('parts.upstream.selfSigned'),
  SELF_SIGNED_CERT_IN_CHAIN: message('parts.upstream.unknownIssuer'),
  UNABLE_TO_GET_ISSUER_CERT: message('parts.upstream.unknownIssuer'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: message('parts.upstream.unknownIssuer'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: message('parts.upstream.unknownIssuer'),
  CERT_SIGNATURE_FAILURE: message('parts.upstream.unknownIssuer'),
  CERT_HAS_EXPIRED: message('parts.upstream.expired'),
  CERT_NOT_YET_VALID: message('parts.upstream.notYetValid'),
  CERT_REVOKED: message('parts.upstream.revoked'),
  INVALID_CA: message('parts.upstream.notAuthority'),
  INVALID_PURPOSE: message('parts.upstream.wrongPurpose'),
  ERR_TLS_CERT_ALTNAME_INVALID: message('parts.upstream.wrongName'),
}

const WANTS_CERTIFICATE = message('parts.upstream.handshake')

const OTHERS: Readonly<Record<string, Message>> = {
  [OWN_FAILURE]: message('parts.upstream.ownFailure'),
  [ONE_CONNECTION]: message('parts.upstream.oneConnection'),
  EMFILE: message('parts.upstream.tooManyConnections'),
  ENFILE: message('parts.upstream.tooManyConnections'),
  ECONNREFUSED: message('parts.upstream.refused'),
  ECONNRESET: message('parts.upstream.cut'),
  EPIPE: message('parts.upstream.cut'),
  [CLOSED]: message('parts.upstream.cut'),
  ETIMEDOUT: message('parts.upstream.timeout'),
  [SILENT]: message('parts.upstream.timeout'),
  EHOSTUNREACH: message('parts.upstream.unreachable'),
  EHOSTDOWN: message('parts.upstream.unreachable'),
  ENETUNREACH: message('parts.upstream.network'),
  ENOTFOUND: message('parts.upstream.nameUnknown'),
  EAI_AGAIN: message('parts.upstream.nameFailed'),
  ERR_SSL_WRONG_VERSION_NUMBER: message('parts.upstream.notHttps'),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: message('parts.upstream.notHttps'),
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

function knownCause(code: string): Message | undefined {
  if (Object.hasOwn(UNTRUSTED, code)) return UNTRUSTED[code]
  if (Object.hasOwn(OTHERS, code)) return OTHERS[code]
  if (wantsCertificate(code)) return WANTS_CERTIFICATE
  if (isOldTls(code)) return message('parts.upstream.oldTls')
  if (isNotHttp(code)) return message('parts.upstream.notHttp')
  return code === '' ? message('parts.upstream.silent') : undefined
}

/** Why an upstream gave no proper answer, as the end of a sentence; the code itself when nothing is known about it. */
export function upstreamCause(code: string): { readonly cause: Message; readonly known: boolean } {
  const cause = knownCause(code)
  return cause ? { cause, known: true } : { cause: verbatim(code), known: false }
}

/** The page that a visitor gets for it. */
export function upstreamPage(code: string): PageOutcome {
  if (isUntrusted(code)) return 'upstream-untrusted'
  return TIMEOUTS.has(code) ? 'upstream-timeout' : 'upstream-error'
}
