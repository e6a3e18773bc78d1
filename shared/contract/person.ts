import { z } from 'zod'
import { Id, Instant, Name, Passphrase } from './common.ts'
import { method } from './method.ts'

/** Somebody who knows a passphrase that opens the vault. */
export const Person = z.strictObject({
  id: Id,
  name: z.string(),
  /** The passphrase that the vault was made with: it cannot be removed. */
  owner: z.boolean(),
  /** Null for the owner: with the vault. */
  createdAt: z.nullable(Instant),
})
export type Person = z.infer<typeof Person>

export const person = {
  /** The owner first. Empty while there is no vault. */
  'person.list': method(z.strictObject({}), z.array(Person)),
  /**
   * Seals the same data key under another passphrase. Only with the owner's, or a person who was removed could come back
   * by another one. @throws person/owner-only, person/name-taken, person/passphrase-taken, person/too-many
   */
  'person.add': method(
    z.strictObject({
      name: Name,
      newPassphrase: Passphrase,
      /** The owner's. */
      passphrase: Passphrase,
    }),
    Person,
  ),
  /** Takes that way in away; what it has unlocked is locked. Needs no passphrase, as locking a device out does not. */
  'person.remove': method(z.strictObject({ person: z.string().min(1).max(200) }), Person),
} as const
