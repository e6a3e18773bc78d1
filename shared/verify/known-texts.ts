import type { known } from '../messages/compiled/en/known.ts'
import type { AlertName } from './alerts.ts'
import type { VerifyName } from './codes.ts'
import type { MessageName } from './meaning.ts'

/** A text that programs show instead of a verify code or an alert, and what stands behind it. */
export interface KnownText {
  readonly pattern: RegExp
  readonly is: { readonly verify: VerifyName } | { readonly alert: AlertName } | { readonly message: MessageName }
  /** It is a client's word about a server's certificate: the advice is another one (`serverMeaningOf`). */
  readonly server?: true
  /** What of the area `known` is said before the explanation of the code, where the text is vaguer than the code. */
  readonly says?: keyof typeof known
}

const verify = (pattern: RegExp, name: VerifyName, says?: keyof typeof known): KnownText => ({
  pattern,
  is: { verify: name },
  ...(says === undefined ? {} : { says }),
})
const alert = (pattern: RegExp, name: AlertName, says?: keyof typeof known): KnownText => ({
  pattern,
  is: { alert: name },
  ...(says === undefined ? {} : { says }),
})

const server = (pattern: RegExp, name: VerifyName): KnownText => ({ pattern, is: { verify: name }, server: true })

/** In the order in which they are tried: the exact before the vague. Sources: the programs’ own source and manuals. */
export const knownTexts: readonly KnownText[] = [
  // .NET (X509ChainStatusFlags, SslPolicyErrors), Windows (wincrypt.h, winerror.h): the reason stands beside the sentence
  server(/NameMismatch\b|CERT_E_CN_NO_MATCH|800B010F/i, 'X509_V_ERR_HOSTNAME_MISMATCH'),
  server(/NotTimeValid|CERT_E_EXPIRED|800B0101|CERT_TRUST_IS_NOT_TIME_VALID/i, 'X509_V_ERR_CERT_HAS_EXPIRED'),
  server(
    /CRYPT_E_(?:NO_REVOCATION_CHECK|REVOCATION_OFFLINE)|8009201[23]|RevocationStatusUnknown|OfflineRevocation/i,
    'X509_V_ERR_UNABLE_TO_GET_CRL',
  ),
  server(/CRYPT_E_REVOKED|80092010|CERT_TRUST_IS_REVOKED/i, 'X509_V_ERR_CERT_REVOKED'),
  server(
    /UntrustedRoot|UNTRUSTED_?ROOT|PartialChain|PARTIAL_CHAIN|CertificateChainErrors|CERT_E_(?:UNTRUSTEDROOT|CHAINING)|800B01(?:09|0A)/i,
    'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ),
  server(
    /establish (?:a )?trust relationship|Vertrauensstellung .{0,60}(?:nicht|hergestellt)|keine Vertrauensstellung/i,
    'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ),
  // IIS (https://learn.microsoft.com/troubleshoot/developer/webapps/iis/www-administration-management/http-status-code)
  alert(/\b403\.7\b/, 'certificate_required'),
  verify(/\b403\.13\b/, 'X509_V_ERR_CERT_REVOKED'),
  verify(/\b403\.16\b/, 'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
  verify(/\b403\.17\b/, 'X509_V_ERR_CERT_HAS_EXPIRED'),
  // GnuTLS (lib/cert-session.c, gnutls_certificate_verification_status_print) and wget (src/gnutls.c, src/openssl.c)
  server(
    /name in the certificate does not match|does(?: not|n['’]t) match (?:the )?(?:requested|target|expected|host|input)|(?:certificate|subject) name .{0,60}does(?: not|n['’]t) match|owner does not match hostname|entspricht nicht dem .{0,60}Host|Host-?name .{0,60}stimmt nicht/i,
    'X509_V_ERR_HOSTNAME_MISMATCH',
  ),
  server(
    /chain uses expired|certificate of .{1,80} has expired|issued certificate has expired/i,
    'X509_V_ERR_CERT_HAS_EXPIRED',
  ),
  server(/chain uses not yet valid|is not yet activated|not yet valid certificate/i, 'X509_V_ERR_CERT_NOT_YET_VALID'),
  server(/chain uses revoked|certificate of .{1,80} (?:has been|was) revoked/i, 'X509_V_ERR_CERT_REVOKED'),
  server(/chain uses insecure algorithm|signed using an insecure algorithm/i, 'X509_V_ERR_CA_MD_TOO_WEAK'),
  server(
    /certificate issuer is unknown|have a known issuer|locally verify the issuer|keinen bekannten Aussteller|Aussteller .{0,60}(?:unbekannt|nicht bekannt)/i,
    'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ),
  alert(/gnutls: Handshake failed|gnutls_handshake\(\) failed: Handshake failed/i, 'handshake_failure'),
  alert(/Certificate is bad\b/, 'bad_certificate'),
  alert(/Certificate is required\b/, 'certificate_required'),
  alert(/\bCA is unknown\b/, 'unknown_ca'),
  server(
    /because (?:it is|it['’]s) self-signed|vom Aussteller selbst signiert|selbst ?signiert/i,
    'X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT',
  ),
  server(/Self-signed certificate encountered/i, 'X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT'),
  // Chrome (net/base/net_error_list.h)
  alert(/ERR_BAD_SSL_CLIENT_AUTH_CERT/, 'certificate_required', 'chromeClient'),
  alert(/ERR_SOCKET_NOT_CONNECTED/, 'certificate_required', 'chromeSocket'),
  alert(/ERR_SSL_CLIENT_AUTH_CERT_NEEDED/, 'certificate_required'),
  alert(
    /ERR_SSL_CLIENT_AUTH_(?:CERT_NO_PRIVATE_KEY|PRIVATE_KEY_ACCESS_DENIED)/,
    'certificate_required',
    'noPrivateKey',
  ),
  alert(/ERR_SSL_CLIENT_AUTH_SIGNATURE_FAILED/, 'decrypt_error', 'cannotSign'),
  alert(/ERR_SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS/, 'handshake_failure'),
  server(/ERR_CERT_AUTHORITY_INVALID/, 'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
  server(/ERR_CERT_DATE_INVALID/, 'X509_V_ERR_CERT_HAS_EXPIRED'),
  server(/ERR_CERT_COMMON_NAME_INVALID|SSL_ERROR_BAD_CERT_DOMAIN/, 'X509_V_ERR_HOSTNAME_MISMATCH'),
  verify(/ERR_CERT_REVOKED|SEC_ERROR_REVOKED_CERTIFICATE/, 'X509_V_ERR_CERT_REVOKED'),
  verify(/ERR_CERT_WEAK_SIGNATURE_ALGORITHM|SIGNATURE_ALGORITHM_DISABLED/, 'X509_V_ERR_CA_MD_TOO_WEAK'),
  verify(/ERR_CERT_WEAK_KEY|ERROR_INADEQUATE_KEY_SIZE/, 'X509_V_ERR_EE_KEY_TOO_SMALL'),
  verify(/ERR_CERT_NAME_CONSTRAINT_VIOLATION|SEC_ERROR_CERT_NOT_IN_NAME_SPACE/, 'X509_V_ERR_PERMITTED_VIOLATION'),
  alert(/ERR_SSL_VERSION_OR_CIPHER_MISMATCH/, 'handshake_failure', 'noCommon'),
  alert(
    /accept your login certificate|(?:Anmelde|Login-?)zertifikat .{0,40}nicht akzeptiert/i,
    'certificate_required',
    'chromeClient',
  ),
  // Firefox (NSS and mozilla::pkix)
  alert(/SSL_ERROR_(?:HANDSHAKE_FAILURE_ALERT|NO_CYPHER_OVERLAP|UNSUPPORTED_CIPHER_SUITE)/, 'handshake_failure'),
  alert(/SSL_ERROR_(?:UNSUPPORTED_VERSION|PROTOCOL_VERSION_ALERT|SSL_DISABLED)/, 'protocol_version'),
  server(/SEC_ERROR_UNKNOWN_ISSUER/, 'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
  server(/ERROR_SELF_SIGNED_CERT/, 'X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT'),
  server(/SEC_ERROR_EXPIRED_(?:ISSUER_)?CERTIFICATE/, 'X509_V_ERR_CERT_HAS_EXPIRED'),
  server(/ERROR_NOT_YET_VALID_(?:ISSUER_)?CERTIFICATE/, 'X509_V_ERR_CERT_NOT_YET_VALID'),
  verify(/SEC_ERROR_INADEQUATE_(?:CERT_TYPE|KEY_USAGE)|CA_CERT_USED_AS_END_ENTITY/, 'X509_V_ERR_INVALID_PURPOSE'),
  verify(/SEC_ERROR_BAD_SIGNATURE/, 'X509_V_ERR_CERT_SIGNATURE_FAILURE'),
  verify(/SEC_ERROR_CA_CERT_INVALID/, 'X509_V_ERR_INVALID_CA'),
  server(/SEC_ERROR_UNTRUSTED_(?:ISSUER|CERT)/, 'X509_V_ERR_CERT_REJECTED'),
  verify(/SEC_ERROR_PATH_LEN_CONSTRAINT_INVALID/, 'X509_V_ERR_PATH_LENGTH_EXCEEDED'),
  verify(/SEC_ERROR_UNKNOWN_CRITICAL_EXTENSION/, 'X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION'),
  alert(/SSL_ERROR_RX_RECORD_TOO_LONG/, 'record_overflow', 'notTls'),
  // nginx
  alert(/no required SSL certificate|\b496\b/i, 'certificate_required'),
  alert(/peer did not return a certificate|PEER_DID_NOT_RETURN_A_CERTIFICATE/i, 'certificate_required'),
  alert(
    /plain HTTP request was sent to HTTPS port|server gave HTTP response to HTTPS client|first record does not look like a TLS handshake|:http request\b|\b497\b/i,
    'unexpected_message',
    'notTls',
  ),
  verify(/The SSL certificate error|\b495\b/i, 'X509_V_ERR_UNSPECIFIED', 'nginx'),
  // HAProxy (connection.c)
  verify(/SSL client certificate not trusted/i, 'X509_V_ERR_UNSPECIFIED', 'haproxyLeaf'),
  verify(/SSL client CA chain cannot be verified/i, 'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT', 'haproxyCa'),
  alert(/SSL handshake failure/i, 'handshake_failure', 'haproxyHandshake'),
  // Apache httpd
  alert(/Re-negotiation handshake failed|AH02261/i, 'no_renegotiation'),
  alert(/post-handshake authentication|AH10(?:129|158)/i, 'no_renegotiation', 'apachePostHandshake'),
  // Go: Caddy, Traefik
  alert(/client didn.t provide a certificate/i, 'certificate_required'),
  verify(/certificate signed by unknown authority/i, 'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
  verify(/incompatible key usage/i, 'X509_V_ERR_INVALID_PURPOSE'),
  // Java and Android
  alert(/(?:empty client|null|empty) cert(?:ificate)? chain/i, 'certificate_required'),
  server(
    /host ?name .{1,80} not verified|No subject alternative (?:DNS |IP )?(?:address|names?)|No name matching .{1,80} found|SSLPeerUnverifiedException/i,
    'X509_V_ERR_HOSTNAME_MISMATCH',
  ),
  server(/CertificateNotYetValidException|\bNotBefore: /, 'X509_V_ERR_CERT_NOT_YET_VALID'),
  server(
    /CertificateExpiredException|\bNotAfter: |validity check failed|timestamp check failed/,
    'X509_V_ERR_CERT_HAS_EXPIRED',
  ),
  server(
    /PKIX path building failed|unable to find valid certification path|Trust anchor for certification path not found/i,
    'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ),
  // Node
  server(/ERR_TLS_CERT_ALTNAME_INVALID/, 'X509_V_ERR_HOSTNAME_MISMATCH'),
  // Windows (winerror.h)
  server(/SEC_E_UNTRUSTED_ROOT|80090325/i, 'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
  server(/SEC_E_CERT_EXPIRED|80090328/i, 'X509_V_ERR_CERT_HAS_EXPIRED'),
  server(/SEC_E_WRONG_PRINCIPAL|80090322/i, 'X509_V_ERR_HOSTNAME_MISMATCH'),
  // Apple (NSURLError.h)
  alert(/NSURLErrorClientCertificateRequired|-1206\b/, 'certificate_required'),
  alert(/NSURLErrorClientCertificateRejected|-1205\b/, 'bad_certificate'),
  server(
    /NSURLErrorServerCertificate(?:Untrusted|HasUnknownRoot)|-120[23]\b/,
    'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ),
  alert(
    /(?:requires?|needs?|demands?) a client certificate|client certificate (?:is )?(?:required|missing)|(?:no|without a?) ?client certificate\b|client certificate (?:was |has )?not (?:been )?(?:provided|presented|sent|supplied|shown)|kein(?:e[sn]?)? Client-?Zertifikat|Client-?Zertifikat .{0,40}(?:abgelehnt|nicht akzeptiert)|Client-?Zertifikat .{0,30}(?:erforderlich|verlangt|benötigt|nötig|fehlt)|(?:erfordert|verlangt|benötigt|braucht) ein Client-?Zertifikat/i,
    'certificate_required',
  ),
  alert(
    /unsupported (?:TLS |SSL |protocol )+version|protocol version (?:is )?not supported|unsupported protocol\b/i,
    'protocol_version',
  ),
  // Whatever speaks plain HTTP to OpenSSL
  alert(/wrong version number|packet length too long/i, 'protocol_version', 'notTls'),
]

/** What curl’s exit codes mean when nothing exacter stands beside them; tried last. */
export const curlTexts: readonly KnownText[] = [
  alert(/curl: ?\(98\)/, 'certificate_required'),
  server(/curl: ?\(60\)/, 'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
  alert(/curl: ?\(56\)/, 'certificate_required', 'curlLost'),
  alert(/curl: ?\(35\)/, 'handshake_failure', 'curlHandshake'),
  alert(/ERR_SSL_PROTOCOL_ERROR/, 'unexpected_message', 'chromeProtocol'),
]

/** Marks of clients that judge a server: a code beside them is about the server's certificate. */
export const CLIENT_SAYS =
  /SSL certificate problem|CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|cannot verify .{1,80} certificate|server certificate verification failed|Peer.s Certificate|tls: failed to verify certificate: x509|curl: ?\(60\)|certificate verify failed: \w|Verify return code|SSL certificate verification failed|failed to verify the (?:server )?certificate|use-system-ca|(?:Error: |reason: )(?:self[- ]signed|unable to (?:verify|get)|certificate (?:has expired|is not yet))/i

/** Marks of servers that judge a visitor, in words that clients use as well. */
export const SERVER_SAYS = /TLS handshake error from|verify client certificate|client SSL certificate/i
