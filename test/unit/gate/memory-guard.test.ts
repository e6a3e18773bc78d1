import { expect, test } from 'vitest'
import { MemoryGuard } from '../../../electron/gate/process/memory-guard.ts'

const MIB = 1_048_576
const quiet = { connections: 0, exchanges: 0 }

function guard(): MemoryGuard {
  const one = new MemoryGuard()
  expect(one.look({ ...quiet, rss: 100 * MIB, now: 0 })).toBe(false)
  return one
}

test('a gate that holds what its connections explain goes on', () => {
  const one = guard()
  expect(one.look({ ...quiet, rss: 280 * MIB, now: 100_000 })).toBe(false)
  // Decision 28: up to 130 KB a connection.
  expect(one.look({ connections: 4096, exchanges: 0, rss: 700 * MIB, now: 101_000 })).toBe(false)
})

test('one that holds more waits for a quiet moment', () => {
  const one = guard()
  for (let now = 100_000; now < 200_000; now += 1000) {
    expect(one.look({ connections: 1, exchanges: 1, rss: 400 * MIB, now })).toBe(false)
  }
  expect(one.look({ connections: 1, exchanges: 0, rss: 400 * MIB, now: 200_000 })).toBe(false)
  expect(one.look({ connections: 1, exchanges: 0, rss: 400 * MIB, now: 201_000 })).toBe(true)
})

test('one that holds much more waits for nothing, and asks again only after a minute', () => {
  const one = guard()
  const busy = { connections: 1, exchanges: 1, rss: 900 * MIB }
  expect(one.look({ ...busy, now: 59_000 })).toBe(false)
  expect(one.look({ ...busy, now: 60_000 })).toBe(true)
  expect(one.look({ ...busy, now: 119_000 })).toBe(false)
  expect(one.look({ ...busy, now: 120_000 })).toBe(true)
})
