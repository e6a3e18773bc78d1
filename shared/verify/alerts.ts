/**
 * TLS alerts (RFC 8446 §6, RFC 5246 §7.2, IANA registry), as data. `chrome` and `firefox` are what those browsers show
 * when a server sends the alert; measured on Chromium 156 and Firefox 153.
 */
export interface TlsAlert {
  readonly number: number
  /** As in RFC 8446: `bad_certificate`. */
  readonly name: string
  readonly chrome: string | null
  readonly firefox: string | null
}

type Row = readonly [number: number, name: string, chrome: string | null, firefox: string | null]

// prettier-ignore
const rows: readonly Row[] = [
  [0, 'close_notify', 'ERR_SSL_PROTOCOL_ERROR', 'PR_END_OF_FILE_ERROR'],
  [10, 'unexpected_message', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_HANDSHAKE_UNEXPECTED_ALERT'],
  [20, 'bad_record_mac', 'ERR_SSL_BAD_RECORD_MAC_ALERT', 'SSL_ERROR_BAD_MAC_ALERT'],
  [21, 'decryption_failed', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_DECRYPTION_FAILED_ALERT'],
  [22, 'record_overflow', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_RECORD_OVERFLOW_ALERT'],
  [30, 'decompression_failure', 'ERR_SSL_DECOMPRESSION_FAILURE_ALERT', 'SSL_ERROR_DECOMPRESSION_FAILURE_ALERT'],
  [40, 'handshake_failure', 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'SSL_ERROR_NO_CYPHER_OVERLAP'],
  [41, 'no_certificate', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_NO_CERTIFICATE'],
  [42, 'bad_certificate', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_BAD_CERT_ALERT'],
  [43, 'unsupported_certificate', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_UNSUPPORTED_CERT_ALERT'],
  [44, 'certificate_revoked', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_REVOKED_CERT_ALERT'],
  [45, 'certificate_expired', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_EXPIRED_CERT_ALERT'],
  [46, 'certificate_unknown', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_CERTIFICATE_UNKNOWN_ALERT'],
  [47, 'illegal_parameter', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_ILLEGAL_PARAMETER_ALERT'],
  [48, 'unknown_ca', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_UNKNOWN_CA_ALERT'],
  [49, 'access_denied', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_ACCESS_DENIED_ALERT'],
  [50, 'decode_error', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_DECODE_ERROR_ALERT'],
  [51, 'decrypt_error', 'ERR_SSL_DECRYPT_ERROR_ALERT', 'SSL_ERROR_DECRYPT_ERROR_ALERT'],
  [60, 'export_restriction', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_EXPORT_RESTRICTION_ALERT'],
  [70, 'protocol_version', 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'SSL_ERROR_PROTOCOL_VERSION_ALERT'],
  [71, 'insufficient_security', 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'SSL_ERROR_INSUFFICIENT_SECURITY_ALERT'],
  [80, 'internal_error', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_INTERNAL_ERROR_ALERT'],
  [86, 'inappropriate_fallback', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_INAPPROPRIATE_FALLBACK_ALERT'],
  [90, 'user_canceled', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_USER_CANCELED_ALERT'],
  [100, 'no_renegotiation', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_NO_RENEGOTIATION_ALERT'],
  [109, 'missing_extension', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_MISSING_EXTENSION_ALERT'],
  [110, 'unsupported_extension', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_UNSUPPORTED_EXTENSION_ALERT'],
  [111, 'certificate_unobtainable', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_CERTIFICATE_UNOBTAINABLE_ALERT'],
  [112, 'unrecognized_name', 'ERR_SSL_UNRECOGNIZED_NAME_ALERT', 'SSL_ERROR_UNRECOGNIZED_NAME_ALERT'],
  [113, 'bad_certificate_status_response', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_BAD_CERT_STATUS_RESPONSE_ALERT'],
  [114, 'bad_certificate_hash_value', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_BAD_CERT_HASH_VALUE_ALERT'],
  [115, 'unknown_psk_identity', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_RX_UNKNOWN_ALERT'],
  [116, 'certificate_required', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT'],
  [117, 'general_error', null, null],
  [120, 'no_application_protocol', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_NEXT_PROTOCOL_NO_PROTOCOL'],
  [121, 'ech_required', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_ECH_REQUIRED_ALERT'],
]

/** All alerts in the order of their numbers. */
export const tlsAlerts: readonly TlsAlert[] = rows.map(([number, name, chrome, firefox]) => ({
  number,
  name,
  chrome,
  firefox,
}))

const byName = new Map(tlsAlerts.map((alert) => [alert.name, alert]))

/** Finds the alert in an error code or text of Node, OpenSSL or BoringSSL: all end in `ALERT_` and the name. */
export function alertFromError(text: string): TlsAlert | null {
  const match = /alert[_ ]([a-z_ ]+)/i.exec(text)
  const name = match?.[1]?.trim().toLowerCase().replaceAll(' ', '_').replace('user_cancelled', 'user_canceled')
  return (name === undefined ? undefined : byName.get(name)) ?? null
}
