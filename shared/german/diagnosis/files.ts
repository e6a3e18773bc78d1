import { each, type Pair } from '../reader.ts'

/** “a.pem and b.key”. */
const places = (name: string): readonly Pair[] => [
  [`{${name}1}`, `{${name}1}`],
  [`{${name}1} and {${name}2}`, `{${name}1} und {${name}2}`],
]

const kind: readonly Pair[] = [
  ['A text file (PEM)', 'Eine Textdatei (PEM)'],
  ['A certificate (DER)', 'Ein Zertifikat (DER)'],
  ['A PKCS#12 file (.p12, .pfx)', 'Eine PKCS#12-Datei (.p12, .pfx)'],
  ['A bundle of certificates (PKCS#7)', 'Ein Bündel von Zertifikaten (PKCS#7)'],
  ['A certificate request (DER)', 'Eine Zertifikatsanfrage (DER)'],
  ['A revocation list (DER)', 'Eine Sperrliste (DER)'],
  ['A private key (DER)', 'Ein privater Schlüssel (DER)'],
  ['An encrypted private key (DER)', 'Ein verschlüsselter privater Schlüssel (DER)'],
  ['An Apple configuration profile', 'Ein Konfigurationsprofil von Apple'],
  ['A damaged file', 'Eine beschädigte Datei'],
  ['Not a file of certificates or keys', 'Keine Datei mit Zertifikaten oder Schlüsseln'],
]
const certificates: readonly Pair[] = [
  ['one certificate', 'einem Zertifikat'],
  ['{certificates} certificates', '{certificates} Zertifikaten'],
]
const keys: readonly Pair[] = [
  ['one private key', 'einem privaten Schlüssel'],
  ['{keys} private keys', '{keys} privaten Schlüsseln'],
]
const requests: readonly Pair[] = [
  ['one request', 'einer Anfrage'],
  ['{requests} requests', '{requests} Anfragen'],
]
const lists: readonly Pair[] = [
  ['one revocation list', 'einer Sperrliste'],
  ['{lists} revocation lists', '{lists} Sperrlisten'],
]
const counted = { certificates, keys, requests, lists } as const

/** With every choice of what may be in a file, in the order in which it is told. */
function contents(): Pair[] {
  const names = Object.keys(counted)
  const choices = names.reduce<string[][]>((all, name) => [...all, ...all.map((some) => [...some, `<${name}>`])], [[]])
  const summaries = choices.map((some): Pair =>
    some.length === 0 ? ['<kind>.', '<kind>.'] : [`<kind> with ${some.join(', ')}.`, `<kind> mit ${some.join(', ')}.`],
  )
  return each(each(summaries, counted), { kind })
}

const problems: readonly Pair[] = [
  ['The certificate “{name}” expired on {date}.', 'Das Zertifikat „{name}“ ist am {date} abgelaufen.'],
  ['Renew it and export it again.', 'Erneuere es und speichere es noch einmal.'],
  ['The certificate “{name}” is valid only from {date}.', 'Das Zertifikat „{name}“ gilt erst ab {date}.'],
  [
    'Check date and time of this computer and of the one that issued it.',
    'Prüfe Datum und Uhrzeit dieses Computers und dessen, der es ausgestellt hat.',
  ],
  ['The key of “{name}” is too short ({key}).', 'Der Schlüssel von „{name}“ ist zu kurz ({key}).'],
  ['The key is too short ({key}).', 'Der Schlüssel ist zu kurz ({key}).'],
  [
    'Make a new key: RSA with at least 2048 bits, or P-256.',
    'Mach einen neuen Schlüssel: RSA mit mindestens 2048 Bit, oder P-256.',
  ],
  [
    'The key of “{name}” writes its curve out instead of naming it: no door accepts it (verify code 94).',
    'Der Schlüssel von „{name}“ schreibt seine Kurve aus, statt sie zu nennen: Keine Tür nimmt ihn an (Prüfcode 94).',
  ],
  ['Make a new key on a named curve (RFC 5480).', 'Mach einen neuen Schlüssel auf einer benannten Kurve (RFC 5480).'],
  ['The certificate “{name}” is signed with SHA-1 or MD5.', 'Das Zertifikat „{name}“ ist mit SHA-1 oder MD5 signiert.'],
  ['Issue it again with SHA-256.', 'Stelle es mit SHA-256 neu aus.'],
  [
    'The certificate “{name}” has the same subject as the authority that signed it: servers take it for self-signed (alert 48, verify code 18).',
    'Das Zertifikat „{name}“ hat denselben Inhaber wie die Stelle, die es signiert hat: Server halten es für selbst signiert (Alert 48, Prüfcode 18).',
  ],
  [
    'Issue it again with another subject than the authority’s.',
    'Stelle es neu aus, mit einem anderen Inhaber als dem der Stelle.',
  ],
  [
    'The certificate “{name}” was not made for logging in (verify code 26).',
    'Das Zertifikat „{name}“ wurde nicht zum Anmelden gemacht (Prüfcode 26).',
  ],
  [
    'Issue it with extendedKeyUsage clientAuth: the profile usr_cert, not server_cert.',
    'Stelle es mit extendedKeyUsage clientAuth aus: das Profil usr_cert, nicht server_cert.',
  ],
  [
    'The key usage of “{name}” lacks digitalSignature: handshakes with it are refused (verify code 26).',
    'Der Schlüsselverwendung von „{name}“ fehlt digitalSignature: Handshakes damit werden abgewiesen (Prüfcode 26).',
  ],
  ['Issue it with keyUsage digitalSignature.', 'Stelle es mit keyUsage digitalSignature aus.'],
  [
    'The certificate “{name}” vouches for itself: no site accepts it (verify code 18).',
    'Das Zertifikat „{name}“ bürgt für sich selbst: Kein Zugang nimmt es an (Prüfcode 18).',
  ],
  [
    'Let the authority sign a certificate for this device.',
    'Lass die Stelle ein Zertifikat für dieses Gerät signieren.',
  ],
  [
    'The revocation list was to be replaced by {date}: servers that use it refuse everybody (verify code 12).',
    'Die Sperrliste sollte bis zum {date} ersetzt werden: Server, die sie benutzen, weisen alle ab (Prüfcode 12).',
  ],
  ['Sign a new one and load it in the server.', 'Signiere eine neue und lade sie in den Server.'],
  [
    'The revocation list starts in the future (verify code 11).',
    'Die Sperrliste beginnt in der Zukunft (Prüfcode 11).',
  ],
  [
    'Check date and time of this computer and of the one that signed it.',
    'Prüfe Datum und Uhrzeit dieses Computers und dessen, der sie signiert hat.',
  ],
]

