import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createReporter } from '../../../electron/gate/process/report.ts'
import type { FromGate, GateActivity } from '../../../electron/gate/protocol.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const MINUTE = 1_700_000_040_000

const line = (rest: Partial<GateActivity> = {}): GateActivity => ({
  at: MINUTE,
  lastAt: MINUTE,
  count: 1,
  siteId: 'camera',
  address: '192.0.2.7',
  outcome: 'handshake-failed',
  observed: null,
  status: null,
  method: null,
  path: null,
  tlsVersion: null,
  cipher: null,
  verifyCode: null,
  verifyName: null,
  deviceId: null,
  fingerprint: null,
  serial: null,
  subject: null,
  issuer: null,
  detail: null,
  requestKind: null,
  viaProxy: false,
  probe: false,
  ...rest,
})

function reporter(): {
  add: (line: GateActivity) => void
  lines: GateActivity[]
  messages: FromGate[]
  flush: () => void
} {
  const messages: FromGate[] = []
  const lines: GateActivity[] = []
  const one = createReporter((message) => {
    messages.push(message)
    if (message.type === 'activity') lines.push(...message.lines)
  })
  return { add: (added) => one.add(added), flush: () => one.flush(), lines, messages }
}

test('a flood from one address is some lines, and then one a second with a count', () => {
  const { add, lines, messages } = reporter()
  for (let second = 0; second < 20; second += 1) {
    for (let n = 0; n < 1000; n += 1) add(line({ at: MINUTE + second * 1000 + n, lastAt: MINUTE + second * 1000 + n }))
    vi.advanceTimersByTime(1000)
  }
  vi.advanceTimersByTime(2000)
  expect(lines.reduce((sum, one) => sum + one.count, 0)).toBe(20_000)
  expect(lines.filter((one) => one.count === 1)).toHaveLength(10)
  expect(lines.length).toBeLessThanOrEqual(10 + 21)
  expect(messages.length).toBeLessThanOrEqual(10 + 21)
  expect(lines.at(-1)?.lastAt).toBe(MINUTE + 19_999)
})

test('what differs in site, outcome, device or minute is told apart', () => {
  const { add, lines, flush } = reporter()
  const kinds: Partial<GateActivity>[] = [
    {},
    { siteId: 'nas' },
    { outcome: 'no-certificate' },
    { deviceId: 'alice' },
    { address: '192.0.2.8' },
    { at: MINUTE + 60_000 },
  ]
  for (const kind of kinds) for (let n = 0; n < 50; n += 1) add(line(kind))
  flush()
  expect(lines.filter((one) => one.count === 1)).toHaveLength(10 * kinds.length)
  expect(lines.filter((one) => one.count > 1).map((one) => one.count)).toEqual(kinds.map(() => 40))
})

test('a flood from everywhere is bounded, and what is left out is counted', () => {
  const { add, messages } = reporter()
  for (let n = 0; n < 50_000; n += 1) add(line({ address: `10.${n % 200}.${n % 251}.${n % 253}` }))
  vi.advanceTimersByTime(3000)
  const told = messages.flatMap((message) => (message.type === 'activity' ? [message] : []))
  expect(told.flatMap(({ lines }) => lines).length).toBeLessThanOrEqual(400)
  const sum = told.reduce((all, { lines, dropped }) => all + dropped + lines.reduce((n, one) => n + one.count, 0), 0)
  expect(sum).toBe(50_000)
})
