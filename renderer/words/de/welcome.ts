import type { Words } from '../en.ts'

/** Die ersten Schritte. */
export const welcome: Words['welcome'] = {
  title: 'Willkommen bei Vestibule',
  lead: 'In wenigen Minuten kommen nur noch deine eigenen Geräte hinein. Du kannst jederzeit aufhören und später weitermachen.',
  leave: 'Später weitermachen',
  stepDone: 'erledigt',
  stepNow: 'jetzt',
  stepLater: 'später',
  authority: {
    title: 'Deine Zertifizierungsstelle',
    lead: 'Sie signiert ein Zertifikat für jedes deiner Geräte. Nur dieser Computer hat ihren Schlüssel.',
    name: 'Name der Zertifizierungsstelle',
    proposal: (computer) => `Zuhause von ${computer}`,
    passphrase: 'Passphrase',
    passphraseHint: 'Sie verschlüsselt die Schlüssel. Niemand kann sie wiederherstellen: Schreib sie auf.',
    strength: 'Stärke:',
    repeat: 'Passphrase wiederholen',
    repeatWrong: 'Das sind zwei verschiedene Passphrasen.',
    create: 'Zertifizierungsstelle anlegen',
    creating: 'Die Zertifizierungsstelle wird angelegt…',
    done: (name) => `„${name}“ ist bereit.`,
  },
  site: {
    title: 'Was möchtest du schützen?',
    lead: 'Die Adresse der Seite des Geräts, so wie du sie zu Hause öffnest.',
    done: (name, url) => `${name} liegt jetzt hinter ${url}`,
  },
  device: {
    title: 'Dein erstes Gerät',
    lead: 'Wer soll hineinkommen? Gib dem Gerät einen Namen, den du wiedererkennst.',
    done: (name) => `${name} hat ein Zertifikat.`,
  },
  handoff: { title: 'Übertrage es', done: (name) => `${name} hat es.` },
  waiting: {
    title: (name) => `Warten auf ${name}…`,
    idleTitle: 'Der erste Besuch',
    lead: 'Öffne jetzt diese Adresse auf dem Gerät. Diese Zeile wird von selbst grün, wenn das Zertifikat am Zugang gezeigt wurde.',
    green: (name, at) => `${name} kam um ${at} hinein, mit dem Zertifikat von eben.`,
    knocked: 'Zuletzt geklopft:',
    diagnose: 'Diagnose starten',
    strangers: 'Ansehen, was Fremde sehen',
    home: 'Zur Übersicht',
  },
}
