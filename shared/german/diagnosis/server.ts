import type { Pair } from '../reader.ts'

const LOOK = 'Sieh im Protokoll des Servers nach'

const wants: readonly Pair[] = [
  [
    'Certificates are DISABLED: the server asks nobody for one.',
    'Zertifikate sind ABGESCHALTET: Der Server verlangt von niemandem eines.',
  ],
  [
    'Certificates are OPTIONAL: the server asks for one and lets the handshake go on without.',
    'Zertifikate sind FREIWILLIG: Der Server fragt nach einem, und ohne geht der Handshake auch weiter.',
  ],
  [
    'Certificates are REQUIRED: the server turns away whoever has none.',
    'Zertifikate sind VERLANGT: Der Server weist ab, wer keines hat.',
  ],
  [
    'Whether the server asks for certificates cannot be seen from outside.',
    'Ob der Server Zertifikate verlangt, ist von außen nicht zu sehen.',
  ],
  [
    'Without a certificate it then answers HTTP {status}: it may keep such visitors out by a page.',
    'Ohne Zertifikat antwortet er dann mit HTTP {status}: Vielleicht hält er solche Besucher mit einer Seite draußen.',
  ],
  [
    'It then answers HTTP 403. If it wants a certificate for some paths only, it asks in the middle of the connection: by renegotiation in TLS 1.2, after the handshake in TLS 1.3. Browsers do neither.',
    'Dann antwortet er mit HTTP 403. Verlangt er nur für manche Pfade ein Zertifikat, so fragt er mitten in der Verbindung: in TLS 1.2 durch Neuverhandlung, in TLS 1.3 nach dem Handshake. Browser können beides nicht.',
  ],
  [
    'Ask in the first handshake and enforce per path. In Apache: “SSLVerifyClient optional” for the whole virtual host, and “Require expr "%{SSL_CLIENT_VERIFY} == \'SUCCESS\'"” in the Location.',
    'Frage im ersten Handshake und setze es je Pfad durch. In Apache: „SSLVerifyClient optional“ für den ganzen virtuellen Host und „Require expr "%{SSL_CLIENT_VERIFY} == \'SUCCESS\'"“ in der Location.',
  ],
  [
    'The server speaks TLS but ends every handshake with alert {number} {name}.',
    'Der Server spricht TLS, beendet aber jeden Handshake mit Alert {number} {name}.',
  ],
  [
    'The server speaks TLS, but no handshake could be finished with it.',
    'Der Server spricht TLS, aber kein Handshake mit ihm ließ sich beenden.',
  ],
  [
    'The server speaks only {version}, which browsers and this app refuse: it can be read and changed on the way.',
    'Der Server spricht nur {version}, was Browser und dieses Programm ablehnen: Es lässt sich unterwegs lesen und ändern.',
  ],
  [
    'Update it, or switch on TLS 1.2 in its settings.',
    'Aktualisiere ihn, oder schalte in seinen Einstellungen TLS 1.2 ein.',
  ],
  ['Look at the server’s log.', `${LOOK}.`],
  [
    'Give a device’s certificate to this test to see what becomes of it.',
    'Gib dieser Prüfung das Zertifikat eines Geräts, um zu sehen, was daraus wird.',
  ],
]