const listed: readonly Pair[] = [
  ['', ''],
  [', and it is not revoked', ', und es ist nicht gesperrt'],
]
/** Names from a certificate up to its root; longer chains are nobody’s home. */
const way = [1, 2, 3, 4].map((length): Pair => {
  const names = Array.from({ length }, (_, at) => `{way${at + 1}}`)
  return [names.map((name) => `“${name}”`).join(' → '), names.map((name) => `„${name}“`).join(' → ')]
})

const relations: readonly Pair[] = [
  [
    'The key in <key> belongs to the certificate “{name}” in <in>.',
    'Der Schlüssel in <key> gehört zum Zertifikat „{name}“ in <in>.',
  ],
  ['The key in <key> belongs to the request in <in>.', 'Der Schlüssel in <key> gehört zur Anfrage in <in>.'],
  [
    'The key in <key> does not belong to any certificate here.',
    'Der Schlüssel in <key> gehört zu keinem Zertifikat hier.',
  ],
  [
    'The key in <key> does not belong to the certificate “{name}” in <in>.',
    'Der Schlüssel in <key> gehört nicht zum Zertifikat „{name}“ in <in>.',
  ],
  [
    'Look for the key that the certificate was made with, or issue a new certificate for this key.',
    'Suche den Schlüssel, mit dem das Zertifikat gemacht wurde, oder stelle für diesen Schlüssel ein neues Zertifikat aus.',
  ],
  [
    'The certificate “{name}” in <in> was made for the request in <key>.',
    'Das Zertifikat „{name}“ in <in> wurde für die Anfrage in <key> gemacht.',
  ],
  [
    '<way>: the chain is whole and reaches “{root}”<listed>.',
    '<way>: Die Kette ist vollständig und reicht bis „{root}“<listed>.',
  ],
  [
    '<in> does not have the intermediate in it: servers and devices want it along.',
    'In <in> fehlt die Zwischenstelle: Server und Geräte wollen sie dabeihaben.',
  ],
  [
    'The revocation list names “{issuer}” as its issuer, but was not signed with the key of the certificate in <in>.',
    'Die Sperrliste nennt „{issuer}“ als Aussteller, wurde aber nicht mit dem Schlüssel des Zertifikats in <in> signiert.',
  ],
  [
    'There are two authorities of one name: use the list and the certificate of the same one.',
    'Es gibt zwei Stellen eines Namens: Benutze Liste und Zertifikat derselben.',
  ],
  ['<way>: {text} (verify code {number}, at “{at}”).', '<way>: „{text}“ (Prüfcode {number}, bei „{at}“).'],
  ['{count} files that have nothing to do with each other.', '{count} Dateien, die nichts miteinander zu tun haben.'],
]

/** What is said of files, and of what they are to each other. */
export const files: readonly Pair[] = [
  ...contents(),
  ...problems,
  ...each(relations, { way, listed, key: places('key'), in: places('in') }),
]
