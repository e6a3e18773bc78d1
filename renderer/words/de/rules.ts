import type { Outcome } from '../../../shared/contract/activity.ts'
import type { AccessRule, Because } from '../../../shared/contract/rule.ts'
import type { Names } from '../en/rules.ts'
import type { Words } from '../en.ts'
import { common } from './common.ts'

/** Teile eines Satzes, verbunden wie im Gespräch: „a, b oder c“. */
function list(parts: readonly string[], word: 'und' | 'oder'): string {
  if (parts.length < 2) return parts[0] ?? ''
  return `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1) ?? ''}`
}

const removedDevice = 'einem entfernten Gerät'
const removedAuthority = 'eine entfernte Zertifizierungsstelle'

/** Wessen Zertifikat eine Regel meint. Leer: jedes. */
function whose(rule: AccessRule, names: Names): string {
  const parts = [
    ...rule.devices.map((id) => names.device(id) ?? removedDevice),
    ...rule.groups.map((group) => `der Gruppe ${group}`),
    ...rule.commonNames.map((value) => `Name ${value} (CN)`),
    ...rule.organizations.map((value) => `Organisation ${value} (O)`),
    ...rule.units.map((value) => `Einheit ${value} (OU)`),
    ...rule.authorities.map((id) => `Aussteller ${names.authority(id) ?? removedAuthority}`),
    ...rule.fingerprints.map((print) => `Fingerabdruck ${print.slice(0, 8)}…`),
  ]
  const chain =
    rule.depth === null
      ? ''
      : `, mit höchstens ${rule.depth === 1 ? 'einer Zertifizierungsstelle' : `${rule.depth} Zertifizierungsstellen`} darüber`
  const of = parts.length === 0 ? '' : ` von ${list(parts, rule.satisfy === 'all' ? 'und' : 'oder')}`
  return `${of}${chain}`
}

/** Was eine Regel sagt, nach „Pfade unter /api →“. */
function sentence(rule: AccessRule, names: Names): string {
  const only = rule.lan === 'only' ? ', nur aus dem eigenen Netz' : ''
  switch (rule.certificate) {
    case 'blocked':
      return 'für alle geschlossen'
    case 'none':
      return `offen ohne Zertifikat${only}`
    case 'optional':
      return `offen ohne Zertifikat, aber ein schlechtes wird abgewiesen${only}`
    case 'required':
      return rule.lan === 'exempt'
        ? `mit Zertifikat${whose(rule, names)}; aus dem eigenen Netz auch ohne`
        : `nur mit Zertifikat${whose(rule, names)}${only}`
  }
}

const because: Readonly<Record<Because, (path: string | null, outcome: Outcome) => string>> = {
  'path-unclear': () =>
    'Ein Pfad, den Server auf zwei Arten lesen könnten, wird an einem Zugang mit Regeln abgewiesen.',
  blocked: (path) => `Die Regel für ${path ?? '/'} ist für alle geschlossen.`,
  handshake: (_path, outcome) =>
    `Dieser Zugang verlangt schon im Handshake ein gutes Zertifikat (hier: ${common.outcome[outcome]}). Keine Regel nimmt das zurück.`,
  'not-local': (path) => `Die Regel für ${path ?? '/'} öffnet nur dem eigenen Netz.`,
  local: (path) => `Die Regel für ${path ?? '/'} verlangt im eigenen Netz von niemandem ein Zertifikat.`,
  'open-path': (path) => `Die Regel für ${path ?? '/'} verlangt von niemandem ein Zertifikat.`,
  'open-site': () => 'Dieser Zugang verlangt von niemandem ein Zertifikat, und keine Regel betrifft diesen Pfad.',
  'without-certificate': (path) => `Die Regel für ${path ?? '/'} lässt Besucher ohne Zertifikat ein.`,
  'public-upstream': () => 'Dieser Zugang führt Besucher ohne Zertifikat zu seiner öffentlichen Seite.',
  'no-certificate': (path) =>
    path === null ? 'Dieser Zugang verlangt ein Zertifikat.' : `Die Regel für ${path} verlangt ein Zertifikat.`,
  'bad-certificate': (_path, outcome) => `Das Zertifikat wird nicht angenommen: ${common.outcome[outcome]}.`,
  'chain-too-long': (path) =>
    `Über dem Zertifikat stehen mehr Zertifizierungsstellen, als die Regel für ${path ?? '/'} erlaubt.`,
  'not-named': (path) => `Das Zertifikat ist gut, aber die Regel für ${path ?? '/'} meint andere.`,
  'good-certificate': (path) =>
    path === null ? 'Das Zertifikat ist gut.' : `Das Zertifikat ist gut, und die Regel für ${path} erlaubt es.`,
}

