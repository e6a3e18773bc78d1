import type { PageFrame, PageOutcome, PageSays } from '../pages/words.ts'

const RENEW = 'Bitte die Person, die dir den Zugang gab, um ein neues.'

/** What strangers read, in German. */
export const germanPages: Readonly<Record<PageOutcome, PageSays>> = {
  'no-certificate': {
    title: 'Es wurde kein Zertifikat gezeigt',
    what: 'Diese Tür öffnet sich nur Geräten, die ein Zertifikat tragen, und deines hat keines gezeigt.',
    next: 'Wenn du eines hast, schließe den Browser, öffne diese Seite noch einmal und wähle das Zertifikat, wenn du gefragt wirst. Wenn nicht, frage die Person, der dieser Ort gehört.',
  },
  expired: {
    title: 'Dein Zertifikat ist abgelaufen',
    what: 'Dein Gerät zeigte ein Zertifikat, dessen Zeit vorbei ist.',
    next: RENEW,
  },
  'renewal-asked': {
    title: 'Deine Bitte wurde übermittelt',
    what: 'Die Person, der dieser Ort gehört, sieht jetzt, dass dieses Gerät um ein neues Zertifikat bittet.',
    next: 'Du bekommst es auf demselben Weg wie das erste. Hier ist nichts weiter zu tun.',
  },
  'not-yet-valid': {
    title: 'Dein Zertifikat gilt noch nicht',
    what: 'Das Zertifikat deines Geräts beginnt später als jetzt.',
    next: 'Prüfe, ob Datum und Uhrzeit deines Geräts stimmen; dann versuch es noch einmal.',
  },
  revoked: {
    title: 'Dein Zertifikat wurde gesperrt',
    what: 'Das Zertifikat dieses Geräts wurde zurückgenommen.',
    next: 'Hältst du das für ein Versehen, so frage die Person, die es dir gab.',
  },
  'unknown-issuer': {
    title: 'Dein Zertifikat stammt von jemand anderem',
    what: 'Dein Gerät zeigte ein Zertifikat, aber keines von der Stelle, der diese Tür vertraut.',
    next: 'Hast du mehrere Zertifikate, so schließe den Browser, öffne diese Seite noch einmal und wähle ein anderes.',
  },
  'self-signed': {
    title: 'Dein Zertifikat ist selbst signiert',
    what: 'Dein Gerät zeigte ein Zertifikat, für das niemand außer ihm selbst bürgt.',
    next: 'Bitte um ein Zertifikat von der Zertifizierungsstelle dieses Ortes.',
  },
  'wrong-purpose': {
    title: 'Dein Zertifikat ist für einen anderen Zweck',
    what: 'Das Zertifikat deines Geräts wurde nicht zum Anmelden gemacht; vielleicht ist es ein Serverzertifikat.',
    next: 'Bitte um ein Zertifikat, das für ein Gerät gemacht ist.',
  },
  'bad-certificate': {
    title: 'Dein Zertifikat wurde nicht angenommen',
    what: 'Das Zertifikat deines Geräts hielt der Prüfung nicht stand.',
    next: 'Bitte um ein neues, und nenne dabei den Code unten.',
  },
  'not-allowed': {
    title: 'Hier nicht erlaubt',
    what: 'Das Zertifikat deines Geräts ist gut, aber diese Seite darf es nicht öffnen.',
    next: 'Frage die Person, der dieser Ort gehört, ob es das soll.',
  },
  'blocked-path': {
    title: 'Diese Seite ist geschlossen',
    what: 'Diese Seite lässt sich von außen nicht öffnen.',
    next: 'Geh zurück zur Startseite.',
  },
  misdirected: {
    title: 'Falsche Tür',
    what: 'Der Name in der Adresse gehört nicht zu dieser Tür.',
    next: 'Prüfe die Adresse, die du eingegeben hast.',
  },
  'bad-request': {
    title: 'Diese Adresse ist nicht zu gebrauchen',
    what: 'Die Anfrage war so geschrieben, dass sie sich auf mehr als eine Weise verstehen lässt, und wurde deshalb abgewiesen.',
    next: 'Öffne die Startseite und geh von dort aus weiter.',
  },
  'upstream-error': {
    title: 'Das Gerät hinter dieser Tür antwortet nicht',
    what: 'Du wurdest eingelassen, aber was dahinter liegt, ist nicht zu erreichen oder gab keine brauchbare Antwort.',
    next: 'Prüfe, ob es eingeschaltet und mit dem Heimnetz verbunden ist; dann versuch es noch einmal.',
  },
  'upstream-untrusted': {
    title: 'Dem Gerät hinter dieser Tür konnte nicht vertraut werden',
    what: 'Du wurdest eingelassen, aber was hinter dieser Tür antwortete, wies sich nicht als das richtige Gerät aus. Es bekam nichts zu sehen.',
    next: 'Sag es der Person, der dieser Ort gehört. Die Aktivität dieser Tür nennt die Ursache.',
  },
  'upstream-timeout': {
    title: 'Das Gerät hinter dieser Tür ist zu langsam',
    what: 'Du wurdest eingelassen, aber was dahinter liegt, antwortete nicht rechtzeitig.',
    next: 'Warte einen Augenblick und versuch es noch einmal; hilft das nicht, so starte es neu.',
  },
}

/** What the owner calls each of them. */
export const germanPageNames: Readonly<Record<PageOutcome, string>> = {
  'no-certificate': 'Kein Zertifikat',
  expired: 'Abgelaufen',
  'renewal-asked': 'Bitte übermittelt',
  'not-yet-valid': 'Noch nicht gültig',
  revoked: 'Gesperrt',
  'unknown-issuer': 'Fremd',
  'self-signed': 'Selbst signiert',
  'wrong-purpose': 'Falscher Zweck',
  'bad-certificate': 'Schlechtes Zertifikat',
  'not-allowed': 'Hier nicht erlaubt',
  'blocked-path': 'Gesperrter Pfad',
  misdirected: 'Falscher Zugang',
  'bad-request': 'Fehlerhafte Anfrage',
  'upstream-error': 'Gerät antwortet nicht',
  'upstream-timeout': 'Gerät ist zu langsam',
  'upstream-untrusted': 'Gerät ist nicht vertraut',
}

export const germanFrame: PageFrame = {
  ask: 'Wen du fragen kannst',
  status: 'Status',
  code: 'Prüfcode',
  renew: 'Um ein neues Zertifikat bitten',
}
