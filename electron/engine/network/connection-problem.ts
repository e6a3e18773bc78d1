import { message, verbatim, type Message } from '../../../shared/messages/message.ts'

/** What a server's certificate was refused for (node:tls), in words. */
const CERTIFICATE_PROBLEMS: Readonly<Record<string, Message>> = {
  CERT_HAS_EXPIRED: message('parts.acme.serverExpired'),
  CERT_NOT_YET_VALID: message('parts.acme.serverNotYetValid'),
  DEPTH_ZERO_SELF_SIGNED_CERT: message('parts.acme.serverSelfSigned'),
  SELF_SIGNED_CERT_IN_CHAIN: message('parts.acme.serverUnknownIssuer'),
  UNABLE_TO_GET_ISSUER_CERT: message('parts.acme.serverUnknownIssuer'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: message('parts.acme.serverUnknownIssuer'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: message('parts.acme.serverUnknownIssuer'),
  ERR_TLS_CERT_ALTNAME_INVALID: message('parts.acme.serverName'),
}

const CONNECTION_PROBLEMS: Readonly<Record<string, Message>> = {
  ENOTFOUND: message('parts.acme.nameUnknown'),
  EAI_AGAIN: message('parts.acme.dnsSilent'),
  ECONNREFUSED: message('parts.acme.refused'),
  ECONNRESET: message('parts.acme.ended'),
  EHOSTUNREACH: message('parts.acme.noWay'),
  ENETUNREACH: message('parts.acme.noWay'),
  ETIMEDOUT: message('parts.acme.silent'),
  EPIPE: message('parts.acme.ended'),
  HPE_HEADER_OVERFLOW: message('parts.acme.tooLong'),
}

/** Node's code of an error; empty where it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** Why a server's certificate is not trusted; undefined where the error is another one. */
export function certificateProblem(error: unknown): Message | undefined {
  return CERTIFICATE_PROBLEMS[codeOf(error)]
}

/** Why no connection came about, or why it ended, in a few words. */
export function connectionProblem(error: unknown): Message {
  const code = codeOf(error)
  return CONNECTION_PROBLEMS[code] ?? (code === '' ? message('parts.acme.connectionFailed') : verbatim(code))
}
