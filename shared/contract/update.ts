import { z } from 'zod'
import { Instant, Problem } from './common.ts'
import { must } from './field.ts'
import { method } from './method.ts'

/** What is known of newer versions. Nothing is installed. */
export const UpdateStatus = z.strictObject({
  /** Whether it is looked once a day; null: the owner was not asked yet, and nothing is looked for. */
  check: z.nullable(z.boolean()),
  /** Whether this build knows where releases are told of. */
  available: z.boolean(),
  /** Where it is looked: the address of this build, or the owner's. Null where there is none. */
  from: z.nullable(z.string()),
  /** The version that runs. */
  current: z.string(),
  /** A newer one; null: none is known. */
  newer: z.nullable(
    z.strictObject({
      version: z.string(),
      released: Instant,
      /** What it mends, in the words of whoever released it. */
      summary: z.string(),
    }),
  ),
  /** When a release file was read last whose signature was right. */
  checkedAt: z.nullable(Instant),
  /** Why the last look came to nothing; null when it did not. */
  problem: z.nullable(Problem),
})
export type UpdateStatus = z.infer<typeof UpdateStatus>

export const update = {
  'update.show': method(z.strictObject({}), UpdateStatus),
  /** Looks now. What came to nothing is `problem` of the answer. */
  'update.check': method(z.strictObject({}), UpdateStatus),
  /** `from` is another address, such as a mirror in the house; null: that of the build. The signature has to be the same. */
  'update.set': method(
    z.strictObject({
      check: z.optional(z.boolean()),
      from: z.optional(
        z.nullable(
          z
            .string()
            .max(2048)
            .regex(/^https?:\/\/[^\s@]+$/, must('url')),
        ),
      ),
    }),
    UpdateStatus,
  ),
} as const
