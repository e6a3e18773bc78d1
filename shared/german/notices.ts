import type { Notice, NoticeKind } from '../contract/notice.ts'
import type { NoticeWords } from '../notices.ts'
import { germanFailure } from './failure.ts'

type Facts = Pick<Notice, 'details' | 'problem'>

const text = ({ details }: Facts, name: string): string => String(details[name] ?? '')
const number = ({ details }: Facts, name: string): number => Number(details[name] ?? 0)
const when = (facts: Facts): string =>
  number(facts, 'days') <= 1 ? 'innerhalb eines Tages' : `in ${number(facts, 'days')} Tagen`
const why = ({ problem }: Facts): string => (problem ? germanFailure(problem).message : '')

const REFUSALS: Readonly<Record<string, string>> = {
  expired: 'Sein Zertifikat ist abgelaufen.',
  'not-yet-valid': 'Sein Zertifikat gilt noch nicht: Geht eine Uhr falsch?',
  revoked: 'Sein Zertifikat wurde gesperrt.',
  'not-allowed': 'Es ist bekannt, aber dort nicht erlaubt.',
}

/** How far the clock was set, in milliseconds. */
function amount(by: number): string {
  const size = Math.abs(by)
  const way = by < 0 ? 'zurück' : 'vor'
  const [length, unit] =
    size >= 2 * 86_400_000 ? [86_400_000, 'Tage'] : size >= 2 * 3_600_000 ? [3_600_000, 'Stunden'] : [60_000, 'Minuten']
  return `um ${Math.round(size / length)} ${unit} ${way}gestellt`
}

const words: Readonly<Record<NoticeKind, (facts: Facts) => NoticeWords>> = {
  'device-expiring': (facts) => ({
    title: `Das Zertifikat von ${text(facts, 'name')} läuft ${when(facts)} ab`,
    body: `Erneuere und übertrage es, bevor ${text(facts, 'name')} abgewiesen wird.`,
  }),
  'devices-expiring': (facts) => ({
    title: `${number(facts, 'count')} Zertifikate laufen bald ab`,
    body: 'Erneuere und übertrage sie, bevor ihre Geräte abgewiesen werden.',
  }),
  'site-expiring': (facts) => ({
    title: `Das Serverzertifikat von ${text(facts, 'name')} läuft ${when(facts)} ab`,
    body: 'Browser warnen dann vor dem Zugang. Ein hier gemachtes erneuert sich, sobald du die Zertifizierungsstelle entsperrst.',
  }),
  'authority-expiring': (facts) => ({
    title: `Die Zertifizierungsstelle ${text(facts, 'name')} läuft ${when(facts)} ab`,
    body: 'Jedes Gerät, das durch sie hineinkam, wird von da an abgewiesen. Erneuere sie rechtzeitig.',
  }),
  'list-expiring': (facts) => ({
    title: `Die Sperrliste von ${text(facts, 'name')} endet ${when(facts)}`,
    body: 'Server, die sie benutzen, weisen dann vielleicht alle ab. Gib Vestibule eine neuere.',
  }),
  'site-waits': (facts) => ({
    title: `Das Serverzertifikat von ${text(facts, 'name')} wartet auf seine Erneuerung`,
    body: 'Entsperre die Zertifizierungsstelle einmal: Der Rest geschieht von selbst, ohne dass es jemand merkt.',
  }),
  'list-waits': (facts) => ({
    title: `Die Sperrliste von ${text(facts, 'name')} wartet auf ihre Signatur`,
    body: 'Entsperre die Zertifizierungsstelle einmal. Deine eigenen Zugänge wissen schon von jeder Sperrung, andere Server nicht.',
  }),
  'device-refused': (facts) => ({
    title: `${text(facts, 'name')} wurde bei ${text(facts, 'site')} abgewiesen`,
    body: REFUSALS[text(facts, 'outcome')] ?? text(facts, 'reason'),
  }),
  'renewal-asked': (facts) => ({
    title: `${text(facts, 'name')} bittet um ein neues Zertifikat`,
    body: 'Das alte ist abgelaufen. Erneuere und übertrage es.',
  }),
  'site-failed': (facts) => ({ title: `${text(facts, 'name')} läuft nicht`, body: why(facts) }),
  'site-stuck': (facts) => ({ title: `Bei ${text(facts, 'name')} kommt niemand durch`, body: why(facts) }),
  'certificate-not-used': (facts) => ({
    title: `Das neue Serverzertifikat von ${text(facts, 'name')} wird nicht benutzt`,
    body: `${why(facts)} Das bisherige bleibt in Gebrauch, längstens bis ${text(facts, 'date')}.`,
  }),
  'gate-failed': () => ({
    title: 'Kein Zugang ist offen',
    body: 'Das Gate endet immer wieder von selbst. Vestibule versucht weiter, es zu starten.',
  }),
  'clock-set': (facts) => ({
    title: `Die Uhr dieses Computers wurde ${amount(number(facts, 'by'))}`,
    body: 'Zertifikate werden nach der neuen Zeit beurteilt: Prüfe, ob sie stimmt.',
  }),
  'not-remembered': () => ({
    title: 'Die Passphrase konnte nicht gemerkt werden',
    body: 'Der Schlüsselbund dieses Computers nahm sie nicht. Alles andere ist getan; du wirst wieder nach ihr gefragt.',
  }),
  'passphrase-wrong': (facts) => ({
    title: `${number(facts, 'count')}-mal wurde eine falsche Passphrase eingegeben`,
    body: 'Wenn du es nicht warst: Sieh nach, wer diesen Rechner benutzt, und beende die offenen Sitzungen in den Einstellungen.',
  }),
}

/** A notification in German. */
export function germanNotice(notice: Pick<Notice, 'kind'> & Facts): NoticeWords {
  return words[notice.kind](notice)
}

/** For the test that compares both languages. */
export const germanNoticeKinds = Object.keys(words)
