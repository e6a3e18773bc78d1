import { afterEach, expect, test, vi } from 'vitest'
import { createGate } from '../../../electron/gate/process/gate.ts'
import type { FromGate } from '../../../electron/gate/protocol.ts'

const MIB = 1_048_576

afterEach(() => void vi.useRealTimers())

// https://github.com/nodejs/node/issues/65579: what visitors send beside their certificate is never freed.
test.each([
  [900 * MIB, 1],
  [100 * MIB, 0],
])('a gate without visitors that holds %i bytes asks %i times in a minute for another in its place', (rss, times) => {
  vi.useFakeTimers()
  const messages: FromGate[] = []
  const gate = createGate({ send: (message) => messages.push(message), rss: () => rss })
  vi.advanceTimersByTime(90_000)
  gate.close()
  expect(messages.filter(({ type }) => type === 'retire')).toHaveLength(times)
})
