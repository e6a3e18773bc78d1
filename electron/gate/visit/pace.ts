/** What has come and gone of one exchange. Bytes. */
export interface Flow {
  /** Of the visitor's body so far. */
  readonly received: number
  /** Whether more of it is waited for: it is the visitor who is slow, not the upstream. */
  readonly bodyDue: boolean
  /** Of the answer, as far as the visitor has taken it. */
  readonly taken: number
  /** Whether more of it waits for the visitor. */
  readonly buffered: boolean
}

/** Milliseconds over which a body is measured. Slow lines have holes of seconds, and of half a minute in a lift. */
const BODY_WINDOW_MS = 60_000
/** Bytes in that time: 100 a second. The first mobile networks gave ten times as much. */
const MIN_BODY_BYTES = 6000
/** Milliseconds in which a visitor must take something of an answer. A film that is paused reads nothing for a while. */
const ANSWER_STALL_MS = 10 * 60_000

/** Watches one exchange. @returns whether its visitor keeps an upstream's connection for next to nothing */
export function createPace(begun: number): (flow: Flow, now: number) => boolean {
  let body = { since: begun, bytes: 0 }
  let answer = { since: begun, bytes: 0 }
  return (flow, now) => {
    if (!flow.bodyDue || flow.received - body.bytes >= MIN_BODY_BYTES) body = { since: now, bytes: flow.received }
    if (!flow.buffered || flow.taken !== answer.bytes) answer = { since: now, bytes: flow.taken }
    return now - body.since >= BODY_WINDOW_MS || now - answer.since >= ANSWER_STALL_MS
  }
}
