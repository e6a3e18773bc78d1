import type { Activity } from '../../../shared/contract/activity.ts'
import type { Words } from '../../words/index.ts'

/** Common name in an RFC 4514 name; the whole name when it has none. */
function commonName(subject: string): string {
  return /(?:^|,)\s*CN=((?:\\.|[^,\\])*)/i.exec(subject)?.[1]?.replace(/\\(.)/g, '$1') ?? subject
}

/** The device's name, or “Stranger, 203.0.113.9, certificate “x””. */
export function who(line: Activity, words: Words['activity']): string {
  if (line.deviceName !== null) return line.deviceName
  const stranger = words.stranger({ address: line.address })
  return line.subject === null || line.subject === ''
    ? stranger
    : `${stranger}, ${words.withCertificate({ subject: commonName(line.subject) })}`
}
