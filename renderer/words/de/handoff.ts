import type { Words } from '../en.ts'

/** Bytes, wie man sie sagt: „14,2 GB“. */
function size(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'] as const
  const step = Math.min(units.length, Math.max(1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)))
  const value = bytes / 1000 ** step
  return `${value.toLocaleString('de', { maximumFractionDigits: value < 10 ? 1 : 0 })} ${units[step - 1] ?? 'kB'}`
}

/** Ein Zertifikat auf ein Gerät übertragen. */
export const handoff: Words['handoff'] = {
  ways: 'Wie übertragen',
  way: { link: 'QR-Code', drive: 'USB-Stick', share: 'Teilen', save: 'Datei speichern' },
  making: 'Die Datei wird gemacht und geprüft…',

  linkLead:
    'Das Gerät scannt einen Code und öffnet eine Seite mit seinen Dateien und den Schritten. Beide müssen im selben Netz sein.',
  scan: 'Scanne den Code mit der Kamera des Geräts. Die Seite, die sich öffnet, führt durch diese Schritte.',
  start: 'QR-Code zeigen',
  startAgain: 'Neuen QR-Code zeigen',
  stop: 'Link schließen',
  noNetwork: 'Dieser Computer ist in keinem Netz: Nur seine eigenen Browser könnten den Link öffnen.',
  links: 'Einmal-Links',
  address: 'Netz',
  addressHint: 'Der Link wird dort angeboten und nirgends sonst.',
  addressName: (address, kind, name) => `${address} (${kind}, ${name})`,
  kind: {
    wireless: 'WLAN',
    cable: 'Kabel',
    virtual: 'virtuell',
    'this-computer': 'nur dieser Computer',
    other: 'Netz',
  },
  codeLabel: 'QR-Code des Einmal-Links',
  linkWhat: 'Link',
  state: {
    waiting: () => 'Wartet darauf, dass das Gerät ihn öffnet',
    opened: (device) => `Geöffnet${device === null ? '' : ` auf ${device}`}. Die Datei wurde noch nicht genommen.`,
    taken: (device) => `Genommen${device === null ? '' : ` von ${device}`}. Niemand sonst kann sie nehmen.`,
    expired: () => 'Die zehn Minuten sind um, und niemand hat die Datei genommen.',
    stopped: () => 'Der Link wurde geschlossen, bevor die Datei genommen wurde.',
  },
  closes: (when) => `Schließt ${when}`,
  soon: 'gleich',
  passwordGone:
    'Sein Passwort wurde gezeigt, als der Link gemacht wurde. Mach einen neuen, wenn du es nicht mehr hast.',
  safe: 'Ist das sicher?',
  safeWords:
    'Die Seite kommt über unverschlüsseltes HTTP, weil das Gerät diesem Haus noch nicht vertraut. Wer mitliest, bekommt eine Datei, die ohne das Passwort oben nutzlos ist, und das wird nie gesendet. Wer den Verkehr verändern könnte, könnte eine andere Stelle unterschieben: Wenn das Gerät den Fingerabdruck (SHA-256) der Stelle zeigt, muss es dieser sein.',
  fingerprint: 'Fingerabdruck der Zertifizierungsstelle',

  driveLead: 'Beide Zertifikate werden auf den Stick geschrieben und zurückgelesen. Das Passwort ist nicht darauf.',
  noDrive: 'Steck einen USB-Stick ein: Er erscheint hier von selbst.',
  space: (free, total) => `${size(free)} von ${size(total)} frei`,
  readOnly: 'schreibgeschützt',
  write: (name) => `Auf ${name} schreiben`,
  written: (files) => `Geschrieben und zurückgelesen: ${files.join(' und ')}. Du kannst ihn abziehen.`,

  shareLead: 'AirDrop, Mail oder eine Nachricht: Die Datei ist ohne das Passwort nutzlos.',
  saveFile: {
    profile: (name) => `Profil von ${name} speichern (.mobileconfig)`,
    pfx: (name) => `Zertifikat von ${name} speichern (.pfx)`,
    ca: 'CA-Zertifikat speichern (.crt)',
    pem: 'Schlüssel und Zertifikate als PEM speichern',
  },
  shareFile: {
    profile: (name) => `Profil von ${name} teilen (.mobileconfig)`,
    pfx: (name) => `Zertifikat von ${name} teilen (.pfx)`,
    ca: 'CA-Zertifikat teilen (.crt)',
    pem: 'Schlüssel und Zertifikate als PEM teilen',
  },
  savedAs: (file) => `${file}: noch einmal geöffnet und geprüft.`,

  password: 'Passwort für die Datei',
  passwordWhat: 'Passwort',
  passwordOnce: 'Es wird nur jetzt gezeigt und nirgends behalten. Tippe es auf dem Gerät, wenn es fragt.',
  version: 'Welche Version?',
  anyVersion: 'Weiß ich nicht',
  form: { compatible: 'Verträgliche Form.', modern: 'Moderne Form.' },
  made: { compatible: 'In der verträglichen Form gemacht (3DES).', modern: 'In der modernen Form gemacht (AES-256).' },
  otherForm: {
    compatible: '„Falsches Passwort“? In der verträglichen Form machen',
    modern: 'In der modernen Form machen',
  },
  ownFold: 'Ein eigenes Passwort, und mehr',
  own: 'Eigenes Passwort',
  ownHint: 'Bleibt es leer, so wird eines gemacht, das sich auf einem Telefon leicht tippt.',
  ownAscii: 'Nur einfache Buchstaben, Ziffern und Zeichen: Mehrere Systeme können nichts anderes importieren.',
  strength: 'Stärke:',
  sign: 'Signatur des Profils (.mobileconfig)',
  signHint: 'Ein Profil, das ein dem Gerät schon bekanntes Zertifikat signiert hat, wird als überprüft angezeigt.',
  signNone: 'Nicht signiert',
  signWith: (site) => `Mit dem Zertifikat von ${site}`,

  how: (platform) => `Auf ${platform}`,
  trouble: 'Es klappt nicht',
  waiting: (name) => `Hat es geklappt? Das wird grün, wenn ${name} damit hineinkommt.`,
}
