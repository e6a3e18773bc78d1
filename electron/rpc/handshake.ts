import { createHmac, randomBytes } from 'node:crypto'
import { sameSecret } from '../engine/app/secret.ts'

/**
 * Both sides of the local socket show that they can read the owner's data folder, before a passphrase or an event goes
 * over it: a name alone proves nothing on Windows, and little in a temporary folder. Challenge and response over the
 * instance's key, which itself is never sent: client → nonce, server → nonce and proof, client → proof.
 */
type Side = 'client' | 'server'

/** Lines of the handshake are short, whoever writes them. Characters. */
const MOST = 256

export function newNonce(): string {
  return randomBytes(32).toString('base64url')
}

function proofOf(key: string, side: Side, client: string, server: string): string {
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(`${side} ${client} ${server}`).digest('base64url')
}

/** The words of a line. */
function read(line: string): Readonly<Record<string, string>> {
  if (line.length > MOST) return {}
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one === 'string'))
  } catch {
    return {}
  }
}

const isNonce = (text: string | undefined): text is string => text !== undefined && /^[\w-]{43}$/.test(text)

/** The server's side. `line` answers whether the client is proven; null: it is not, and never will be. */
export function welcome(key: string, send: (message: object) => void): { line(text: string): boolean | null } {
  let nonces: { client: string; server: string } | null = null
  return {
    line(text) {
      const { nonce, proof } = read(text)
      if (nonces) return sameSecret(proof ?? '', proofOf(key, 'client', nonces.client, nonces.server)) ? true : null
      if (!isNonce(nonce)) return null
      nonces = { client: nonce, server: newNonce() }
      send({ nonce: nonces.server, proof: proofOf(key, 'server', nonce, nonces.server) })
      return false
    },
  }
}

/** The client's side: what to answer to the server's line; null when it is not the one that was looked for. */
export function introduce(key: string, client: string, line: string): object | null {
  const { nonce, proof } = read(line)
  if (!isNonce(nonce) || !sameSecret(proof ?? '', proofOf(key, 'server', client, nonce))) return null
  return { proof: proofOf(key, 'client', client, nonce) }
}

/** A connection on which nothing is proven is not kept for long. Milliseconds. */
export const PATIENCE = 10_000
