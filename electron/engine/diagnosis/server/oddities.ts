import type { FileProblem, ServerDiagnosis } from '../../../../shared/contract/diagnosis.ts'
import { problem } from '../../../../shared/errors/index.ts'
import { message } from '../../../../shared/messages/message.ts'
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
    ...(old?.cipher ? [problem('server/old-tls')] : []),
    ...(chain.length >= MOST_CERTIFICATES ? [problem('server/long-chain', { count: MOST_CERTIFICATES })] : []),
    ...(without.some(({ endlessAnswer }) => endlessAnswer) ? [problem('server/endless-answer')] : []),
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
  const way = off > 0 ? 'Ahead' : 'Behind'
  const much =
    minutes < 120
      ? message(`serverDiagnosis.clock.minutes${way}`, { n: minutes })
      : message(`serverDiagnosis.clock.hours${way}`, { n: Math.round(minutes / 60) })
  return [problem('server/clock', { much, at: new Date(said).toISOString() })]
}
