import type { Words } from '../en.ts'

/** Wie es weitergeht. */
export const next: Words['next'] = {
  made: {
    title: (count) => (count === 1 ? '1 Zertifikat gemacht' : `${count.toLocaleString('de')} Zertifikate gemacht`),
    lead: 'Jedes Gerät behält sein altes Zertifikat, bis das neue übergeben und gesehen ist. Als Nächstes: übergeben.',
    leftOut: (renewed, left) =>
      `Abgebrochen: ${renewed.toLocaleString('de')} erneuert, ${left.toLocaleString('de')} blieben, wie sie waren.`,
    begin: 'Eines nach dem anderen übergeben',
    handOver: (name) => `Übergeben: ${name}`,
    more: (count) => `und ${count.toLocaleString('de')} weitere`,
    next: (name) => `Weiter: ${name}`,
    place: (at, of) => `Übergabe ${at.toLocaleString('de')} von ${of.toLocaleString('de')}`,
    done: 'Das war das letzte',
    close: 'Schließen',
  },
  reissue: {
    action: 'Neues Zertifikat',
    lead: 'Es kann mit einem neuen Schlüssel und einem neuen Zertifikat zurückkommen. Was gesperrt wurde, bleibt gesperrt.',
    busy: 'Das Zertifikat wird gemacht…',
  },
  port: (port) => `Port ${port} verwenden`,
  trust: {
    looking: 'Sein Zertifikat wird angesehen…',
    accept: 'Dieses Zertifikat akzeptieren',
    of: (subject) => `Es zeigt ${subject}`,
    changed: 'Es ist ein anderes als das akzeptierte. Akzeptiere es nur, wenn du weißt, warum es sich geändert hat.',
    none: 'Es zeigt gerade kein Zertifikat.',
  },
  verdict: {
    'works-but': 'Läuft, aber …',
    'does-not-run': 'Läuft nicht',
    'stands-open': 'Steht offen',
    'nobody-gets-through': 'Niemand kommt durch',
  },
  stuck: (name) =>
    `${name} wurde eingelassen, sah aber einen Fehler: Was hinter der Tür ist, antwortet nicht, wie es soll. Behebe, was bei Schritt 2 steht, und öffne die Adresse noch einmal.`,
  after: { device: 'Noch ein Gerät hinzufügen', backup: 'Sicherung anlegen' },
  usual: {
    mark: 'Für neue Geräte und Zugänge verwendet',
    use: 'Für neue Geräte verwenden',
  },
}
