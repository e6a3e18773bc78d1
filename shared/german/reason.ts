import type { Activity } from '../contract/activity.ts'
import { germanFragment } from './fragments.ts'

/** What a line of the activity says of itself. */
type Line = Pick<
  Activity,
  'outcome' | 'observed' | 'deviceName' | 'siteName' | 'subject' | 'serial' | 'verifyCode' | 'verifyName' | 'reason'
>

/** One sentence in plain words: who knocked, what was decided, why. */
export function germanReason(line: Line): string {
  if (line.observed !== null) {
    const refusal = germanReason({ ...line, outcome: line.observed, observed: null })
    return `Eingelassen, weil dieser Zugang nur beobachtet. ${refusal}`
  }
  const known = visitor(line)
  const who = known ?? 'Der Besucher'
  const whose = known === null ? 'Das Zertifikat des Besuchers' : `Das Zertifikat von ${known}`
  switch (line.outcome) {
    case 'allowed':
      return line.serial === null
        ? 'Ohne Zertifikat eingelassen, wie dieser Zugang es erlaubt.'
        : `${who} wurde eingelassen.`
    case 'no-certificate':
      return 'Der Besucher zeigte kein Zertifikat.'
    case 'expired':
      return `${whose} ist abgelaufen.`
    case 'not-yet-valid':
      return `${whose} gilt noch nicht: Geht eine Uhr falsch?`
    case 'revoked':
      return `${whose} wurde gesperrt.`
    case 'unknown-issuer':
      return `${whose} stammt von einer Zertifizierungsstelle, der dieser Zugang nicht vertraut.`
    case 'self-signed':
      return `${whose} ist von ihm selbst signiert, nicht von deiner Zertifizierungsstelle.`
    case 'wrong-purpose':
      return `${whose} wurde nicht für Besucher gemacht (vielleicht ist es ein Serverzertifikat).`
    case 'bad-certificate':
      return `${whose} hielt der Prüfung nicht stand${code(line)}.`
    case 'not-allowed':
      if (line.verifyCode === 50) {
        return `${whose} ist von deiner Zertifizierungsstelle, aber hier nicht bekannt: Es wartet darauf, dass du es hineinlässt.`
      }
      return `${who} ist bekannt, aber hier nicht erlaubt.`
    case 'blocked-path':
      return 'Dieser Pfad ist für alle gesperrt.'
    case 'misdirected':
      return 'Die Anfrage nannte einen anderen Zugang als den, für den die Verbindung geöffnet wurde.'
    case 'bad-request':
      return `Die Anfrage war nicht wohlgeformt${detail(line)}.`
    case 'upstream-error':
      return `Das Gerät hinter ${line.siteName ?? 'dem Zugang'} antwortete nicht so, wie es sollte${detail(line)}.`
    case 'handshake-failed':
      return `Der TLS-Handshake wurde nicht beendet${detail(line)}.`
    default:
      return line.outcome satisfies never
  }
}

function visitor({ deviceName, subject }: Line): string | null {
  if (deviceName !== null) return `„${deviceName}“`
  return subject !== null && subject !== '' ? `„${Array.from(subject).slice(0, 120).join('')}“` : null
}

const code = ({ verifyCode, verifyName }: Line): string =>
  verifyCode === null ? '' : ` (${verifyCode} ${verifyName ?? ''}`.trimEnd() + ')'

/** The engine puts the cause after a colon, and the code behind it, for those who search for it. */
function detail({ reason }: Line): string {
  const at = reason.indexOf(': ')
  if (at === -1) return ''
  const said = reason.slice(at + 2).replace(/\.$/, '')
  const [, cause = said, named = ''] = /^(.*?)( \([A-Z][A-Z0-9_]+\))$/.exec(said) ?? []
  return `: ${germanFragment(cause)}${named}`
}
