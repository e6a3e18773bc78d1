import type { FileProblem, ServerDiagnosis } from '../../../../shared/contract/diagnosis.ts'
import { CHANGES } from './changes.ts'
import { MOST_CERTIFICATES } from './flight.ts'
import type { Meeting } from './meet.ts'

/** A header of the answer, as it was sent. */
export function headerOf(meeting: Meeting, name: string): string | null {
  return new RegExp(`^${name}: *([^\\r\\n]{1,200})`, 'im').exec(meeting.http?.head ?? '')?.[1]?.trim() ?? null
}

/** What to change at a server whose chain is not right. */
export function changesFor(problems: readonly FileProblem[]): ServerDiagnosis['changes'] {
  const chain = ['server/missing-intermediate', 'server/order', 'server/long-chain']
  return problems.some(({ code }) => chain.includes(code)) ? CHANGES.chain : []
}

/** What is odd about a server with which a handshake comes about all the same. */
export function oddities(seen: {
  readonly without: readonly Meeting[]
  readonly old: Meeting | null
  readonly chain: readonly Uint8Array[]
}): FileProblem[] {
  const { without, old, chain } = seen
  return [
    ...(old?.cipher
      ? [
          {
            code: 'server/old-tls',
            message: 'The server still accepts TLS 1.0 or 1.1, which can be broken.',
            remedy: 'Allow TLS 1.2 and 1.3 only: every browser since 2014 speaks one of them.',
          },
        ]
      : []),
    ...(chain.length >= MOST_CERTIFICATES
      ? [
          {
            code: 'server/long-chain',
            message: `The server sends ${MOST_CERTIFICATES} certificates or more; two to four are usual, and some programs give up.`,
            remedy: 'Put only its own certificate and the intermediates into the server’s file.',
          },
        ]
      : []),
    ...(without.some(({ endlessAnswer }) => endlessAnswer)
      ? [
          {
            code: 'server/endless-answer',
            message: 'The headers of its answer have no end: after 64 KiB nobody reads on.',
            remedy: 'Look for what adds headers without end; browsers give up at 256 KiB.',
          },
        ]
      : []),
  ]
}

/** Differences that network and answer explain. Milliseconds. */
const SAME_TIME = 120_000

/** By the Date header (RFC 9110 §6.6.1). A clock that is wrong makes good certificates look expired, or not valid yet. */
export function clockProblem(meeting: Meeting | null | undefined, now: number): FileProblem[] {
  const said = meeting ? Date.parse(headerOf(meeting, 'date') ?? '') : Number.NaN
  const off = said - now
  if (Number.isNaN(off) || Math.abs(off) < SAME_TIME) return []
  const minutes = Math.round(Math.abs(off) / 60_000)
  const much = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
  return [
    {
      code: 'server/clock',
      message: `The server’s clock is ${much} ${off > 0 ? 'ahead of' : 'behind'} the clock of this computer (${new Date(said).toISOString()}).`,
      remedy:
        'Set both clocks by the network (NTP): where a clock is wrong, good certificates count as expired or not valid yet.',
    },
  ]
}
