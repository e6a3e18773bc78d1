import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** A nonce is good for so long. Milliseconds. */
const NONCE_LIFETIME_MS = 3_600_000
/** Used ones that are remembered: more requests with a good signature in an hour are nobody's house. */
const MAX_USED = 100_000
const MAC_BYTES = 16
const NONCE_BYTES = 6 + 8 + MAC_BYTES

/**
 * Anti-replay nonces (RFC 8555 §6.5) that need no memory until they are used: time, chance and a MAC. A flood of
 * requests for new ones pushes nobody else's out.
 */
export interface Nonces {
  create(): string
  /** Ours and young enough; says nothing about whether it was used. */
  fresh(nonce: string): boolean
  /** Uses it up. @returns false when it was used before, or cannot be told apart from one that was */
  use(nonce: string): boolean
}

/** @param now milliseconds since 1970 */
export function createNonces(now: () => number): Nonces {
  // New with every start: then every nonce from before is refused, and clients ask for another one.
  const key = randomBytes(32)
  /** Nonce → when it ends by itself; the oldest first. */
  const used = new Map<string, number>()

  const mac = (head: Buffer): Buffer => createHmac('sha256', key).update(head).digest().subarray(0, MAC_BYTES)
  const endOf = (nonce: string): number | null => {
    const bytes = Buffer.from(nonce, 'base64url')
    // The same bytes have other spellings.
    if (bytes.length !== NONCE_BYTES || bytes.toString('base64url') !== nonce) return null
    const head = bytes.subarray(0, NONCE_BYTES - MAC_BYTES)
    if (!timingSafeEqual(mac(head), bytes.subarray(NONCE_BYTES - MAC_BYTES))) return null
    return head.readUIntBE(0, 6) + NONCE_LIFETIME_MS
  }
  return {
    create() {
      const head = Buffer.alloc(14)
      head.writeUIntBE(now(), 0, 6)
      randomBytes(8).copy(head, 6)
      return Buffer.concat([head, mac(head)]).toString('base64url')
    },
    fresh(nonce) {
      const end = endOf(nonce)
      return end !== null && now() < end && now() >= end - NONCE_LIFETIME_MS - 60_000 && !used.has(nonce)
    },
    use(nonce) {
      const end = endOf(nonce)
      if (end === null || used.has(nonce)) return false
      for (const [old, ends] of used) {
        if (ends > now()) break
        used.delete(old)
      }
      if (used.size >= MAX_USED) return false
      used.set(nonce, end)
      return true
    },
  }
}
