import type { Pair } from '../reader.ts'

/** What is said of codes beside their meanings: of texts that programs show, and other names of a code. */
export const codes: readonly Pair[] = [
  [
    'Plain HTTP met TLS: one side spoke http:// to a port that expects https://, or the reverse.',
    'Unverschlüsseltes HTTP traf auf TLS: Eine Seite sprach http:// mit einem Port, der https:// erwartet, oder umgekehrt.',
  ],
  [
    'Chrome shows this whenever the server refused the visitor’s certificate, for whatever reason, or none was sent: missing (alerts 40, 116), expired (45), revoked (44), of an unknown authority (48), of the wrong kind (43).',
    'Chrome zeigt das immer, wenn der Server das Zertifikat des Besuchers abwies, gleich warum, oder keines gesendet wurde: keines da (Alerts 40, 116), abgelaufen (45), gesperrt (44), von einer unbekannten Stelle (48), von der falschen Art (43).',
  ],
  [
    'Chrome shows this when the server ended the connection right after the handshake: in TLS 1.3 often because no certificate, or no good one, was sent, and the alert that says so came too late.',
    'Chrome zeigt das, wenn der Server die Verbindung gleich nach dem Handshake beendet hat: in TLS 1.3 oft, weil kein oder kein gutes Zertifikat gesendet wurde und der Alert, der das sagt, zu spät kam.',
  ],
  [
    'The browser has the certificate but cannot use its private key: import the .pfx, not only the .crt.',
    'Der Browser hat das Zertifikat, kann aber seinen privaten Schlüssel nicht benutzen: Importiere die .pfx, nicht nur die .crt.',
  ],
  [
    'The browser could not sign with the certificate’s private key, often because it lies on a smart card or security chip.',
    'Der Browser konnte mit dem privaten Schlüssel des Zertifikats nicht signieren, oft weil er auf einer Smartcard oder einem Sicherheitschip liegt.',
  ],
  [
    'No TLS version or cipher in common (alerts 40, 70 and 71 look the same in Chrome).',
    'Keine gemeinsame TLS-Version oder Verschlüsselung (die Alerts 40, 70 und 71 sehen in Chrome gleich aus).',
  ],
  [
    'nginx refused the visitor’s certificate with HTTP 400 (or 495) and keeps the reason for its log: look there for “client SSL certificate verify error” and the number in brackets.',
    'nginx wies das Zertifikat des Besuchers mit HTTP 400 (oder 495) ab und nennt den Grund nur in seinem Protokoll: Suche dort nach „client SSL certificate verify error“ und der Nummer in Klammern.',
  ],
  [
    'HAProxy refused the device’s own certificate in the handshake. Its log line does not say why: 9, 10, 18, 20, 21, 23 and 26 all read like this. Add %[ssl_c_err] to the log format, or “crt-ignore-err all” and a page, to see the number.',
    'HAProxy wies das Zertifikat des Geräts selbst im Handshake ab. Seine Protokollzeile sagt nicht, warum: 9, 10, 18, 20, 21, 23 und 26 lauten alle so. Nimm %[ssl_c_err] in das Protokollformat auf, oder „crt-ignore-err all“ und eine Seite, um die Nummer zu sehen.',
  ],
  [
    'HAProxy refused an authority in the visitor’s chain, not the device’s own certificate. Add %[ssl_c_ca_err] to the log format to see the number.',
    'HAProxy wies eine Stelle in der Kette des Besuchers ab, nicht das Zertifikat des Geräts selbst. Nimm %[ssl_c_ca_err] in das Protokollformat auf, um die Nummer zu sehen.',
  ],
  [
    'HAProxy’s word for any handshake that failed. With “verify required” it is mostly a visitor without a certificate; browsers also hang up once to ask their user.',
    'So nennt HAProxy jeden gescheiterten Handshake. Mit „verify required“ ist es meist ein Besucher ohne Zertifikat; auch Browser legen einmal auf, um nach einem Zertifikat zu fragen.',
  ],
  [
    'Apache asked for a certificate after the TLS 1.3 handshake (post-handshake authentication), which browsers do not offer.',
    'Apache verlangte nach dem Handshake von TLS 1.3 ein Zertifikat (post-handshake authentication), was Browser nicht anbieten.',
  ],
  [
    'curl lost the connection while it waited for the answer: in TLS 1.3 a server that refuses the certificate hangs up just then.',
    'curl verlor die Verbindung, während es auf die Antwort wartete: In TLS 1.3 legt ein Server, der das Zertifikat abweist, gerade dann auf.',
  ],
  [
    'curl could not finish the handshake. In TLS 1.2 a server that demands a certificate and gets none answers like this.',
    'curl konnte den Handshake nicht beenden. In TLS 1.2 antwortet so ein Server, der ein Zertifikat verlangt und keines bekommt.',
  ],
  [
    'Chrome shows this for any handshake it cannot make sense of; mostly the port speaks plain HTTP or something else.',
    'Chrome zeigt das bei jedem Handshake, mit dem es nichts anfangen kann; meist spricht der Port unverschlüsseltes HTTP oder etwas anderes.',
  ],
  ['As the number of a TLS alert, {number} is {name}:', 'Als Nummer eines TLS-Alerts ist {number} {name}:'],
  ['sent by OpenSSL servers as alert {number} {name}', 'von OpenSSL-Servern als Alert {number} {name} gesendet'],
  ['verify codes behind it: {numbers}', 'Prüfcodes dahinter: {numbers}'],
  ['TLS alert {number} {name}', 'TLS-Alert {number} {name}'],
  ['{name} in BoringSSL (Electron)', '{name} bei BoringSSL (Electron)'],
]
