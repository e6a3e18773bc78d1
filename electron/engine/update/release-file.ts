import { z } from 'zod'
import { Instant } from '../../../shared/contract/common.ts'

const Version = z.string().regex(/^(?:0|[1-9]\d{0,5})\.(?:0|[1-9]\d{0,5})\.(?:0|[1-9]\d{0,5})$/)

/** What is signed: which version is the newest. Fields that a later program adds are no reason to refuse it. */
const ReleaseFile = z.object({
  product: z.literal('vestibule'),
  version: Version,
  released: Instant,
  /** From then on the file is not believed: an old one cannot be shown for ever. */
  expires: Instant,
  summary: z.string().max(500),
})
export type ReleaseFile = z.infer<typeof ReleaseFile>

/** Null where it is none. */
export function readReleaseFile(content: Uint8Array): ReleaseFile | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content)
    const { success, data } = ReleaseFile.safeParse(JSON.parse(text))
    return success ? data : null
  } catch {
    return null
  }
}

/** Less than 0 where the first is older (Semantic Versioning 2.0.0 §11, without pre-releases: they count as their release). */
export function compareVersions(one: string, other: string): number {
  const parts = (version: string): number[] => (version.split(/[-+]/)[0] ?? '').split('.').map(Number)
  const [left, right] = [parts(one), parts(other)]
  for (let at = 0; at < 3; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
