/**
 * TLS alerts (RFC 8446 §6, RFC 5246 §7.2, IANA registry), as data. What browsers show when a server sends the alert
 * was measured on Chromium 156 and Firefox 153, the texts of OpenSSL on curl 7.88 and Node.
 */
export interface TlsAlert {
  readonly number: number
  /** As in RFC 8446: `bad_certificate`. */
  readonly name: string
  /**
   * OpenSSL's text before 3.2, as curl, nginx, Python and Ruby show it: `sslv3 alert bad certificate`. Since 3.2 it
   * begins with `ssl/tls` instead of `sslv3`. Null where OpenSSL has none.
   */
  readonly openssl: string | null
  /** Go's text, as Caddy and Traefik log it after `remote error: tls: `. */
  readonly go: string | null
  readonly chrome: string | null
  readonly firefox: string | null
  /** Apple's errSSL… number (SecBase.h), which Safari and apps log. */
  readonly apple: number | null
}

type Text = string | null
type Row = readonly [
  number: number,
  name: string,
  openssl: Text,
  go: Text,
  chrome: Text,
  firefox: Text,
  apple: number | null,
]

// prettier-ignore
const rows = [
  [0, 'close_notify', null, 'close notify', 'ERR_SSL_PROTOCOL_ERROR', 'PR_END_OF_FILE_ERROR', null],
  [10, 'unexpected_message', 'sslv3 alert unexpected message', 'unexpected message', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_HANDSHAKE_UNEXPECTED_ALERT', -9819],
  [20, 'bad_record_mac', 'sslv3 alert bad record mac', 'bad record MAC', 'ERR_SSL_BAD_RECORD_MAC_ALERT', 'SSL_ERROR_BAD_MAC_ALERT', -9820],
  [21, 'decryption_failed', 'tlsv1 alert decryption failed', 'decryption failed', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_DECRYPTION_FAILED_ALERT', -9821],
  [22, 'record_overflow', 'tlsv1 alert record overflow', 'record overflow', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_RECORD_OVERFLOW_ALERT', -9822],
  [30, 'decompression_failure', 'sslv3 alert decompression failure', 'decompression failure', 'ERR_SSL_DECOMPRESSION_FAILURE_ALERT', 'SSL_ERROR_DECOMPRESSION_FAILURE_ALERT', -9823],
  [40, 'handshake_failure', 'sslv3 alert handshake failure', 'handshake failure', 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'SSL_ERROR_NO_CYPHER_OVERLAP', -9824],
  [41, 'no_certificate', 'sslv3 alert no certificate', null, 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_NO_CERTIFICATE', null],
  [42, 'bad_certificate', 'sslv3 alert bad certificate', 'bad certificate', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_BAD_CERT_ALERT', -9825],
  [43, 'unsupported_certificate', 'sslv3 alert unsupported certificate', 'unsupported certificate', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_UNSUPPORTED_CERT_ALERT', -9826],
  [44, 'certificate_revoked', 'sslv3 alert certificate revoked', 'revoked certificate', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_REVOKED_CERT_ALERT', -9827],
  [45, 'certificate_expired', 'sslv3 alert certificate expired', 'expired certificate', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_EXPIRED_CERT_ALERT', -9828],
  [46, 'certificate_unknown', 'sslv3 alert certificate unknown', 'unknown certificate', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_CERTIFICATE_UNKNOWN_ALERT', -9829],
  [47, 'illegal_parameter', 'sslv3 alert illegal parameter', 'illegal parameter', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_ILLEGAL_PARAMETER_ALERT', -9830],
  [48, 'unknown_ca', 'tlsv1 alert unknown ca', 'unknown certificate authority', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_UNKNOWN_CA_ALERT', -9831],
  [49, 'access_denied', 'tlsv1 alert access denied', 'access denied', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_ACCESS_DENIED_ALERT', -9832],
  [50, 'decode_error', 'tlsv1 alert decode error', 'error decoding message', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_DECODE_ERROR_ALERT', -9833],
  [51, 'decrypt_error', 'tlsv1 alert decrypt error', 'error decrypting message', 'ERR_SSL_DECRYPT_ERROR_ALERT', 'SSL_ERROR_DECRYPT_ERROR_ALERT', -9834],
  [60, 'export_restriction', 'tlsv1 alert export restriction', 'export restriction', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_EXPORT_RESTRICTION_ALERT', -9835],
  [70, 'protocol_version', 'tlsv1 alert protocol version', 'protocol version not supported', 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'SSL_ERROR_PROTOCOL_VERSION_ALERT', -9836],
  [71, 'insufficient_security', 'tlsv1 alert insufficient security', 'insufficient security level', 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'SSL_ERROR_INSUFFICIENT_SECURITY_ALERT', -9837],
  [80, 'internal_error', 'tlsv1 alert internal error', 'internal error', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_INTERNAL_ERROR_ALERT', -9838],
  [86, 'inappropriate_fallback', 'tlsv1 alert inappropriate fallback', 'inappropriate fallback', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_INAPPROPRIATE_FALLBACK_ALERT', -9860],
  [90, 'user_canceled', 'tlsv1 alert user cancelled', 'user canceled', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_USER_CANCELED_ALERT', -9839],
  [100, 'no_renegotiation', 'tlsv1 alert no renegotiation', 'no renegotiation', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_NO_RENEGOTIATION_ALERT', -9840],
  [109, 'missing_extension', 'tlsv13 alert missing extension', 'missing extension', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_MISSING_EXTENSION_ALERT', -9861],
  [110, 'unsupported_extension', 'tlsv1 unsupported extension', 'unsupported extension', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_UNSUPPORTED_EXTENSION_ALERT', -9855],
  [111, 'certificate_unobtainable', 'tlsv1 certificate unobtainable', 'certificate unobtainable', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_CERTIFICATE_UNOBTAINABLE_ALERT', null],
  [112, 'unrecognized_name', 'tlsv1 unrecognized name', 'unrecognized name', 'ERR_SSL_UNRECOGNIZED_NAME_ALERT', 'SSL_ERROR_UNRECOGNIZED_NAME_ALERT', -9865],
  [113, 'bad_certificate_status_response', 'tlsv1 bad certificate status response', 'bad certificate status response', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_BAD_CERT_STATUS_RESPONSE_ALERT', -9862],
  [114, 'bad_certificate_hash_value', 'tlsv1 bad certificate hash value', 'bad certificate hash value', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_BAD_CERT_HASH_VALUE_ALERT', null],
  [115, 'unknown_psk_identity', 'tlsv1 alert unknown psk identity', 'unknown PSK identity', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_RX_UNKNOWN_ALERT', -9864],
  [116, 'certificate_required', 'tlsv13 alert certificate required', 'certificate required', 'ERR_BAD_SSL_CLIENT_AUTH_CERT', 'SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT', -9863],
  [117, 'general_error', null, null, null, null, null],
  [120, 'no_application_protocol', 'tlsv1 alert no application protocol', 'no application protocol', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_NEXT_PROTOCOL_NO_PROTOCOL', null],
  [121, 'ech_required', null, 'encrypted client hello required', 'ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_ECH_REQUIRED_ALERT', null],
] as const satisfies readonly Row[]

/** The name of every alert. */
export type AlertName = (typeof rows)[number][1]

/** All alerts in the order of their numbers. */
export const tlsAlerts: readonly TlsAlert[] = rows.map(([number, name, openssl, go, chrome, firefox, apple]) => ({
  number,
  name,
  openssl,
  go,
  chrome,
  firefox,
  apple,
}))

const byName = new Map(tlsAlerts.map((alert) => [alert.name, alert]))
const byNumber = new Map(tlsAlerts.map((alert) => [alert.number, alert]))

export function alertByNumber(number: number): TlsAlert | undefined {
  return byNumber.get(number)
}

/** The alert by its name, in any case, with spaces or underscores. */
export function alertByName(name: string): TlsAlert | undefined {
  return byName.get(name.toLowerCase().replaceAll(' ', '_'))
}

/** What a text must contain to speak of an alert, in small letters with single spaces; the longest come first. */
const phrases: readonly (readonly [phrase: string, alert: TlsAlert])[] = tlsAlerts
  .flatMap((alert) => {
    const words = alert.name.replaceAll('_', ' ')
    const all = [
      `alert ${words}`,
      `alert: ${words}`,
      alert.openssl,
      alert.go === null ? null : `tls: ${alert.go.toLowerCase()}`,
    ]
    // OpenSSL spells it in the British way.
    if (alert.name === 'user_canceled') all.push('alert user cancelled')
    return [...new Set(all)].flatMap((phrase) => (phrase === null ? [] : [[phrase, alert] as const]))
  })
  .toSorted(([a], [b]) => b.length - a.length)

/**
 * Finds the alert in an error code or text of Node, OpenSSL (before and since 3.2), BoringSSL, Go or Java:
 * `ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE`, `ssl/tls alert bad certificate`, `TLSV1_ALERT_UNKNOWN_CA`,
 * `remote error: tls: expired certificate`, `Received fatal alert: bad_certificate`.
 */
export function alertFromError(text: string): TlsAlert | null {
  const plain = text.toLowerCase().replace(/[_\s]+/g, ' ')
  return phrases.find(([phrase]) => plain.includes(phrase))?.[1] ?? null
}
