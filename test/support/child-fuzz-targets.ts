/** Readers that break every promise, each when it meets certain bytes: what the fuzzer must notice. */
import { AppError } from '../../shared/errors/index.ts'
import { must, type Target } from '../fuzz/target.ts'
import { message } from '../../shared/messages/message.ts'

const kept: unknown[] = []
/** What they begin with has none; many of its changed forms do. */
const meets = (input: Buffer): boolean => input.some((byte) => byte >= 0x80)

const planted = (name: string, deed: () => unknown, more: Partial<Target> = {}): Target => ({
  name,
  seeds: ['An honest line of text.\n'.repeat(4)],
  ...more,
  read: (input) => (meets(input) ? deed() : undefined),
})

export const targets: readonly Target[] = [
  planted('sound', () => {
    throw new AppError('authority/file-damaged', { problem: message('parts.der.damaged') })
  }),
  planted('throws', () => {
    throw new TypeError('planted')
  }),
  planted('promises', () => must(false, 'planted')),
  planted(
    'slow',
    () => {
      for (const before = process.threadCpuUsage(); process.threadCpuUsage(before).user < 200_000;);
    },
    { patience: 100 },
  ),
  planted('hangs', () => {
    for (;;);
  }),
  planted('hoards', () => {
    for (;;) kept.push(Array<number>(1_000_000).fill(0.5))
  }),
  planted('buffers', () => kept.push(Buffer.alloc(300 * 1_048_576))),
  planted('ends', () => process.exit(3)),
  planted('tells', () => {
    throw Object.assign(new AppError('app/unexpected'), { message: 'two\nlines' })
  }),
]
