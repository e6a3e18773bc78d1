import { createHash } from 'node:crypto'
import { Refusal } from '../refusal.ts'
import type { Lookup } from './resolve.ts'

const MAX_TEXTS = 50

/** dns-01 (RFC 8555 §8.4): asks this network's own resolver and nobody else. @throws Refusal */
export async function validateDns(options: { name: string; keyAuthorization: string; dns: Lookup }): Promise<void> {
  const { name, keyAuthorization, dns } = options
  const record = `_acme-challenge.${name}`
  const expected = createHash('sha256').update(keyAuthorization).digest('base64url')
  let texts: readonly string[]
  try {
    texts = await dns.texts(record)
  } catch {
    texts = []
  }
  if (texts.length === 0) throw new Refusal('dns', `There is no TXT record ${record}.`)
  if (!texts.slice(0, MAX_TEXTS).includes(expected)) {
    throw new Refusal('incorrectResponse', `The TXT record ${record} is not what was asked for.`)
  }
}
