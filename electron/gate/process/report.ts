import type { FromGate, GateActivity, GateKnock } from '../protocol.ts'

/** Lines are sent together so often, in milliseconds. */
const INTERVAL = 50
/** More lines than this in one interval are counted, not kept: a flood must not become our own load. */
const MOST = 200

/** Collects activity and sends it in batches. */
export interface Reporter {
  add(line: GateActivity): void
  knock(knock: GateKnock): void
  /** Sends what is waiting now. */
  flush(): void
}

export function createReporter(send: (message: FromGate) => void): Reporter {
  let lines: GateActivity[] = []
  let knocks: GateKnock[] = []
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (knocks.length > 0) send({ type: 'knocks', knocks })
    if (lines.length > 0 || dropped > 0) send({ type: 'activity', lines, dropped })
    lines = []
    knocks = []
    dropped = 0
  }
  return {
    add(line) {
      if (lines.length < MOST) lines.push(line)
      else dropped += 1
      timer ??= setTimeout(flush, INTERVAL)
    },
    knock(knock) {
      if (knocks.length < MOST) knocks.push(knock)
      timer ??= setTimeout(flush, INTERVAL)
    },
    flush,
  }
}
