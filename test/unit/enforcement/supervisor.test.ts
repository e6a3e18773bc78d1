import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSupervisor, type Supervisor } from '../../../electron/engine/enforcement/supervisor.ts'
import type { PolicyBody } from '../../../electron/engine/enforcement/policy.ts'
import { createStandInGate, type StandInGate } from '../../support/stand-in-gate.ts'
import { english } from '../../../shared/messages/english.ts'

const policy: PolicyBody = {
  authorities: [],
  known: [],
  revoked: [],
  staleLists: [],
  heldIssuers: [],
  refused: [],
  listeners: [],
  redirects: [],
  probes: [],
  challenges: { http: [], tls: [] },
  acme: null,
  watching: false,
}

let gate: StandInGate
let supervisor: Supervisor
let ends: string[]
beforeEach(async () => {
  vi.useFakeTimers()
  gate = createStandInGate()
  ends = []
  supervisor = createSupervisor({
    launcher: gate,
    onActivity: () => undefined,
    onKnocks: () => undefined,
    onHealth: () => undefined,
    onRefusals: () => undefined,
    onRenewal: () => undefined,
    onHeld: () => undefined,
    onAcme: () => undefined,
    onState: () => undefined,
    onRestored: () => undefined,
    onEnded: (reason) => ends.push(english.say(reason)),
  })
  const applied = supervisor.apply(policy)
  await vi.advanceTimersByTimeAsync(10)
  await applied
})
afterEach(() => void vi.useRealTimers())

test('a gate that hangs is ended and started again with the last policy, and that is told', async () => {
  await vi.advanceTimersByTimeAsync(60_000)
  // It has answered all the while.
  expect([gate.launches, ends]).toEqual([1, []])
  gate.hangs = true
  while (ends.length === 0) await vi.advanceTimersByTimeAsync(10)
  expect(ends).toEqual(['it hung'])
  gate.hangs = false
  await vi.advanceTimersByTimeAsync(1000)
  expect([gate.launches, supervisor.status()]).toEqual([2, { state: 'running', restarts: 1, policyVersion: 1 }])
  expect(gate.applied).toHaveLength(2)
})

test('one that misses a heartbeat or two is left alone', async () => {
  for (let round = 0; round < 5; round += 1) {
    gate.hangs = true
    await vi.advanceTimersByTimeAsync(10_000)
    gate.hangs = false
    await vi.advanceTimersByTimeAsync(10_000)
  }
  expect([gate.launches, ends]).toEqual([1, []])
})

test('one that goes on hanging is started again after longer and longer times', async () => {
  gate.hangs = true
  await vi.advanceTimersByTimeAsync(300_000)
  // Ten seconds each for the answer to the policy, and pauses that grow to ten seconds.
  expect(gate.launches).toBeGreaterThan(5)
  expect(gate.launches).toBeLessThanOrEqual(20)
  expect(supervisor.status().state).toBe('failed')
  gate.hangs = false
  await vi.advanceTimersByTimeAsync(40_000)
  expect(supervisor.status().state).toBe('running')
})

test('one that dies is told with the reason that the system gives', async () => {
  gate.crash()
  await vi.advanceTimersByTimeAsync(1000)
  expect([ends, gate.launches]).toEqual([['it was killed'], 2])
})

test('one that asks to be replaced is, by another that is there before it goes', async () => {
  gate.retire()
  await vi.advanceTimersByTimeAsync(10)
  expect([ends, gate.launches]).toEqual([['its memory had grown'], 2])
  expect(supervisor.status()).toEqual({ state: 'running', restarts: 1, policyVersion: 1 })
  const again = supervisor.apply(policy)
  await vi.advanceTimersByTimeAsync(10)
  expect(await again).toEqual([])
})

test('one that asks to be replaced goes on where no other can be started', async () => {
  gate.launchError = 'no memory'
  gate.retire()
  await vi.advanceTimersByTimeAsync(10)
  expect([ends, supervisor.status().state]).toEqual([[], 'running'])
  gate.launchError = null
  gate.retire()
  await vi.advanceTimersByTimeAsync(10)
  expect(ends).toEqual(['its memory had grown'])
})

test('a policy that comes while one gate takes the place of another is in force in the new one', async () => {
  gate.retire()
  const second = supervisor.apply({ ...policy, watching: true })
  await vi.advanceTimersByTimeAsync(50)
  await second
  expect(gate.launches).toBe(2)
  expect(gate.applied.at(-1)).toMatchObject({ version: 2, watching: true })
  // Nothing else is started: there is one gate.
  await vi.advanceTimersByTimeAsync(20_000)
  expect(gate.launches).toBe(2)
})

test('one that ends while another is started for it is replaced by that one', async () => {
  gate.retire()
  gate.crash()
  await vi.advanceTimersByTimeAsync(20_000)
  expect([ends, gate.launches, supervisor.status().state]).toEqual([['it was killed'], 2, 'running'])
})

test('a stop in the middle leaves no gate behind', async () => {
  gate.retire()
  const stopped = supervisor.stop()
  await vi.advanceTimersByTimeAsync(20_000)
  await stopped
  expect(supervisor.status().state).toBe('stopped')
  expect(gate.living).toBe(0)
})