const yours: readonly Pair[] = [
  ['(verify code {number})', '(Prüfcode {number})'],
  ['Yours was not sent.', 'Deines wurde nicht gesendet.'],
  ['Yours is accepted.', 'Deines wird angenommen.'],
  ['Yours is refused.', 'Deines wird abgewiesen.'],
  ['Yours is refused: alert {number} {name}.', 'Deines wird abgewiesen: Alert {number} {name}.'],
  ['Yours is refused: {number} {name}.', 'Deines wird abgewiesen: {number} {name}.'],
  ['With yours it answers HTTP {status}.', 'Mit deinem antwortet er mit HTTP {status}.'],
  ['With yours no handshake could be made.', 'Mit deinem kam kein Handshake zustande.'],
  [
    'Your certificate was not asked for, so it was not sent.',
    'Dein Zertifikat wurde nicht verlangt und darum nicht gesendet.',
  ],
  ['Your certificate was accepted (HTTP {status}).', 'Dein Zertifikat wurde angenommen (HTTP {status}).'],
  [
    'Your certificate was refused with verify code {number} {name}.',
    'Dein Zertifikat wurde mit Prüfcode {number} {name} abgewiesen.',
  ],
  [
    'Your certificate was refused with alert {number} {name}.',
    'Dein Zertifikat wurde mit Alert {number} {name} abgewiesen.',
  ],
  [
    'Your certificate was refused with HTTP {status}; the server keeps the reason for its log.',
    'Dein Zertifikat wurde mit HTTP {status} abgewiesen; den Grund nennt der Server nur in seinem Protokoll.',
  ],
  [
    'Your certificate was refused by hanging up, without a reason; its log may know one.',
    'Dein Zertifikat wurde abgewiesen, indem der Server ohne Grund auflegte; sein Protokoll kennt vielleicht einen.',
  ],
  ['The handshake with your certificate could not be made.', 'Der Handshake mit deinem Zertifikat kam nicht zustande.'],
  [
    'The handshake with your certificate went through; the server gave no answer to an HTTP request.',
    'Der Handshake mit deinem Zertifikat gelang; auf eine HTTP-Anfrage antwortete der Server nicht.',
  ],
  [
    'The handshake with your certificate went through, and the server then answered HTTP {status}.',
    'Der Handshake mit deinem Zertifikat gelang, und dann antwortete der Server mit HTTP {status}.',
  ],
  [
    'At an OpenSSL server one of the verify codes {codes} is behind it.',
    'Bei einem OpenSSL-Server steht einer der Prüfcodes {codes} dahinter.',
  ],
  [
    'The issuer of your certificate is not among the authorities that the server names: browsers will not even offer it.',
    'Der Aussteller deines Zertifikats ist keine der Stellen, die der Server nennt: Browser werden es nicht einmal anbieten.',
  ],
  [
    'Look at the server’s log for the verify code, and paste the line into “An error message”.',
    `${LOOK}, wie der Prüfcode lautet, und füge die Zeile unter „Ein Fehlertext“ ein.`,
  ],
  [
    'The intermediate “{name}”, which issued your certificate, was not sent along.',
    'Die Zwischenstelle „{name}“, die dein Zertifikat ausgestellt hat, wurde nicht mitgesendet.',
  ],
  [
    'Add the certificate of “{name}” to the file that is sent, after your own, and give it to the device again.',
    'Füge das Zertifikat von „{name}“ der gesendeten Datei hinzu, nach deinem eigenen, und gib sie dem Gerät noch einmal.',
  ],
  [
    'Your certificate has not expired, so it is the server’s revocation list (CRL) that has: it passed its next update, and everybody is refused.',
    'Dein Zertifikat ist nicht abgelaufen, also ist es die Sperrliste (CRL) des Servers: Sie ist älter als ihr „next update“, und alle werden abgewiesen.',
  ],
  [
    'Sign a new CRL with the authority, give it to the server and reload it; then let that happen by itself well before each next update.',
    'Signiere mit der Stelle eine neue Sperrliste, gib sie dem Server und lade ihn neu; lass das künftig von selbst geschehen, rechtzeitig vor jedem „next update“.',
  ],
  ['It is on the server’s revocation list.', 'Es steht auf der Sperrliste des Servers.'],
  [
    'Give the device a new certificate; after a renewal, remove the old one from the device.',
    'Gib dem Gerät ein neues Zertifikat; entferne nach einer Erneuerung das alte vom Gerät.',
  ],
  [
    'The certificate itself is in order and its authority is accepted, so it is about the server: its revocation list (CRL) is out of date (verify code 12) or missing for one authority (3), or it allows no chain as long as this (22).',
    'Das Zertifikat selbst ist in Ordnung, und seine Stelle wird angenommen; es liegt also am Server: Seine Sperrliste (CRL) ist veraltet (Prüfcode 12) oder fehlt für eine Stelle (3), oder er erlaubt keine so lange Kette (22).',
  ],
  [
    'Look at the server’s log for the number. Give it a fresh CRL of every authority in the chain; in nginx raise ssl_verify_depth where there is an intermediate.',
    `${LOOK}, wie die Nummer lautet. Gib ihm eine frische Sperrliste jeder Stelle der Kette; erhöhe in nginx ssl_verify_depth, wo es eine Zwischenstelle gibt.`,
  ],
  [
    'The server does accept an authority named “{issuer}”, and your certificate was issued by one of that name. So either there are two authorities of one name with different keys, or the server checks revocation and has no CRL of one authority in the chain (verify code 3).',
    'Der Server nimmt eine Stelle namens „{issuer}“ an, und eine dieses Namens hat dein Zertifikat ausgestellt. Entweder gibt es also zwei Stellen eines Namens mit verschiedenen Schlüsseln, oder der Server prüft Sperrungen und hat von einer Stelle der Kette keine Sperrliste (Prüfcode 3).',
  ],
  [
    'Compare the fingerprint of the authority at the server with that of the one that issued your certificate. If they are the same, give the server a CRL of every authority in the chain, root and intermediates.',
    'Vergleiche den Fingerabdruck der Stelle am Server mit dem der Stelle, die dein Zertifikat ausgestellt hat. Sind sie gleich, so gib dem Server eine Sperrliste jeder Stelle der Kette, der Wurzel und der Zwischenstellen.',
  ],
]

