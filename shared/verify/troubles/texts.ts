import type { troubles } from '../../messages/compiled/en/troubles.ts'

/** A cause that people meet as a text and not as a code: the area `troubles` of the catalogues. */
export type TroubleId = keyof typeof troubles

type Row = readonly [RegExp, TroubleId]

/**
 * Texts of programs and what stands behind them, in English and German, the exact before the vague. Sources: Chromium’s
 * components_strings and net_error_list.h, Firefox’s neterror.ftl and NSS’s SSLerrs.h, WebKit, Apple’s NSURLError.h,
 * winerror.h and the system’s event manifests, curl, wget, Go’s crypto, OpenJDK, .NET, CPython, Node, GnuTLS, OpenSSL.
 */
export const troubleTexts: readonly Row[] = [
  // A clock
  [/ERR_SSL_?CLOCK|clock is (?:ahead|behind)|Uhr geht (?:vor|nach)|MOZILLA_PKIX_ERROR_NOT_YET_VALID/i, 'clock'],
  // Files: password
  [
    /mac verify (?:error|failure)|invalid password\?|SEC_ERROR_PKCS12_INVALID_MAC|SEC_ERROR_BAD_PASSWORD/i,
    'filePassword',
  ],
  [
    /(?:network|specified network) password is (?:not correct|incorrect)|Netzwerkkennwort ist falsch|80070056/i,
    'filePassword',
  ],
  [/keystore password was incorrect|password was incorrect|failed to decrypt safe contents entry/i, 'filePassword'],
  [
    /wrong password|incorrect password|password you entered is incorrect|MAC could not be verified|errSecPkcs12VerifyFailure|-25264\b/i,
    'filePassword',
  ],
  [
    /falsches (?:Passwort|Kennwort)|(?:Passwort|Kennwort) (?:ist|war) (?:falsch|nicht korrekt)|eingegebene (?:Passwort|Kennwort)/i,
    'filePassword',
  ],
  [
    /bad decrypt|bad password read|pkcs12: decryption password incorrect|x509: decryption password incorrect|invalid PKCS#?12 (?:data|.*password)/i,
    'filePassword',
  ],
  // Files: encryption
  [
    /(?:RC2-40-CBC|digital envelope routines.*unsupported|unsupported.*digital envelope|error:0308010C|Algorithm \(\w.*RC2)/i,
    'fileEncryption',
  ],
  [
    /SEC_ERROR_PKCS12_UNSUPPORTED|unsupported PKCS#?12|pkcs12: unknown (?:digest )?algorithm|pkcs12pbe|unknown (?:digest|pbe) algorithm|errSecUnsupportedFormat|Unsupported algorithm in PKCS/i,
    'fileEncryption',
  ],
  // Files: pair
  [
    /key values mismatch|private key does not match|does not match (?:the )?(?:public|certificate)|KEY_VALUES_MISMATCH|inconsistent private key|passt nicht zum (?:Zertifikat|privaten)/i,
    'filePair',
  ],
  [
    /inconsistency detected between.*(?:private key|certificate)|no SSL certificate is specified|unable to load SSL private key/i,
    'filePair',
  ],
  // Files: key and form
  [
    /private key (?:is )?required to install|privater Schlüssel (?:ist )?erforderlich|CA certificates can put your privacy|No certificate to install|Kein Zertifikat (?:zum Installieren|zur Installation)/i,
    'fileNeedsKey',
  ],
  [
    /no start line|PEM_read_bio|expecting: ?(?:TRUSTED )?CERT|expecting: ANY PRIVATE KEY|Could not (?:read|find) .*(?:private key|certificate)|failed to find any PEM data|not enough data|asn1 encoding routines|wrong tag|header too long|bad end line|malformed PEM|DerInputStream|Invalid keystore format|unable to load (?:certificate|private key|key)|Unrecognized keystore/i,
    'fileForm',
  ],
  [
    /SecKeychainItemImport|errSecUnknownFormat|-25257\b|-26275\b|unknown format in import|The contents of this item cannot be retrieved|SEC_ERROR_BAD_DER|SEC_ERROR_PKCS12_DECODING|is not (?:a )?valid (?:certificate|PKCS)|ungültige (?:Zertifikatsdatei|Datei)|CRYPT_E_BAD_ENCODE|CRYPT_E_ASN1|8009310[0-9A-F]/i,
    'fileForm',
  ],
  [
    /profile (?:installation )?failed|could not install (?:the )?profile|not verified|Profil (?:konnte nicht|nicht).*installier|Installation des Profils|nicht überprüft|profile is (?:invalid|not valid)|Ungültiges Profil|Invalid Profile/i,
    'profile',
  ],
  // Keys that cannot be used
  [
    /ERR_SSL_CLIENT_AUTH_(?:CERT_NO_PRIVATE_KEY|PRIVATE_KEY_ACCESS_DENIED|SIGNATURE_FAILED)|SEC_ERROR_NO_KEY|(?:does not have|has no|missing) (?:a |an? associated |its )?private key/i,
    'keyUnusable',
  ],
  [
    /Keyset does not exist|80090016|private key is (?:inaccessible|missing)|internal error state is 10\d{3}|accessing the (?:SSL|TLS) (?:client|server) credential private key|Schlüsselsatz|\b36870\b|SEC_E_NO_CREDENTIALS|8009030E|0x8009030D/i,
    'keyUnusable',
  ],
  // The device’s certificate: none
  [/ERR_BAD_SSL_CLIENT_AUTH_CERT|ERR_SSL_CLIENT_AUTH_CERT_NEEDED/i, 'noDeviceCertificate'],
  [
    /403\.7\b|client certificate required|requires a client certificate|bad_certificate_required|Clientzertifikat (?:erforderlich|benötigt)|No required SSL certificate|400 No required|certificate_required|0x80072F0C|\b12044\b|ERROR_INTERNET_CLIENT_AUTH_CERT_NEEDED|ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED/i,
    'noDeviceCertificate',
  ],
  [
    /didn.t accept your certificate|no (?:client|user) certificate|certificate (?:is )?required|NSURLErrorClientCertificateRequired|-1206\b|client certificate (?:was )?not (?:provided|presented)/i,
    'noDeviceCertificate',
  ],
  [
    /403\.1[367]\b|server did ?n.t accept|NSURLErrorClientCertificateRejected|-1205\b|didn.t accept your login certificate|lehnt.*Anmeldezertifikat|Anmeldezertifikat|invalid client certificate|rejected (?:the|your) (?:client )?certificate/i,
    'deviceRefused',
  ],
  // The server’s certificate, by browsers and programs
  [
    /ERR_CERT_DATE_INVALID|NET::ERR_CERT_DATE|SEC_E_CERT_EXPIRED|80090328|0x800B0101|CERT_E_EXPIRED|certificate (?:has )?expired or is not yet valid|x509: certificate has expired|CertificateExpiredException|CertificateNotYetValid|NotTimeValid|-1201\b|NSURLErrorServerCertificateHasBadDate|-1204\b|SEC_ERROR_EXPIRED_(?:ISSUER_)?CERTIFICATE/i,
    'serverExpired',
  ],
  [
    /ERR_CERT_COMMON_NAME_INVALID|SSL_ERROR_BAD_CERT_DOMAIN|ERR_TLS_CERT_ALTNAME|does not match (?:certificate'?s )?(?:altnames|host ?name|target host|requested)|no alternative (?:certificate )?subject name|No subject alternative (?:names|DNS)|doesn't contain any IP SANs|certificate is valid for .*, not|RemoteCertificateNameMismatch|SEC_E_WRONG_PRINCIPAL|80090322|0x800B010F|CERT_E_CN_NO_MATCH|hostname mismatch|Hostname .* (?:not verified|was not verified)|certificate's owner does not match|common name .* doesn't match|cannot validate certificate for|relies on legacy Common Name|target principal name is incorrect|Zielprinzipalname/i,
    'serverName',
  ],
  [/ERR_CERT_REVOKED|SEC_ERROR_REVOKED_CERTIFICATE|CRYPT_E_REVOKED|80092010/i, 'serverRevoked'],
  [
    /8009201[23]|CRYPT_E_NO_REVOCATION_CHECK|CRYPT_E_REVOCATION_OFFLINE|revocation function was unable|RevocationStatusUnknown|OfflineRevocation|ERR_CERT_(?:NO_REVOCATION_MECHANISM|UNABLE_TO_CHECK_REVOCATION)|unable to check revocation|Sperrfunktion|Sperrungs/i,
    'revocationUnknown',
  ],
  [
    /ERR_CERT_(?:WEAK|VALIDITY_TOO_LONG|INVALID\b|SYMANTEC|NON_UNIQUE)|ERR_CERTIFICATE_TRANSPARENCY|ca md too weak|ee key too small|dh key too small|CERT_SIGNATURE_ALGORITHM_DISABLED|INADEQUATE_KEY_(?:SIZE|USAGE)|INADEQUATE_CERT_TYPE|VALIDITY_TOO_LONG|not standards compliant|CA_CERT_USED_AS_END_ENTITY|V1_CERT_USED_AS_CA|algorithm constraints|Algorithm constraints check failed|incompatible key usage/i,
    'serverWeak',
  ],
  [
    /uses? HSTS|HTTP Strict Transport Security|HSTS|ERR_SSL_PINNED_KEY|PINNED_KEY|Certificate pinning failure|MOZILLA_PKIX_ERROR_KEY_PINNING/i,
    'hsts',
  ],
  [
    /unable to verify the first certificate|UNABLE_TO_VERIFY_LEAF_SIGNATURE|PartialChain|CERT_E_CHAINING|0x800B010A|chain is incomplete/i,
    'serverChain',
  ],
  [
    /ERR_CERT_AUTHORITY_INVALID|SEC_ERROR_(?:UNKNOWN_ISSUER|UNTRUSTED_(?:ISSUER|CERT)|CA_CERT_INVALID)|ERROR_SELF_SIGNED_CERT|MOZILLA_PKIX_ERROR_(?:SELF_SIGNED|MITM)|MITM_DETECTED/i,
    'serverUntrusted',
  ],
  [
    /(?:connection|Verbindung) (?:is )?(?:not private|isn.t private|is not secure|nicht (?:privat|sicher))|isn.t private|not a private connection|(?:ist )?keine (?:private|sichere) Verbindung|Dies ist keine|Potential Security Risk|mögliches Sicherheitsrisiko|Connection Is Not Private|Verbindung ist nicht privat/i,
    'serverUntrusted',
  ],
  [
    /identity of (?:the )?(?:server|website)|verify (?:the )?server identity|Serveridentität|Identität (?:des Servers|der Website|von)|might be pretending|Problem with this website.s security certificate|Sicherheitszertifikat|certificate for this server is invalid|Zertifikat für diesen Server ist ungültig|-120[23]\b|NSURLErrorServerCertificate/i,
    'serverUntrusted',
  ],
  [
    /PKIX path (?:building|validation)|unable to find valid certification path|Trust anchor for certification path|signed by unknown authority|UntrustedRoot|RemoteCertificateChainErrors|remote certificate (?:is|was) (?:invalid|rejected)|Remotezertifikat|could not establish trust|SEC_E_UNTRUSTED_ROOT|80090325|800B0109|CERT_E_UNTRUSTEDROOT|root certificate which is not trusted|not trusted by the trust provider|nicht vertrauenswürdig|is not trusted|signer is unknown|issuer (?:is|certificate is) (?:unknown|not recognized)|doesn.t have a known issuer|wasn.t issued by a (?:trusted|known)|cannot verify .*'s certificate|self[- ]signed certificate encountered|CertPathValidatorException|certificate verify failed|CERTIFICATE_VERIFY_FAILED|tlsv1 alert unknown ca$|\b36882\b|curl: ?\(60\)|not issued by a (?:publicly )?trusted|untrusted root|konnte nicht verifiziert/i,
    'serverUntrusted',
  ],
  // The way there
  [
    /DNS_PROBE|ERR_NAME_NOT_RESOLVED|NXDOMAIN|could ?n.t resolve|Could not resolve|getaddrinfo|ENOTFOUND|EAI_(?:AGAIN|NONAME|NODATA)|no such host|UnknownHostException|Name or service not known|Temporary failure in name resolution|No address associated|nodename nor servname|unable to resolve host|name could not be resolved|No such host is known|Der angegebene Host ist unbekannt|Remotename konnte nicht|remote name could not|curl: ?\(6\)|-1003\b|server with the specified hostname|DNS-Adresse|Server(?:-|‐)?(?:IP-)?Adresse.*nicht gefunden|find (?:the )?server|Server (?:wurde )?nicht gefunden|Seite wurde nicht gefunden.*Server|trouble finding that site|Server nicht finden|Hostname.*nicht gefunden|WSAHOST_NOT_FOUND|11001\b|NS_ERROR_UNKNOWN_HOST/i,
    'dns',
  ],
  [
    /ERR_CONNECTION_REFUSED|connection refused|ECONNREFUSED|actively refused|aktiv(?: )?.*verweigert|Zielcomputer.*verweigert|refused to connect|Verbindung (?:wurde )?(?:abgelehnt|verweigert)|verweigert die Verbindung|Verbindung.*abgelehnt|can.t establish a connection to the server|kann keine Verbindung.*(?:aufbauen|herstellen)|Could ?n.?o?t connect to (?:the )?server|-1004\b|curl: ?\(7\)|10061\b/i,
    'refused',
  ],
  [
    /ERR_CONNECTION_TIMED_OUT|ERR_TIMED_OUT|ETIMEDOUT|timed out|time-?out|took too long|Zeitüberschreitung|zu lange|EHOSTUNREACH|ENETUNREACH|No route to host|ERR_ADDRESS_UNREACHABLE|network is unreachable|-1001\b|curl: ?\(28\)|i\/o timeout|10060\b|deadline exceeded|host unreachable|nicht erreichbar|is unreachable|Websites? (?:ist )?nicht erreichbar|site can.t be reached/i,
    'unreachable',
  ],
  [
    /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|-1009\b|-1005\b|appears to be offline|offline|No internet|Kein Internet|keine Internetverbindung|not connected to the internet|nicht mit dem Internet/i,
    'offline',
  ],
  [
    /ERR_(?:PROXY|TUNNEL|SOCKS)|proxy (?:server )?(?:is )?refus|Proxy CONNECT aborted|Received HTTP code \d+ from proxy|curl: ?\(5\)|unable to connect to (?:the )?proxy|Proxy-Server/i,
    'proxy',
  ],
  [
    /RX_RECORD_TOO_LONG|plain HTTP request|sent an HTTP request to an HTTPS|http: server gave HTTP response to HTTPS|Unsupported or unrecognized SSL message|wrong version number|packet length too long|unexpected (?:TLS )?packet|record.*malformed|first record does not look like a TLS|ERR_SSL_WRONG_VERSION|EPROTO|cannot determine the format of the received|frame size|not an SSL\/TLS record|http request to an https|ERR_INVALID_HTTP_RESPONSE|HTTP\/0\.9|curl: ?\(1\)/i,
    'plainHttp',
  ],
  [
    /ERR_SSL_VERSION_OR_CIPHER|ERR_SSL_OBSOLETE|unsupported protocol|no protocols? (?:available|in common)|UNSUPPORTED_VERSION|NO_CYPHER_OVERLAP|no (?:shared|common) cipher|protocol version|tls: client offered only|SEC_E_UNSUPPORTED_FUNCTION|80090331|SEC_E_ALGORITHM_MISMATCH|common algorithm|gemeinsamen? Algorithmus|\b3687[14]\b|No appropriate protocol|insufficient security|inappropriate fallback|unsupported versions/i,
    'version',
  ],
  [
    /TOO_MANY_REDIRECTS|redirected you too many|zu oft umgeleitet|redirecting in a way|(?:too many|maximum.*) redirects|redirect loop|leitet.*(?:Anfrage.*nie|falsch)|curl: ?\(47\)|-1007\b/i,
    'redirects',
  ],
  [
    /50[234] (?:Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time)|HTTP (?:Error )?50[234]\b|upstream (?:timed|prematurely|sent|server)|Bad Gateway|no live upstreams|dial tcp.*upstream|connect\(\) failed.*upstream|<NOSRV>|backend .* has no server available|proxy error|AH0111[14]|AH00957/i,
    'upstream',
  ],
  [
    /ERR_(?:CONNECTION_(?:RESET|CLOSED|ABORTED)|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|HTTP2_PROTOCOL|QUIC)|ECONNRESET|ECONNABORTED|EPIPE|connection (?:was )?(?:reset|closed|aborted|interrupted|lost)|reset by peer|Empty reply|socket hang up|Verbindung (?:wurde )?(?:zurückgesetzt|unterbrochen|getrennt|geschlossen)|PR_(?:CONNECT_RESET|END_OF_FILE)|SSL_ERROR_SYSCALL|unexpected (?:EOF|end of file)|\bEOF\b|forcibly closed|Remotehost geschlossen|Broken pipe|server closed|didn.t send any data|keine Daten gesendet|curl: ?\((?:52|56|55|92)\)|1005[34]\b|disconnected before|closed connection during handshake|Remote host (?:closed|terminated)|non-properly terminated|premature/i,
    'reset',
  ],
  [
    /ERR_SSL_PROTOCOL_ERROR|secure connection|sichere Verbindung|(?:TLS|SSL) (?:error|handshake|Fehler)|SSLHandshakeException|handshake.?failure|handshake failed|-1200\b|SSL connection (?:could not|error)|SSL-Verbindung|Secure Connection Failed|Fehler: Gesicherte Verbindung|Gesicherte Verbindung|SEC_E_(?:ILLEGAL_MESSAGE|INTERNAL_ERROR|INVALID_TOKEN)|8009030[48]|80090326|curl: ?\(35\)|fatal alert|schwerwiegende Warnung|GNUTLS_E|gnutls_handshake|Unable to establish SSL|Schannel|AuthenticationException|SSL_R_|SSLError|SSL routines/i,
    'handshake',
  ],
]

/** Programs whose logs speak of their visitors. */
export const SERVER_LOG =
  /\b(?:nginx|haproxy|caddy|traefik|apache|httpd)\b|\bAH\d{5}\b|client SSL certificate verify|while SSL handshaking|ssl_c_|X-SSL-|SSL client |http: TLS handshake error from|\bclient: [\da-f.:]+|\[(?:ssl|warn|info|error)(?::\w+)?\]|Certificate Verification: Error|SSL_accept|ssl3_read_bytes.*accept|\bSchannel\b.*(?:remote endpoint|Remoteendpunkt)|Ereignis(?:-ID)? 368|\b3688[78]\b/i

/** Programs that visit, and speak of the server. */
export const VISITOR_PROGRAM =
  /curl: ?\(|\bwget\b|CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|requests\.exceptions|urllib3|\bx509: |fatal: unable to access|\bcode: '[A-Z_]+'|node:|npm ERR|NET::|ERR_CERT_|depth=\d|verify error:num|PKIX|Get "https|Post "https|docker|gnutls-cli|javax?\.|System\.Net/i

/** What a verify code means when a visitor says it of the server’s certificate. */
export const serverTroubles: Readonly<Record<number, TroubleId>> = {
  2: 'serverUntrusted',
  9: 'serverExpired',
  10: 'serverExpired',
  18: 'serverUntrusted',
  19: 'serverUntrusted',
  20: 'serverUntrusted',
  21: 'serverChain',
  23: 'serverRevoked',
  26: 'serverWeak',
  27: 'serverUntrusted',
  62: 'serverName',
  64: 'serverName',
  66: 'serverWeak',
  67: 'serverWeak',
  68: 'serverWeak',
}

/** Alerts that a visitor sends when it does not trust the server’s certificate. */
export const DISTRUST_ALERTS: ReadonlySet<number> = new Set([42, 43, 45, 46, 48])

/** The cause behind a text; null for one that is not known. */
export function troubleOf(text: string): TroubleId | null {
  return troubleTexts.find(([pattern]) => pattern.test(text))?.[1] ?? null
}
