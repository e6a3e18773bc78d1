import { AppError } from '../../../../shared/errors/index.ts'
import type { Message } from '../../../../shared/messages/message.ts'

/** A service that answers for a domain, and lets TXT records be changed. */
export interface DnsProvider {
  /** As people know it. */
  readonly title: string | Message
  /** It keeps one TXT record per name only. */
  readonly single: boolean
  /**
   * Adds a TXT record beside those that are there; done twice it is there once.
   * @param name whole, without a dot at its end @throws AppError "acme/dns-…"
   */
  add(name: string, value: string): Promise<void>
  /** Removes that one; one that is gone is no error. */
  remove(name: string, value: string): Promise<void>
  /** Looks whether the token may do this, and changes nothing that counts. */
  check(name: string): Promise<void>
}

/** The domains that may hold a name: itself first, then those above it, without the last label. */
export function candidateZones(name: string): string[] {
  const labels = name.split('.')
  return labels.slice(0, -1).map((_, at) => labels.slice(at).join('.'))
}

/** The part of a name inside its zone; `@` for the zone itself. */
export function relativeName(name: string, zone: string): string {
  return name === zone ? '@' : name.slice(0, -zone.length - 1)
}

export function zoneUnknown(provider: string | Message, name: string): AppError {
  return new AppError('acme/dns-zone', { provider, name })
}
