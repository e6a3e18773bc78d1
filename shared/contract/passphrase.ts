import { z } from 'zod'
import { Message, Passphrase } from './common.ts'
import { method } from './method.ts'

/** How hard a new passphrase is to guess. */
export const PassphraseStrength = z.strictObject({
  /** 0 is refused where a passphrase is set; 1 weak, 2 fair, 3 good, 4 strong. */
  score: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  /** What it is, and what would make it better. */
  words: Message,
})
export type PassphraseStrength = z.infer<typeof PassphraseStrength>

export const passphrase = {
  /** For the hint while somebody types. Nothing is kept of the input, and it is in no log. */
  'passphrase.strength': method(z.strictObject({ passphrase: z.string().max(1024) }), PassphraseStrength, {
    from: ['local', 'window', 'browser'],
  }),
  /**
   * Another passphrase for the same keys. Backups and snapshots of before still open with the one of before. Where the
   * keychain remembers the passphrase, it remembers the new one.
   */
  'passphrase.change': method(
    z.strictObject({ passphrase: Passphrase, newPassphrase: Passphrase }),
    z.strictObject({ changed: z.literal(true), remembered: z.boolean() }),
  ),
} as const
