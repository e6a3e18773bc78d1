import { describe, expect, test } from 'vitest'
import { Occupancy, RANK, type Occupant, type Rank } from '../../../shared/access/occupancy.ts'
import { seededRandom } from '../../support/random.ts'

interface Visitor extends Occupant {
  gone: boolean
}

function visitor(line: string, rank: Rank, since: number | null): Visitor {
  const one: Visitor = { line, rank, gone: false, idleSince: () => since, destroy: () => (one.gone = true) }
  return one
}

const LIMITS = { max: 4, maxPerLine: 3, maxGreetingPerLine: 2 }

describe('where all places are taken', () => {
  const rows: [what: string, there: [Rank, number | null][], goes: number | null][] = [
    [
      'the longest idle stranger goes',
      [
        [1, 5],
        [1, 3],
        [1, 4],
        [1, 6],
      ],
      1,
    ],
    [
      'a stranger goes before a device that has been idle longer',
      [
        [2, 1],
        [1, 9],
        [2, 2],
        [2, 3],
      ],
      1,
    ],
    [
      'who has not finished its handshake goes before both',
      [
        [2, 1],
        [1, 2],
        [0, 9],
        [1, 3],
      ],
      2,
    ],
    [
      'a device goes where there is nobody else',
      [
        [2, 4],
        [2, 2],
        [2, 3],
        [2, 5],
      ],
      1,
    ],
    [
      'who is being served does not',
      [
        [1, null],
        [1, 9],
        [2, 1],
        [1, null],
      ],
      1,
    ],
    [
      'nobody goes where everybody is being served',
      [
        [1, null],
        [1, null],
        [2, null],
        [0, null],
      ],
      null,
    ],
  ]
  test.each(rows)('%s', (_what, there, goes) => {
    const occupancy = new Occupancy(LIMITS)
    const visitors = there.map(([rank, since], at) => visitor(`192.0.2.${at}`, rank, since))
    for (const one of visitors) expect(occupancy.enter(one)).toBe(true)
    expect(occupancy.enter(visitor('192.0.2.99', RANK.greeting, 10))).toBe(goes !== null)
    expect(visitors.map((one) => one.gone)).toEqual(there.map((_one, at) => at === goes))
    expect(occupancy.size).toBe(LIMITS.max)
  })

  test('of one address, one of the same address goes', () => {
    const occupancy = new Occupancy(LIMITS)
    const other = visitor('192.0.2.1', RANK.stranger, 0)
    const same = [3, 1, 2].map((since) => visitor('192.0.2.2', RANK.stranger, since))
    for (const one of [other, ...same]) occupancy.enter(one)
    expect(occupancy.enter(visitor('192.0.2.2', RANK.greeting, 9))).toBe(true)
    expect([other, ...same].map((one) => one.gone)).toEqual([false, false, true, false])
  })

  test('handshakes of one address make room for handshakes only', () => {
    const occupancy = new Occupancy(LIMITS)
    const stranger = visitor('192.0.2.2', RANK.stranger, 0)
    const greeting = [2, 1].map((since) => visitor('192.0.2.2', RANK.greeting, since))
    occupancy.enter(stranger)
    occupancy.enter(greeting[0] as Visitor)
    occupancy.enter(greeting[1] as Visitor)
    occupancy.leave(stranger)
    expect(occupancy.enter(visitor('192.0.2.2', RANK.greeting, 9))).toBe(true)
    expect(greeting.map((one) => one.gone)).toEqual([false, true])
  })

  test('who was of use since it was found to be idle stays', () => {
    const occupancy = new Occupancy(LIMITS)
    const since = [1, 2, 3, 4]
    const visitors = since.map((_one, at) => {
      const one = visitor(`192.0.2.${at}`, RANK.stranger, 0)
      return Object.assign(one, { idleSince: () => since[at] ?? null })
    })
    for (const one of visitors) occupancy.enter(one)
    expect(occupancy.enter(visitor('192.0.2.10', RANK.stranger, 8))).toBe(true)
    since[1] = 9
    expect(occupancy.enter(visitor('192.0.2.11', RANK.stranger, 9))).toBe(true)
    expect(visitors.map((one) => one.gone)).toEqual([true, false, true, false])
  })
})

test('there are never more than allowed, and nobody who is being served is ended (1,000 random visits)', () => {
  const { pick, seed } = seededRandom()
  const limits = { max: 20, maxPerLine: 7, maxGreetingPerLine: 3 }
  const occupancy = new Occupancy(limits)
  const inside = new Set<Visitor>()
  for (let time = 0; time < 1000; time += 1) {
    const since = pick(4) === 0 ? null : time
    const rank = pick(3) as Rank
    const one: Visitor = {
      line: `192.0.2.${pick(6)}`,
      rank,
      gone: false,
      idleSince: () => since,
      destroy() {
        one.gone = true
        inside.delete(one)
      },
    }
    if (occupancy.enter(one)) inside.add(one)
    for (const other of inside) {
      if (pick(15) > 0) continue
      occupancy.leave(other)
      inside.delete(other)
    }
    expect(occupancy.size, `seed ${seed}`).toBe(inside.size)
    expect(inside.size, `seed ${seed}`).toBeLessThanOrEqual(limits.max)
    for (const line of new Set([...inside].map((other) => other.line))) {
      expect([...inside].filter((other) => other.line === line).length).toBeLessThanOrEqual(limits.maxPerLine)
    }
    expect(one.gone && since === null, `seed ${seed}`).toBe(false)
  }
})
