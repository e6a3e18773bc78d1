import type { CodeSide } from '../../../shared/contract/diagnosis.ts'
import type { TlsAlert, VerifyCode } from '../../../shared/verify/index.ts'
import type { MessageName } from '../../../shared/verify/meaning.ts'

/** Codes that no certificate is to blame for: all is well, or the one who judges lacks something. */
const NO_CERTIFICATE: ReadonlySet<string> = new Set([
  'X509_V_OK',
  'X509_V_ERR_UNSPECIFIED',
  'X509_V_ERR_OUT_OF_MEM',
  'X509_V_ERR_APPLICATION_VERIFICATION',
  'X509_V_ERR_INVALID_CALL',
  'X509_V_ERR_STORE_LOOKUP',
])
/** Only whoever opens a page compares names. */
const OF_SERVERS: ReadonlySet<string> = new Set(['X509_V_ERR_HOSTNAME_MISMATCH', 'X509_V_ERR_IP_ADDRESS_MISMATCH'])
/** Alerts that a server sends because of the certificate of a visitor (RFC 8446 §6.2). */
const CERTIFICATE_ALERTS: ReadonlySet<string> = new Set([
  'bad_certificate',
  'unsupported_certificate',
  'certificate_revoked',
  'certificate_expired',
  'certificate_unknown',
  'unknown_ca',
  'access_denied',
  'certificate_required',
  'no_certificate',
])

/** What a verify code is about, where a server judges a visitor. */
export function verifySide({ name }: VerifyCode): CodeSide {
  if (NO_CERTIFICATE.has(name)) return 'other'
  return OF_SERVERS.has(name) ? 'server-certificate' : 'client-certificate'
}

/** What the texts are about that are neither code nor alert. */
export const messageSides: Readonly<Record<MessageName, CodeSide>> = {
  'insecure-connection': 'other',
  'unknown-host': 'network',
  'connection-refused': 'network',
  'no-answer': 'network',
  'connection-cut': 'network',
  'too-many-redirects': 'other',
  'wrong-file-password': 'file',
  'old-file-encryption': 'file',
}

export const isMessageName = (name: string): name is MessageName => Object.hasOwn(messageSides, name)

/** How servers write down that the visitor has sent an alert: nginx, Apache, Go, HAProxy. It is their certificate then. */
const RECEIVED_BY_SERVER = /while SSL handshaking|\bAH0\d{4}\b|TLS handshake error from|SSL handshake failure/i

/** What an alert is about. @param text in which it was found */
export function alertSide({ name }: TlsAlert, text = ''): CodeSide {
  if (!CERTIFICATE_ALERTS.has(name)) return 'other'
  return RECEIVED_BY_SERVER.test(text) ? 'server-certificate' : 'client-certificate'
}
