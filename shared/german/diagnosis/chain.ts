import { each, type Pair } from '../reader.ts'

const whose: readonly Pair[] = [
  ['The server’s certificate', 'Das Zertifikat des Servers'],
  ['The authority “{authority}” in the chain', 'Die Stelle „{authority}“ in der Kette'],
]

const unit: readonly Pair[] = [
  ['minutes', 'Minuten'],
  ['hours', 'Stunden'],
]
const direction: readonly Pair[] = [
  ['ahead of', 'vor'],
  ['behind', 'nach'],
]

/** What is said of the chain that a server sends, and of what is odd about the server. */
export const chain: readonly Pair[] = each(
  [
    ['<whose> has expired.', '<whose> ist abgelaufen.'],
    ['Renew it and load it in the server.', 'Erneuere es und lade es in den Server.'],
    ['<whose> is not valid yet.', '<whose> gilt noch nicht.'],
    ['Check date and time here and at the server.', 'Prüfe Datum und Uhrzeit hier und auf dem Server.'],
    ['<whose> has a key that is too short ({key}).', '<whose> hat einen zu kurzen Schlüssel ({key}).'],
    ['Make a new key.', 'Mach einen neuen Schlüssel.'],
    ['<whose> is signed with SHA-1 or MD5.', '<whose> ist mit SHA-1 oder MD5 signiert.'],
    ['Sign it again with SHA-256.', 'Signiere es neu mit SHA-256.'],
    [
      'The server’s certificate names no host (subjectAltName): every browser refuses it.',
      'Das Zertifikat des Servers nennt keinen Host (subjectAltName): Jeder Browser lehnt es ab.',
    ],
    [
      'Make it again with the name “{host}” in subjectAltName.',
      'Mach es neu, mit dem Namen „{host}“ in subjectAltName.',
    ],
    [
      'The server’s certificate is for {names}, not for “{host}”.',
      'Das Zertifikat des Servers gilt für {names}, nicht für „{host}“.',
    ],
    [
      'Call the server by a name in its certificate, or add the name to the certificate.',
      'Rufe den Server mit einem Namen aus seinem Zertifikat, oder füge den Namen dem Zertifikat hinzu.',
    ],
    [
      'The server’s certificate was not made for servers.',
      'Das Zertifikat des Servers wurde nicht für Server gemacht.',
    ],
    ['Make it again with extendedKeyUsage serverAuth.', 'Mach es neu, mit extendedKeyUsage serverAuth.'],
    [
      'The server’s certificate is valid for {days} days; iPhones, iPads and Macs refuse more than {most}.',
      'Das Zertifikat des Servers gilt {days} Tage; iPhones, iPads und Macs lehnen mehr als {most} ab.',
    ],
    [
      'Make it again for at most 825 days; 397 is tidy.',
      'Mach es neu, für höchstens 825 Tage; 397 sind ein gutes Maß.',
    ],
    [
      'The chain is out of order: “{name}” was not issued by the certificate that follows it.',
      'Die Kette ist nicht in der richtigen Reihenfolge: „{name}“ wurde nicht von dem Zertifikat ausgestellt, das darauf folgt.',
    ],
    [
      'Put the server’s certificate first, then the authority that issued it, then the one above.',
      'Setze das Zertifikat des Servers an den Anfang, dann die Stelle, die es ausgestellt hat, dann die darüber.',
    ],
    [
      'The server’s certificate vouches for itself: nobody else does.',
      'Das Zertifikat des Servers bürgt für sich selbst: Sonst tut es niemand.',
    ],
    [
      'Give the server a certificate of your authority, or accept this one by its fingerprint.',
      'Gib dem Server ein Zertifikat deiner Stelle, oder nimm dieses anhand seines Fingerabdrucks an.',
    ],
    [
      'The server sends its certificate alone, and “{issuer}”, which issued it, is not trusted here ({code}).',
      'Der Server sendet nur sein Zertifikat, und „{issuer}“, von dort stammt es, wird hier nicht vertraut ({code}).',
    ],
    [
      'If that is an intermediate, let the server send it along (fullchain.pem). If it is a private authority, trust its certificate here.',
      'Ist das eine Zwischenstelle, so lass den Server sie mitsenden (fullchain.pem). Ist es eine private Stelle, so vertraue hier ihrem Zertifikat.',
    ],
    [
      'The server’s chain ends at “{issuer}”, which is not trusted here ({code}).',
      'Die Kette des Servers endet bei „{issuer}“; dieser Stelle wird hier nicht vertraut ({code}).',
    ],
    ['Trust the authority of the server here.', 'Vertraue hier der Stelle des Servers.'],
    [
      'The server still accepts TLS 1.0 or 1.1, which can be broken.',
      'Der Server nimmt noch TLS 1.0 oder 1.1 an, die sich brechen lassen.',
    ],
    [
      'Allow TLS 1.2 and 1.3 only: every browser since 2014 speaks one of them.',
      'Erlaube nur TLS 1.2 und 1.3: Jeder Browser seit 2014 spricht eines davon.',
    ],
    [
      'The server sends {count} certificates or more; two to four are usual, and some programs give up.',
      'Der Server sendet {count} Zertifikate oder mehr; zwei bis vier sind üblich, und manche Programme geben auf.',
    ],
    [
      'Put only its own certificate and the intermediates into the server’s file.',
      'Schreibe in die Datei des Servers nur sein eigenes Zertifikat und die Zwischenstellen.',
    ],
    [
      'The headers of its answer have no end: after 64 KiB nobody reads on.',
      'Die Header seiner Antwort nehmen kein Ende: Nach 64 KiB liest niemand weiter.',
    ],
    [
      'Look for what adds headers without end; browsers give up at 256 KiB.',
      'Suche, was endlos Header hinzufügt; Browser geben bei 256 KiB auf.',
    ],
    [
      'The server’s clock is {many} <unit> <way> the clock of this computer ({date}).',
      'Die Uhr des Servers geht gegenüber der dieses Computers um {many} <unit> <way> ({date}).',
    ],
    [
      'Set both clocks by the network (NTP): where a clock is wrong, good certificates count as expired or not valid yet.',
      'Stelle beide Uhren über das Netz (NTP): Wo eine Uhr falsch geht, gelten gute Zertifikate als abgelaufen oder als noch nicht gültig.',
    ],
  ],
  { whose, unit, way: direction },
)
