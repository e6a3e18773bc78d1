import { each, type Pair } from '../reader.ts'

/** Where a file is imported, as it is called in lists. */
const names: readonly Pair[] = [
  ['iPhone and iPad, iOS 17 and older', 'iPhone und iPad, iOS 17 und älter'],
  ['iPhone and iPad, iOS 18 and newer', 'iPhone und iPad, iOS 18 und neuer'],
  ['macOS 14 and older', 'macOS 14 und älter'],
  ['macOS 15 and newer', 'macOS 15 und neuer'],
  ['Android 13 and older', 'Android 13 und älter'],
  ['Android 14 and newer', 'Android 14 und neuer'],
  ['Windows 10 before 1709, Server 2016 and older', 'Windows 10 vor 1709, Server 2016 und älter'],
  [
    'Windows 10 since 1709, Windows 11, Server 2019 and newer',
    'Windows 10 seit 1709, Windows 11, Server 2019 und neuer',
  ],
  ['Firefox, and Chromium on Linux', 'Firefox, und Chromium unter Linux'],
  ['OpenSSL 3, curl and Node', 'OpenSSL 3, curl und Node'],
  ['Electron and other BoringSSL programs', 'Electron und andere Programme mit BoringSSL'],
  ['GNOME keyring', 'Schlüsselbund von GNOME'],
  ['Android, Windows, Linux, browsers', 'Android, Windows, Linux, Browser'],
]

/** … and in sentences. */
const versions: readonly Pair[] = [
  ['iOS 17 and older', 'iOS 17 und älter'],
  ['iOS 18 and newer', 'iOS 18 und neuer'],
  ['macOS 14 and older', 'macOS 14 und älter'],
  ['macOS 15 and newer', 'macOS 15 und neuer'],
  ['Android 13 and older', 'Android 13 und älter'],
  ['Android 14 and newer', 'Android 14 und neuer'],
  ['Windows 10 before 1709, Windows 8 and 7', 'Windows 10 vor 1709, Windows 8 und 7'],
  ['Windows 11, Windows 10 since 1709', 'Windows 11, Windows 10 seit 1709'],
  ['Firefox, Chrome and Chromium on Linux', 'Firefox, Chrome und Chromium unter Linux'],
  ['GNOME’s keyring', 'Der Schlüsselbund von GNOME'],
]

const says: readonly Pair[] = [
  ['wrong password', 'Falsches Passwort'],
  ['{says}', '{says}'],
]

const what: readonly Pair[] = [
  ['3DES', '3DES'],
  ['RC2', 'RC2'],
  ['AES-256 with HMAC-SHA-256', 'AES-256 mit HMAC-SHA-256'],
  ['AES-256 with HMAC-SHA-1', 'AES-256 mit HMAC-SHA-1'],
  ['AES-128 or AES-192', 'AES-128 oder AES-192'],
  ['no encryption', 'keine Verschlüsselung'],
  ['an unusual encryption', 'eine ungewöhnliche Verschlüsselung'],
  ['a SHA-1 MAC', 'einen MAC mit SHA-1'],
  ['a SHA-256 MAC', 'einen MAC mit SHA-256'],
  ['a SHA-384 MAC', 'einen MAC mit SHA-384'],
  ['a SHA-512 MAC', 'einen MAC mit SHA-512'],
  ['a PBMAC1 MAC', 'einen MAC mit PBMAC1'],
  ['a file without a MAC', 'eine Datei ohne MAC'],
  ['an unusual MAC', 'einen ungewöhnlichen MAC'],
]

const doubt: readonly Pair[] = [
  [
    'part of macOS (Keychain Access among it) may still read files the old way',
    'ein Teil von macOS (darunter die Schlüsselbundverwaltung) liest Dateien vielleicht noch auf die alte Art',
  ],
]

const forecasts: readonly Pair[] = [
  ['It does not read <what>.', 'Liest nicht: <what>.'],
  ['It does not accept <what>.', 'Nimmt nicht an: <what>.'],
  [
    'It does not accept passwords with other characters than plain ASCII.',
    'Nimmt keine Passwörter mit anderen Zeichen als einfachem ASCII an.',
  ],
  [
    'It refuses files whose friendly name is empty or has emoji or other rare characters.',
    'Lehnt Dateien ab, deren Anzeigename leer ist oder Emoji oder andere seltene Zeichen hat.',
  ],
  ['It refuses files with several keys.', 'Lehnt Dateien mit mehreren Schlüsseln ab.'],
  ['It allows at most {number} iterations.', 'Erlaubt höchstens {number} Wiederholungen.'],
  ['It does not import {key} keys.', 'Importiert keine Schlüssel der Art {key}.'],
  ['It will say: “<says>”.', 'Es wird sagen: „<says>“.'],
  ['Nobody has reported whether it imports <what>.', 'Ob es das importiert, hat noch niemand berichtet: <what>.'],
  ['It reads everything that this file uses.', 'Es liest alles, was diese Datei benutzt.'],
  [
    'Only Apple’s systems read configuration profiles: carry the .pfx over instead.',
    'Nur die Systeme von Apple lesen Konfigurationsprofile: Übertrage stattdessen die .pfx.',
  ],
]

const advice: readonly Pair[] = [
  [
    '<version>: reads 3DES only and calls anything newer “<says>”.',
    '<version>: liest nur 3DES und nennt alles Neuere „<says>“.',
  ],
  ['<version>: reads AES-256, but <doubt>.', '<version>: liest AES-256, aber <doubt>.'],
  [
    '<version>: reads AES-256, which protects the key better than 3DES.',
    '<version>: liest AES-256, das den Schlüssel besser schützt als 3DES.',
  ],
  [
    'Every version in use reads AES-256, which protects the key best.',
    'Jede gebräuchliche Version liest AES-256, das den Schlüssel am besten schützt.',
  ],
  [
    'Every version reads 3DES; <version> would call anything newer “<says>”.',
    'Jede Version liest 3DES; alles Neuere würde <version> so nennen: „<says>“.',
  ],
  [
    '<version>: will call it “<says>”, whatever is typed. Choose the compatible form there.',
    '<version>: wird es „<says>“ nennen, was auch eingetippt wird. Wähle dort die verträgliche Form.',
  ],
  [
    '<version>: <doubt>. If so, choose the compatible form.',
    '<version>: <doubt>. Wenn ja, wähle die verträgliche Form.',
  ],
  [
    '<version>: does not import {key} keys. Make the device again with an RSA key.',
    '<version>: importiert keine Schlüssel der Art {key}. Mach das Gerät neu, mit einem RSA-Schlüssel.',
  ],
  [
    '<version>: some refuse ECDSA keys such as {key} and call it a wrong password. If so, use an RSA key.',
    '<version>: Manche lehnen ECDSA-Schlüssel wie {key} ab und nennen es ein falsches Passwort. Wenn ja, benutze einen RSA-Schlüssel.',
  ],
]

/** What is said of where a file can be imported, and in which form it is made. */
export const platforms: readonly Pair[] = [
  ...names,
  ...versions,
  ...each(forecasts, { what, says }),
  ...each(advice, { version: [...versions, ['{version}', '{version}']], says, doubt }),
]
