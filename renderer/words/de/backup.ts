import type { Words } from '../en.ts'

const amount = (n: number, one: string, many: string): string => `${n.toLocaleString('de')} ${n === 1 ? one : many}`
const devices = (n: number): string => amount(n, 'Gerät', 'Geräte')
const sites = (n: number): string => amount(n, 'Zugang', 'Zugänge')

/** Sicherungen: anlegen und zurückspielen. */
export const backup: Words['backup'] = {
  title: 'Sicherung',
  lead: 'Zertifizierungsstelle, Geräte, Sperrungen und Zugänge in einer verschlüsselten Datei. Bewahre sie dort auf, wo dieser Computer nicht ist.',
  passphrase: 'Passphrase der Zertifizierungsstelle',
  passphraseHint: 'Sie öffnet auch die Sicherung.',
  own: 'Eine andere Passphrase für diese Sicherung',
  ownPassphrase: 'Passphrase der Sicherung',
  ownHint: 'Niemand kann sie wiederherstellen: Schreib sie auf.',
  make: 'Sicherung speichern',
  making: 'Die Sicherung wird geschrieben und zurückgelesen…',
  made: (name, deviceCount, siteCount) =>
    `${name} ist gespeichert und wurde zurückgelesen: ${devices(deviceCount)}, ${sites(siteCount)}.`,
  restore: {
    title: 'Sicherung zurückspielen',
    have: 'Ich habe eine Sicherung',
    back: 'Ohne Sicherung anfangen',
    lead: 'Eine Datei, die auf .age endet, von diesem oder einem anderen Computer.',
    file: 'Sicherungsdatei',
    choose: 'Datei wählen…',
    passphrase: 'Passphrase der Sicherung',
    passphraseHint: 'Die der Zertifizierungsstelle, als die Sicherung gemacht wurde, oder ihre eigene.',
    look: 'Öffnen',
    uploading: 'Die Datei wird aufgenommen…',
    checking: 'Die Sicherung wird geöffnet und Byte für Byte geprüft…',
    running: 'Wird zurückgespielt…',
    made: (at, version) => `Gemacht am ${at} mit Vestibule ${version}`,
    holds: (counts) =>
      [
        amount(counts.authorities, 'Zertifizierungsstelle', 'Zertifizierungsstellen'),
        devices(counts.devices),
        sites(counts.sites),
        amount(counts.revocations, 'Sperrung', 'Sperrungen'),
      ].join(', '),
    replaces: (counts) =>
      `Sie tritt an die Stelle dessen, was hier ist: ${devices(counts.devices)} und ${sites(counts.sites)}. Eine Kopie davon bleibt im Datenordner.`,
    keepsRevocations: (n) =>
      n === 1
        ? 'Ein Zertifikat, das seither gesperrt wurde, bleibt gesperrt.'
        : `${n.toLocaleString('de')} Zertifikate, die seither gesperrt wurden, bleiben gesperrt.`,
    keepsCertificates: (n) =>
      n === 1
        ? 'Ein Zertifikat, das seither ausgestellt wurde, gilt weiter und bleibt.'
        : `${n.toLocaleString('de')} Zertifikate, die seither ausgestellt wurden, gelten weiter und bleiben.`,
    loses: (names) => `Nicht in der Sicherung: die Zertifizierungsstelle ${names}. Danach hat sie nur noch die Kopie.`,
    opens: 'Ihre Zugänge öffnen sich auf diesem Computer sofort.',
    go: 'Diese Sicherung zurückspielen',
    replace: 'Ersetzen, was hier ist',
    done: 'Die Sicherung ist zurückgespielt.',
    unlocked: 'Die Zertifizierungsstelle ist entsperrt.',
    locked: 'Die Zertifizierungsstelle ist verschlossen: Ihre eigene Passphrase öffnet sie.',
    unknown: (at: string) =>
      `Was nach dem ${at} ausgestellt oder widerrufen wurde, ist hier nicht bekannt: Solche Zertifikate werden abgewiesen, bis du sie hineinlässt, und seitdem widerrufene Geräte kommen wieder hinein. Widerrufe sie noch einmal.`,
  },
  snapshots: {
    title: 'Auf eine Kopie eines früheren Tages zurückgehen',
    lead: 'Das Programm macht jeden Tag eine Kopie und behält sieben. Widerrufe bleiben in Kraft und seitdem ausgestellte Zertifikate bekannt; spätere Änderungen an Zugängen, Regeln und Einstellungen sind weg.',
    none: 'Es gibt noch keine Kopie.',
    kind: {
      day: 'des Tages',
      'before-restore': 'bevor etwas zurückgespielt wurde',
      'before-migration': 'bevor eine neue Version die Datenbank änderte',
    },
    go: 'Darauf zurückgehen…',
    goLabel: (date: string) => `Auf die Kopie vom ${date} zurückgehen`,
    damaged: 'Beschädigt',
    consequences: (date: string) =>
      `Die Kopie vom ${date} tritt an die Stelle dessen, was hier ist. Was hier ist, bleibt auch als Kopie erhalten.`,
    confirm: (date: string) => `Auf ${date} zurückgehen`,
    done: (date: string) => `Die Daten sind wieder die vom ${date}.`,
  },
}
