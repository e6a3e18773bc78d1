/**
 * `npm run soak -- --minutes 10`: honest visitors and hostile ones at one gate, with devices that are revoked, policies
 * that change and an upstream that comes and goes. Once a minute it says what the gate holds. Ends with status 1 when an
 * honest visitor did not get what is his, or when the gate holds more at the end than at the beginning.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startHonest } from './honest.ts'
import { startHostile } from './hostile.ts'
import { openHouse, type House, type Measured } from './house.ts'
import { startRevocations } from './revocations.ts'
import { createTally, type Tally } from './tally.ts'
import { startUpstreams } from './upstreams.ts'

/** What may be more at the end than after the beginning, when all visitors have left. Bytes; sockets. */
const GROWTH = { heap: 8 * 1_048_576, rss: 48 * 1_048_576, descriptors: 4 } as const
/** Milliseconds that connections have to end after their visitors have left: the gate keeps those to upstreams for a while. */
const LEAVING = 20_000
const MINUTE = 60_000

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } })
const length = Number(values.minutes) * MINUTE
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const mib = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`
const inWords = ({ rss, heap, descriptors }: Measured): string =>
  `RSS ${mib(rss)}, heap ${mib(heap)}, ${descriptors} descriptors`

/** Everybody comes, stays for so long, and leaves. */
async function crowd(
  house: House,
  tally: Tally,
  milliseconds: number,
  each: number,
  report: () => Promise<void>,
): Promise<void> {
  const all = [startHonest(house, tally), startHostile(house, tally), startRevocations(house, tally)]
  for (const end = Date.now() + milliseconds; Date.now() < end;) {
    await wait(Math.min(each, Math.max(0, end - Date.now())))
    await report()
  }
  await Promise.all(all.map((one) => one.stop()))
}

/** What is held when everybody has left, as soon as it is not more than that, or at last. */
async function afterwards(house: House, most: number): Promise<Measured> {
  const end = Date.now() + LEAVING
  for (;;) {
    const measured = await house.measure()
    if (measured.descriptors <= most || Date.now() > end) return measured
    await wait(500)
  }
}

async function soak(): Promise<boolean> {
  const upstreams = await startUpstreams(Math.min(3000, length / 10))
  const house = await openHouse(upstreams)
  const tally = createTally()
  const begun = Date.now()
  const report = async (): Promise<void> => {
    const { requests, failures, attempts } = tally
    const minutes = ((Date.now() - begun) / MINUTE).toFixed(1)
    say(
      `${minutes.padStart(5)} min: ${requests} requests, ${failures.length} failures of honest visitors, ${attempts} hostile attempts; ${inWords(await house.measure())}`,
    )
  }
  try {
    const empty = await house.measure()
    // What is made once, on first use, is no growth.
    await crowd(house, tally, Math.min(MINUTE / 2, length / 3), MINUTE, report)
    const before = await afterwards(house, empty.descriptors)
    say(`everybody has left once: ${inWords(before)}`)
    await crowd(house, tally, length - (Date.now() - begun), Math.min(MINUTE, length / 3), report)
    const after = await afterwards(house, before.descriptors)
    say(`everybody has left: ${inWords(after)}`)
    for (const [what, count] of [...tally.counts()].toSorted(([a], [b]) => a.localeCompare(b)))
      say(`  ${String(count).padStart(8)} × ${what}`)
    for (const failure of tally.failures.slice(0, 50)) say(`FAILED  ${failure}`)
    const grown = (Object.keys(GROWTH) as (keyof typeof GROWTH)[]).filter(
      (what) => after[what] - before[what] > GROWTH[what],
    )
    for (const what of grown) say(`GROWN  ${what}: ${before[what]} at the beginning, ${after[what]} at the end`)
    return tally.failures.length === 0 && grown.length === 0
  } finally {
    await house.stop()
    await upstreams.close()
  }
}

if (process.platform !== 'linux') {
  say('The soak reads /proc and uses several loopback addresses: it runs on Linux.')
  process.exitCode = 2
} else if (!(length > 0)) {
  say('npm run soak -- --minutes N, where N may be a fraction')
  process.exitCode = 2
} else {
  const good = await soak()
  say(good ? 'good' : 'not good')
  process.exitCode = good ? 0 : 1
}
