import type { Words } from '../en.ts'

/** Das Haus auf einen Blick. */
export const home: Words['home'] = {
  title: 'Übersicht',
  lead: 'Wer heute an deinen Zugängen war und was auf dich wartet.',
  visitors: 'Besucher heute',
  doors: 'Zugänge',
  behind: 'Dahinter',
  letIn: (n) => (n === 1 ? '1 Besuch eingelassen' : `${n.toLocaleString('de')} Besuche eingelassen`),
  nobody: 'Noch niemand da gewesen',
  refused: (n, kinds) => `${n.toLocaleString('de')} abgewiesen: ${kinds}`,
  noneRefused: 'Niemand wurde abgewiesen',
  kinds: {
    stranger: (n) => (n === 1 ? '1 Fremder' : `${n} Fremde`),
    none: (n) => `${n} ohne Zertifikat`,
    expired: (n) => `${n} abgelaufen`,
    revoked: (n) => `${n} gesperrt`,
    other: (n) => `${n} aus anderem Grund`,
  },
  running: 'Läuft',
  stopped: 'Angehalten',
  failed: 'Läuft nicht',
  noSites: 'Es gibt noch keinen Zugang.',
  addSite: 'Zugang hinzufügen',
  wants: 'Was auf dich wartet',
  nothing: 'Gerade wartet nichts auf dich.',
  setUp: (done) => `Die ersten Schritte sind noch nicht beendet: ${done} von 5 sind getan.`,
  goOn: 'Weiter',
  waiting: (name) => `${name} wurde noch nie gesehen: Ist das Zertifikat installiert?`,
  moreWaiting: (n) => `${n.toLocaleString('de')} weitere Geräte wurden noch nie gesehen.`,
  carry: 'Übertragen',
  show: 'Anzeigen',
  expiring: (name, when) => `Das Zertifikat von ${name} läuft ${when} ab.`,
  moreExpiring: (n) => `${n.toLocaleString('de')} weitere Zertifikate laufen bald ab.`,
  open: 'Öffnen',
  renew: 'Erneuern…',
  nobodyGetsThrough: (name, why) => `Bei ${name} kommt niemand durch: ${why}`,
  siteFailed: (name, why) => `${name} läuft nicht: ${why}`,
  serverCertificate: (name, when) => `Das Serverzertifikat von ${name} endet ${when}.`,
  serverCertificateEnded: (name, when) => `Das Serverzertifikat von ${name} endete ${when}.`,
  siteWaits: (name) =>
    `Das Serverzertifikat von ${name} wartet auf seine Erneuerung: Die Zertifizierungsstelle ist verschlossen.`,
  authorityEnds: (name, when) =>
    `Die Zertifizierungsstelle ${name} endet ${when}, und mit ihr alles, was sie ausgestellt hat.`,
  authorityEnded: (name, when) =>
    `Die Zertifizierungsstelle ${name} endete ${when}, und mit ihr alles, was sie ausgestellt hat.`,
  listEnds: (name, when) => `Die Sperrliste von ${name} endet ${when}.`,
  listEnded: (name, when) => `Die Sperrliste von ${name} ist veraltet: Sie endete ${when}.`,
  listWaits: (name) =>
    `Die Sperrliste von ${name} wartet auf eine neue Signatur: Die Zertifizierungsstelle ist verschlossen.`,
  crlPending:
    'Eine Sperrung wartet darauf, dass die Sperrliste (CRL) signiert wird. An deinen eigenen Zugängen gilt sie schon.',
  unlock: 'Entsperren',
  inbox: {
    asks: (name, when, renewed) =>
      renewed
        ? `${name} bat ${when} um ein neues Zertifikat. Es ist gemacht: Übertrage es.`
        : `${name} bat ${when} um ein neues Zertifikat; das alte ist abgelaufen (10).`,
    refused: (name, when, site, why) =>
      `${name} wurde ${when}${site === null ? '' : ` bei ${site}`} abgewiesen: ${why}.`,
    certificate: (subject) => `Ein Zertifikat, das hier zu keinem Gerät gehört (${subject})`,
    add: 'Gerät hinzufügen',
    rules: 'Regeln ansehen',
    admit: 'Hineinlassen',
    admitLabel: (name: string) => `${name} hineinlassen`,
    revoke: 'Widerrufen',
    revokeLabel: (name: string) => `${name} widerrufen`,
    dismiss: 'Jetzt nicht',
    dismissLabel: (name) => `${name} vorerst von der Liste nehmen`,
    passphrases: 'die falschen Passphrasen',
    wrongPassphrases: (count, when, from) =>
      `${count}-mal wurde eine falsche Passphrase eingegeben, zuletzt ${when}, ${from}. Warst du das?`,
    via: {
      direct: 'auf der Kommandozeile',
      local: 'auf der Kommandozeile',
      window: 'im Fenster',
      browser: 'in einem Browser',
      page: 'in einem Browser',
    },
    sessions: 'Offene Sitzungen ansehen',
  },
}