/** Wer hinein darf, nach Pfad. */
export const rules: Words['rules'] = {
  title: 'Regeln für Pfade',
  none: 'Keine Regeln: für jeden Pfad dasselbe.',
  elsewhere: 'Alles andere',
  under: 'Pfade unter',
  everyPath: 'Jeder Pfad',
  sentence,
  removedDevice,
  add: 'Regel hinzufügen',
  edit: (path) => `Regel für ${path} bearbeiten`,
  remove: (path) => `Regel für ${path} entfernen`,
  editing: 'Regel',
  adding: 'Neue Regel',
  save: 'Regel speichern',
  saving: 'Wird in Kraft gesetzt…',
  mode: {
    required: 'mit gutem Zertifikat, im Handshake verlangt',
    pages: 'nur mit Zertifikat',
    optional: 'mit Zertifikat; ohne eines zur öffentlichen Seite',
    off: 'offen ohne Zertifikat',
  },
  noEffect:
    'Dieser Zugang verlangt schon im Handshake ein gutes Zertifikat, bevor ein Pfad bekannt ist. Eine Regel kann dort mehr schließen, aber nichts öffnen. Um einen Pfad zu öffnen, lass den Zugang stattdessen Seiten zeigen.',
  field: {
    path: 'Pfad',
    certificate: 'Zertifikat',
    whose: 'Wessen Zertifikat',
    lan: 'Eigenes Netz',
    devices: 'Geräte',
    devicesHint: 'Nach Namen suchen',
    groups: 'Gruppen',
    groupsHint: 'Name, dann Eingabetaste',
    commonNames: 'Name im Zertifikat (CN)',
    organizations: 'Organisation (O)',
    units: 'Einheit (OU)',
    authorities: 'Ausgestellt von',
    fingerprints: 'SHA-256-Fingerabdrücke',
    satisfy: 'Wenn mehrere angegeben sind',
    depth: 'Höchstens so viele Zertifizierungsstellen darüber',
    anyDepth: 'beliebig viele',
  },
  certificate: {
    required: 'nur mit Zertifikat',
    optional: 'offen, aber ein schlechtes wird abgewiesen',
    none: 'offen ohne Zertifikat',
    blocked: 'für alle geschlossen',
  },
  of: { anyone: 'von jedem Gerät', these: 'nur von diesen' },
  lan: { any: 'von überall', exempt: 'aber aus dem eigenen Netz ohne', only: 'nur aus dem eigenen Netz' },
  satisfy: { any: 'eines davon genügt', all: 'jede Art muss passen' },
  byCertificate: 'Nach dem, was im Zertifikat steht',
  nobody: 'In dieser Gruppe ist noch niemand, also kommt durch sie niemand hinein.',
  presets: {
    title: 'Häufige Regeln',
    webhook: 'Ein Dienst von außen ruft an (Webhook)',
    public: 'Eine öffentliche Seite',
    homeOnly: 'Nur von zu Hause',
    homeFree: 'Zu Hause ohne Zertifikat',
    closed: 'Geschlossen',
  },
  apps: {
    title: 'Für eine App',
    lead: 'Was ist hinter diesem Zugang?',
    choose: 'App wählen',
    clients: 'Ihre Apps und Client-Zertifikate',
    suggested: 'Regeln, die sie vielleicht braucht',
    add: 'Hinzufügen',
    addLabel: (path) => `Die Regel für ${path} hinzufügen`,
    there: 'Schon da',
    source: 'Quelle',
    name: ({ id, name }) => (id === 'camera' ? 'Kamera' : name),
    support: { yes: 'Kann es', partly: 'Zum Teil', no: 'Kann es nicht' },
    platform: { iphone: 'iPhone', android: 'Android', tv: 'Fernseher', browser: 'Browser' },
  },
  would: {
    title: 'Wer käme hinein?',
    who: 'Besucher',
    nobody: 'Ein Besucher ohne Zertifikat',
    path: 'Pfad',
    from: 'Von',
    address: 'IP-Adresse',
    place: { outside: 'Draußen', local: 'Dem eigenen Netz', address: 'Dieser Adresse…' },
    local: 'Diese Adresse gehört zum eigenen Netz.',
    notLocal: 'Diese Adresse gehört nicht zum eigenen Netz.',
    in: (who) => `${who} kommt hinein.`,
    public: (who) => `${who} wird zur öffentlichen Seite geführt.`,
    page: (who, outcome) => `${who} sieht die Seite „${common.outcome[outcome]}“.`,
    observed: (who, outcome) =>
      `${who} kommt hinein, weil dieser Zugang nur beobachtet. Sonst: die Seite „${common.outcome[outcome]}“.`,
    refused: (who) => `${who} wird im Handshake abgewiesen, ohne Seite.`,
    because: (why, path, outcome) => because[why](path, outcome),
    decides: 'Diese Regel entscheidet',
    siteDecides: 'Keine Regel betrifft diesen Pfad: Der Zugang selbst entscheidet.',
  },
}