const programs: readonly Pair[] = [
  ['the server’s own page with HTTP {status}', 'die eigene Seite des Servers, mit HTTP {status}'],
  ['that the connection has timed out', 'dass die Verbindung zu lange dauerte'],
  ['nothing: curl still looks at the common name', 'nichts: curl sieht noch auf den Common Name'],
  [
    '“Safari can’t establish a secure connection to the server”',
    '„Safari kann keine sichere Verbindung zum Server aufbauen“',
  ],
  ['“This Connection Is Not Private”', '„Diese Verbindung ist nicht privat“'],
  ['“The server isn’t responding”', '„Der Server antwortet nicht“'],
]

const changes: readonly Pair[] = [
  ['To demand a certificate from every visitor', 'Um von jedem Besucher ein Zertifikat zu verlangen'],
  [
    'To show visitors without a good certificate a page that says why',
    'Um Besuchern ohne gutes Zertifikat eine Seite zu zeigen, die sagt, warum',
  ],
  ['To accept certificates of this authority', 'Um Zertifikate dieser Stelle anzunehmen'],
  ['To speak HTTPS on this port', 'Um an diesem Port HTTPS zu sprechen'],
  ['To send the whole chain', 'Um die ganze Kette zu senden'],
  ['To put a new revocation list in force', 'Um eine neue Sperrliste in Kraft zu setzen'],
  [
    'verify optional crt-ignore-err all ca-ignore-err all, then a page for each ssl_c_verify',
    'verify optional crt-ignore-err all ca-ignore-err all, dann eine Seite für jedes ssl_c_verify',
  ],
  [
    'SSLVerifyClient optional, then Require expr "%{SSL_CLIENT_VERIFY} == \'SUCCESS\'"',
    'SSLVerifyClient optional, dann Require expr "%{SSL_CLIENT_VERIFY} == \'SUCCESS\'"',
  ],
  [
    'client_auth { mode verify_if_given }, then a page for visitors without a certificate',
    'client_auth { mode verify_if_given }, dann eine Seite für Besucher ohne Zertifikat',
  ],
  [
    'add the authority’s certificate, root and intermediate, to the ca-file',
    'füge das Zertifikat der Stelle, Wurzel und Zwischenstelle, der ca-file hinzu',
  ],
  [
    'add it to ssl_client_certificate; ssl_verify_depth 2 where there is an intermediate',
    'füge es ssl_client_certificate hinzu; ssl_verify_depth 2, wo es eine Zwischenstelle gibt',
  ],
  [
    'add it to SSLCACertificateFile; SSLVerifyDepth 2 where there is an intermediate',
    'füge es SSLCACertificateFile hinzu; SSLVerifyDepth 2, wo es eine Zwischenstelle gibt',
  ],
  ['add it to trust_pool file', 'füge es trust_pool file hinzu'],
  [
    'write the site as https://name, without http:// in front',
    'schreibe die Seite als https://name, ohne http:// davor',
  ],
  [
    'crt server.pem: certificate, then the intermediates, then the key, in one file',
    'crt server.pem: Zertifikat, dann die Zwischenstellen, dann der Schlüssel, in einer Datei',
  ],
  [
    'ssl_certificate fullchain.pem; (certificate first, then the intermediates)',
    'ssl_certificate fullchain.pem; (erst das Zertifikat, dann die Zwischenstellen)',
  ],
  [
    'SSLCertificateFile fullchain.pem (since 2.4.8 with the intermediates in it)',
    'SSLCertificateFile fullchain.pem (seit 2.4.8 mit den Zwischenstellen darin)',
  ],
  [
    'crl-file crl.pem on the bind line, then systemctl reload haproxy',
    'crl-file crl.pem in der bind-Zeile, dann systemctl reload haproxy',
  ],
  ['ssl_crl crl.pem; then nginx -s reload', 'ssl_crl crl.pem; dann nginx -s reload'],
  [
    'SSLCARevocationFile crl.pem\nSSLCARevocationCheck chain\nthen apachectl graceful',
    'SSLCARevocationFile crl.pem\nSSLCARevocationCheck chain\ndann apachectl graceful',
  ],
  [
    'it knows no CRL by itself: a module, or short-lived certificates',
    'kennt von sich aus keine Sperrlisten: ein Modul, oder kurzlebige Zertifikate',
  ],
]

/** What is said of any server. */
export const server: readonly Pair[] = [...wants, ...yours, ...programs, ...changes]
