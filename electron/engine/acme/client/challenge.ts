import { createHash } from 'node:crypto'

/** The ways of RFC 8555 §8 and RFC 8737 to show that a name is one's own. */
export type ChallengeType = 'http-01' | 'tls-alpn-01' | 'dns-01'

/** One challenge that waits for its answer. */
export interface Task {
  readonly type: ChallengeType
  /** A host name without `*.`, or an address. */
  readonly identifier: string
  /** base64url. */
  readonly token: string
  /** RFC 8555 §8.1. */
  readonly keyAuthorization: string
}

/** Makes answers visible to the authority. */
export interface Responder {
  readonly type: ChallengeType
  /** Most challenges that can be answered at a time: some services keep one TXT record only. */
  readonly atOnce: number
  /**
   * Resolves when the answers can be seen, as far as that can be known from here.
   * @returns takes them back; never throws @throws AppError "acme/…"
   */
  publish(tasks: readonly Task[], signal: AbortSignal): Promise<() => Promise<void>>
}

/** The content of the TXT record of dns-01 (RFC 8555 §8.4). */
export function dnsValue({ keyAuthorization }: Pick<Task, 'keyAuthorization'>): string {
  return createHash('sha256').update(keyAuthorization).digest('base64url')
}

/** The name of that record, without a dot at its end. */
export function dnsName({ identifier }: Pick<Task, 'identifier'>): string {
  return `_acme-challenge.${identifier}`
}
