import type { Words } from '../en.ts'

/** Die Zertifizierungsstelle. */
export const authority: Words['authority'] = {
  title: 'Zertifizierungsstelle',
  lead: 'Womit die Zertifikate deiner Geräte signiert werden.',
  empty: 'Es gibt noch keine Zertifizierungsstelle.',
  start: 'Eine anlegen',
  kind: { own: 'Deine eigene Zertifizierungsstelle', trusted: 'Vertraut, ohne ihren Schlüssel' },
  validUntil: (at, when) => `Gültig bis ${at} (${when})`,
  expired: (at) => `Abgelaufen am ${at}`,
  counts: (issued, revoked) =>
    `${issued.toLocaleString('de')} ${issued === 1 ? 'Zertifikat' : 'Zertifikate'} ausgestellt, ${revoked.toLocaleString('de')} gesperrt`,
  compare: 'Fingerabdruck zum Vergleichen (SHA-256)',
  compareHint: 'Fragt ein Gerät, ob es dieser Stelle vertrauen soll, so zeigt es dieselben Gruppen.',
  fingerprint: 'Fingerabdruck',
  download: 'CA-Zertifikat',
  downloadHint: 'Geräte importieren es, damit sie deinen Zugängen vertrauen. Es ist nicht geheim.',
  pem: 'Als .crt speichern (PEM)',
  der: 'Als .cer speichern (DER)',
  crl: 'Sperrliste (CRL)',
  crlNone: 'Noch keine Liste wurde signiert. Deine eigenen Zugänge brauchen keine: Eine Sperrung gilt dort sofort.',
  crlState: (number, entries) =>
    `Nummer ${number}, ${entries === 1 ? '1 Eintrag' : `${entries.toLocaleString('de')} Einträge`}`,
  crlNext: (at, when) => `Nächste Liste ${at} (${when})`,
  crlPending: 'Eine Sperrung wartet auf die Signatur der Liste: Entsperre die Zertifizierungsstelle.',
  crlWaits: 'Es ist Zeit, sie neu zu signieren: Entsperre die Zertifizierungsstelle.',
  crlUnlock: 'Entsperren',
  stale: {
    label: 'Wenn diese Liste veraltet ist und keine neuere da ist',
    choice: {
      'go-on': 'gilt die letzte Liste weiter',
      refuse: 'wird jeder von dieser Stelle abgewiesen',
    },
    now: (when) => `Diese Liste ist veraltet: Eine neuere war fällig ${when}`,
    meanwhile: {
      'go-on':
        'Wer seitdem gesperrt wurde, kommt noch hinein. Hole die neuere Liste von dieser Stelle und vertraue ihr noch einmal mit ihr.',
      refuse:
        'Niemand von dieser Stelle kommt hinein. Hole die neuere Liste von ihr und vertraue ihr noch einmal mit ihr, oder lass die letzte weiter gelten.',
    },
  },
  publish: {
    title: 'Wo sie veröffentlicht wird',
    url: 'Adresse der Liste',
    hint: 'Neu ausgestellte Zertifikate nennen sie (CRL-Verteilungspunkt), für andere, die sie prüfen. Deine eigenen Zugänge brauchen keine.',
    here: (site) => `Dein Zugang „${site}“ antwortet dort, immer mit der neuesten Liste.`,
    elsewhere:
      'Keiner deiner Zugänge antwortet dort: Lege die DER-Datei selbst dort ab, und wieder, sooft sie sich ändert.',
    propose: (url) => `${url} verwenden`,
  },
  crlSave: 'Signieren und speichern (DER)',
  crlSavePem: 'Signieren und speichern (PEM)',
  crlBusy: 'Die Liste wird signiert…',
  below: (parent) => `unter ${parent}`,
  trustedTitle: 'Vertraut, ohne ihre Schlüssel',
  create: {
    title: 'Neue Zertifizierungsstelle',
    lead: 'Eine weitere Wurzel, oder eine Zwischenstelle, die anstelle ihrer Wurzel ausstellt.',
    name: 'Name',
    parent: 'Signiert von',
    parentHint:
      'Mit einer Zwischenstelle kann der Schlüssel der Wurzel ruhen: Geräte vertrauen der Wurzel und ändern nichts.',
    root: 'sich selbst (eine Wurzel)',
    below: (name) => `${name} (eine Zwischenstelle)`,
    passphrase: 'Passphrase deiner Schlüssel',
    passphraseHint: 'Dieselbe: Alle Schlüssel hier liegen unter ihr.',
    advanced: 'Für Fortgeschrittene',
    key: 'Schlüssel',
    days: 'Gültig für (Tage)',
    constraints: 'Nur für diese Namen und Netze',
    constraintsHint: 'Serverzertifikate für anderes weist jeder Browser zurück. Leer: keine Grenze.',
    busy: 'Der Schlüssel wird erzeugt…',
    action: 'Anlegen',
  },
  takeOver: {
    open: 'Eine übernehmen…',
    title: 'Zertifizierungsstelle übernehmen',
    lead: 'Eine Stelle aus openssl, easy-rsa, XCA oder einem anderen Programm geht hier weiter: Ihre Geräte bleiben gültig. Deine Dateien werden nicht verändert.',
    files: 'Lege ab, was du hast',
    filesHint:
      'ca.crt und ca.key, eine .p12 oder .pfx, den ganzen Ordner pki von easy-rsa; ausgestellte Zertifikate und crl.pem kommen mit.',
    folder: 'Ordner wählen…',
    password: 'Passwort der Dateien',
    passwordHint: 'Nur wenn der Schlüssel oder die .p12 verschlüsselt ist.',
    passphrase: 'Neue Passphrase',
    passphraseHint: 'Hält die Schlüssel hier verschlüsselt. Vier Wörter ohne Zusammenhang sind gut.',
    name: 'Name',
    nameHint: 'Leer: wie in ihrem Zertifikat.',
    allowNoMac: 'Ohne Prüfsumme übernehmen: Sie kam direkt von mir',
    busy: 'Die Dateien werden gelesen…',
    action: 'Übernehmen',
  },
  trust: {
    open: 'Einer vertrauen…',
    title: 'Zertifizierungsstelle vertrauen',
    lead: 'Ein Zugang kann Geräte einer Stelle einlassen, deren Schlüssel anderswo liegt, etwa bei Freunden oder einer Firma. Wähle sie dann beim Zugang.',
    files: 'Ihr Zertifikat',
    filesHint:
      'PEM oder DER. Lege ihre Sperrliste (CRL) dazu, wenn sie eine hat: Gib beide noch einmal, wenn es eine neuere gibt.',
    busy: 'Die Dateien werden gelesen…',
    action: 'Vertrauen',
  },
  cameIn: {
    done: (name) => `${name} ist da.`,
    counts: (devices, keys, servers, revoked) =>
      `Mitgekommen sind ${devices} Geräte (${keys} mit Schlüssel), ${servers} Serverzertifikate und ${revoked} Sperrungen.`,
    problems: 'Nicht übernommen, oder einen Blick wert',
  },
  upkeep: {
    title: 'Erneuerung',
    lead: (when) =>
      `Sie endet ${when}. Eine erneuerte behält Schlüssel und Namen: Was sie ausgestellt hat, bleibt gültig, und Geräte nehmen das neue Zertifikat neben dem alten.`,
    removeLead: 'Kein Zugang vertraut ihr, und kein Zertifikat hier hängt von ihr ab: Sie kann gehen.',
    renew: 'Für zehn Jahre erneuern',
    remove: 'Entfernen',
    busy: 'Wird signiert…',
  },
  facts: {
    subject: 'Inhaber',
    issuer: 'Aussteller',
    serial: 'Seriennummer',
    key: 'Schlüssel',
    from: 'Gültig ab',
    until: 'Gültig bis',
    created: 'Hier seit',
  },
}
