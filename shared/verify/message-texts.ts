import type { KnownText } from './known-texts.ts'
import type { VerifyName } from './codes.ts'
import type { MessageName } from './meaning.ts'

const message = (pattern: RegExp, name: MessageName): KnownText => ({ pattern, is: { message: name } })
const server = (pattern: RegExp, name: VerifyName): KnownText => ({ pattern, is: { verify: name }, server: true })

/**
 * What browsers, systems and tools show people in words, in English and German; apostrophes are read in either form. Tried
 * after everything that holds a code.
 */
export const messageTexts: readonly KnownText[] = [
  // Files. Windows, macOS, iOS, Android, NSS, OpenSSL, Java.
  message(
    /RC2-40-CBC|40BitRC2|digital envelope routines:.{0,60}unsupported|OSSL_EVP_UNSUPPORTED|unsupported (?:encryption|PBE|MAC|cipher) (?:algorithm|scheme)|PKCS12_(?:UNSUPPORTED|UNKNOWN)|Unsupported PKCS12|inner_evp_generic_fetch:unsupported|unknown (?:pbe|digest) algorithm|PBMAC1/i,
    'old-file-encryption',
  ),
  message(
    /PKCS12_INVALID_MAC|SEC_ERROR_BAD_PASSWORD|PKCS12_PRIVACY_PASSWORD|mac verify (?:error|failure)|MAC verification failed|keystore password was incorrect|password (?:verification )?(?:is|was|you entered is|you entered was) (?:incorrect|not correct|wrong)|(?:incorrect|wrong|invalid) password|password .{0,80}(?:is|was) (?:incorrect|not correct|wrong|invalid)|bad decrypt|bad password|UnrecoverableKeyException|not properly padded|-25264\b|-25293\b|errSec(?:Pkcs12VerifyFailure|AuthFailed)|0x80070056/i,
    'wrong-file-password',
  ),
  message(
    /(?:Kennwort|Passwort|Netzwerkkennwort)\b.{0,40}(?:ist |war )?(?:falsch|nicht korrekt|nicht richtig|ungültig|inkorrekt)|falsches (?:Kennwort|Passwort)/i,
    'wrong-file-password',
  ),
  // Names
  message(
    /DNS_PROBE|NAME_NOT_RESOLVED|\bENOTFOUND\b|\bEAI_AGAIN\b|could ?n['’]?t resolve host|could not resolve|unable to resolve host|name or service not known|name resolution|nodename nor servname|no such host|server not found|can['’]?t find the server|cannot find (?:the )?server|server (?:IP )?address could not be found|hostname could not be found|trouble finding that site|UnknownHostException|NSURLErrorCannotFindHost|-1003\b|curl: ?\(6\)|NXDOMAIN/i,
    'unknown-host',
  ),
  message(
    /Server nicht gefunden|(?:kann|konnte) den Server .{0,80}nicht finden|Server-?IP-Adresse .{0,80}nicht gefunden|IP-Adresse .{0,80}nicht gefunden|kein Server mit dem angegebenen Hostnamen/i,
    'unknown-host',
  ),
  message(
    /getaddrinfo|host lookup|no address associated|Adresse scheint nicht zu stimmen|host (?:is )?(?:known|unknown)\b|remote name could not be resolved|Host ist (?:nicht bekannt|unbekannt)|(?:Remote|Host|Server)name .{0,60}nicht aufgelöst|UNKNOWN_HOST/i,
    'unknown-host',
  ),
  // Connections
  message(/SocketTimeoutException|ConnectTimeoutException|failed to connect .{0,120} after \d+ ?ms/i, 'no-answer'),
  message(
    /CONNECTION_REFUSED|\bECONNREFUSED\b|connection refused|actively refused|refused to connect|unable to connect|could ?n['’]?t connect to (?:the )?server|could not connect to (?:the )?server|failed to connect|NSURLErrorCannotConnectToHost|-1004\b|curl: ?\(7\)/i,
    'connection-refused',
  ),
  message(
    /(?:Verbindung|Zielcomputer|Verbindungsaufbau) .{0,60}(?:abgelehnt|verweigert)|Fehler: Verbindung fehlgeschlagen|keine Verbindung zum Server herstellen|keine Verbindung zum Server hergestellt/i,
    'connection-refused',
  ),
  message(
    /TIMED_OUT|\bETIMEDOUT\b|ADDRESS_UNREACHABLE|\bE(?:HOST|NET)UNREACH\b|no route to host|network is unreachable|timed? ?out|took too long to respond|NSURLErrorTimedOut|-1001\b|curl: ?\(28\)|NS_ERROR_NET_TIMEOUT|deadline exceeded|stopped responding|not responding|did(?: not|n['’]t) respond|0x80072ee2|WSAETIMEDOUT|\b10060\b/i,
    'no-answer',
  ),
  message(
    /Zeitüberschreitung|braucht zu lange|Zeitlimit|nach einer (?:bestimmten|gewissen) Zeit(?:spanne)? nicht|hat zu lange gedauert|nicht rechtzeitig geantwortet|nicht mehr reagiert|reagiert nicht|antwortet nicht|nicht ordnungsgemäß reagiert/i,
    'no-answer',
  ),
  message(
    /CONNECTION_(?:RESET|CLOSED|ABORTED)|\bECONNRESET\b|EMPTY_RESPONSE|connection (?:was |has been )?(?:reset|closed|aborted)|socket hang up|unexpected eof|empty reply|network connection was lost|remote end closed connection|END_OF_FILE_ERROR|CONNECT_RESET_ERROR|NSURLErrorNetworkConnectionLost|-1005\b|curl: ?\(52\)|curl: ?\(92\)|forcibly closed|closed (?:unexpectedly|by (?:the )?(?:remote|foreign) )|unexpectedly closed|properly terminated|not closed cleanly|software caused connection abort|broken pipe|disconnected before (?:a )?secure|terminated the handshake|(?:peer|server|host) closed (?:the )?connection|sent an invalid response|didn['’]?t send any data/i,
    'connection-cut',
  ),
  message(
    /Verbindung .{0,60}(?:zurückgesetzt|unterbrochen|geschlossen|abgebrochen)|keine Daten gesendet|(?:vom Remotehost|unerwartet) (?:geschlossen|getrennt|beendet)|ungültige Antwort gesendet/i,
    'connection-cut',
  ),
  message(
    /TOO_MANY_REDIRECTS|redirected you too many times|too many redirects|redirecting properly|zu oft weitergeleitet|zu viele Weiterleitungen|Umleitungsfehler|leitet .{0,40}so um|zu viele Umleitungen|curl: ?\(47\)/i,
    'too-many-redirects',
  ),
  // Certificates of servers, in the words of the page above the code
  server(
    /certificate .{0,60}(?:not|only) valid for|security certificate is from|Sicherheitszertifikat stammt von|Zertifikat .{0,80}(?:nicht|nur) für .{1,80}(?:gilt|gültig|ausgestellt)|(?:gilt|ist) (?:nicht|nur) für .{1,80}(?:gültig)?.{0,20}Zertifikat/i,
    'X509_V_ERR_HOSTNAME_MISMATCH',
  ),
  server(
    /no alternative certificate subject name|doesn['’]?t match (?:either of|['"])|altnames|doesn['’]?t contain any IP SANs|certificate is valid for .{0,200}, not |legacy Common Name field|different name|anderen Namen|name on the (?:security )?certificate|address mismatch|Name .{0,40}Zertifikat .{0,40}stimmt nicht/i,
    'X509_V_ERR_HOSTNAME_MISMATCH',
  ),
  server(
    /certificate (?:has |was )?expired|is expired or not yet valid|Zertifikat .{0,60}abgelaufen|clock is (?:ahead|behind)|Ihre Uhr geht (?:vor|nach)/i,
    'X509_V_ERR_CERT_HAS_EXPIRED',
  ),
  server(
    /connection (?:is not|isn['’]?t) (?:private|secure)|Potential Security Risk|security certificate is not trusted|trust this (?:website|site|server)['’]?s? ?(?:security )?certificate|signed by an (?:unknown|untrusted)|(?:can['’]?t|cannot|could not|unable to) verify (?:the )?(?:server )?identity|identity .{0,80}(?:can['’]?t|cannot|could not) be verified|not trusted by the trust provider|(?:problems?|something wrong) with (?:the|this|its) (?:website['’]?s )?security certificate|(?:is not|isn['’]?t|not) from a trusted|might be trying to steal your|certificate for this server is invalid|certificate is (?:not trusted|invalid|untrusted)|server['’]?s (?:security )?certificate|not issued by a trusted|untrusted (?:root|certificate|issuer)|problem with this website['’]?s security certificate|certificate verify failed|CERT_INVALID|unknown (?:authority|issuer|CA)\b|MITM_DETECTED/i,
    'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ),
  server(
    /Verbindung ist nicht (?:privat|sicher)|keine sichere Verbindung$|Mögliches Sicherheitsrisiko|Diese Verbindung ist nicht|Identität .{0,80}(?:kann|konnte) nicht|(?:kann|konnte) die Identität .{0,80}nicht|Identität .{0,80}nicht (?:überprüf|bestätig|verifizier|vertraut)|Serveridentität|Problem\w* mit dem (?:Sicherheits)?zertifikat|nicht von einer vertrauenswürdigen|könnten versuchen, .{0,40}zu stehlen|unbekannten (?:Instanz|Zertifizierungsstelle|Aussteller)|nicht verifizierten? (?:Instanz|Entwickler)|nicht überprüft werden.{0,40}Zertifikat|Zertifikat .{0,60}(?:nicht vertrauenswürdig|ungültig|nicht vertraut)|nicht (?:als )?vertrauenswürdig|Zertifikat .{0,80}nicht vertraut/i,
    'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ),
  // The vaguest
  message(
    /establish a secure connection|Authentication failed, see inner|SSL connection could not be established|create (?:a )?(?:SSL|TLS)[ /]\w* ?secure channel|secure channel (?:support|failed)|Secure Connection Failed|provide a secure connection|An SSL error has occurred|can['’]?t connect securely|TLS handshake (?:failed|error)|SSLHandshakeException|NSURLErrorSecureConnectionFailed|-1200\b/i,
    'insecure-connection',
  ),
  message(
    /keine sichere Verbindung|geschützte[rn]? (?:SSL|TLS)|sichere[rn]? Kanal|SSL-Verbindung .{0,60}nicht|Gesicherte Verbindung fehlgeschlagen|SSL-Fehler|sichere Verbindung .{0,60}(?:nicht|fehlgeschlagen)/i,
    'insecure-connection',
  ),
]
