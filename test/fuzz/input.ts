import { createHash } from 'node:crypto'
import { seededRandom } from '../support/random.ts'
import { mutate } from './mutate.ts'
import type { Corpus, Target } from './target.ts'

/** Bytes; a hundred times what such files have. */
export const MOST_INPUT = 262_144

/** One number for each input, so that any of them can be made again without those before it. */
function seedOf(target: Target, seed: number, index: number): number {
  return createHash('sha256').update(`${seed} ${target.name} ${index}`).digest().readUInt32BE()
}

const known = new WeakMap<Target, readonly Buffer[]>()

function samplesOf(target: Target, corpus: Corpus): readonly Buffer[] {
  const before = known.get(target)
  if (before) return before
  const seeds = (target.seeds ?? []).map((one) => (typeof one === 'string' ? Buffer.from(one) : one))
  const samples = [...(target.from ?? []).flatMap((kind) => corpus[kind]), ...seeds]
  if (samples.length === 0) throw new Error(`${target.name} has nothing to begin with`)
  known.set(target, samples)
  return samples
}

/** What a target reads as its `index`-th input. The first ones are the real files themselves. */
export async function inputOf(target: Target, seed: number, index: number, corpus: Corpus): Promise<Buffer> {
  const samples = samplesOf(target, corpus)
  const { pick } = seededRandom(seedOf(target, seed, index))
  const sample = (): Buffer => samples[pick(samples.length)] ?? Buffer.alloc(0)
  const first = sample()
  // Most are about as long as real ones, some as long as they can be.
  const most = Math.min(target.most ?? MOST_INPUT, Math.max(first.length * 2, 2 ** (8 + pick(12))))
  const made = samples[index] ?? mutate(first, sample(), pick, most)
  return target.finish ? target.finish(made, corpus) : made
}
