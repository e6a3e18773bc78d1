import type { RevocationReason } from '../../../shared/contract/common.ts'
import { spellSerial } from '../x509/serial.ts'

/** One line of OpenSSL's `index.txt`. */
export interface IndexEntry {
  /** In the one spelling (`spellSerial`). */
  readonly serial: string
  readonly status: 'valid' | 'revoked' | 'expired'
  readonly revokedAt: Date | null
  readonly reason: RevocationReason
  /** As OpenSSL writes it: `/CN=alice`. */
  readonly subject: string
}

const STATUS = { V: 'valid', R: 'revoked', E: 'expired' } as const
const REASONS: Readonly<Record<string, RevocationReason>> = {
  keyCompromise: 'key-compromise',
  CACompromise: 'key-compromise',
  superseded: 'superseded',
  cessationOfOperation: 'cessation',
  affiliationChanged: 'cessation',
  certificateHold: 'hold',
}

function indexTime(text: string): Date | null {
  const match = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!match) return null
  const [year = 0, month = 0, ...rest] = match.slice(1).map(Number)
  const full = year >= 100 ? year : year + (year < 50 ? 2000 : 1900)
  return new Date(Date.UTC(full, month - 1, rest[0], rest[1], rest[2], rest[3]))
}

/** Reads `index.txt` of `openssl ca` and easy-rsa; lines that are none are left out. */
export function readIndex(text: string): IndexEntry[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [mark = '', , revocation = '', serial = '', , subject = ''] = line.split('\t')
    const spelled = spellSerial(serial)
    if (!(mark in STATUS) || spelled === null) return []
    const [when = '', reason = ''] = revocation.split(',')
    return [
      {
        serial: spelled,
        status: STATUS[mark as keyof typeof STATUS],
        revokedAt: mark === 'R' ? indexTime(when) : null,
        reason: REASONS[reason] ?? 'unspecified',
        subject,
      },
    ]
  })
}
