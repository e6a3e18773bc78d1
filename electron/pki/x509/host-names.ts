import { isIP } from 'node:net'
import { GENERAL_NAME, type GeneralName } from '../path/usage.ts'
import { addressText } from './extensions.ts'

/**
 * Whether alternative names cover a host name or address (RFC 6125 §6.4, as browsers read it): a wildcard stands for exactly
 * one label, on the left, above a domain of at least two. The common name does not count (§6.4.4).
 */
export function coversHost(altNames: readonly GeneralName[] | null, host: string): boolean {
  const names = altNames ?? []
  if (isIP(host) !== 0) {
    const wanted = canonicalAddress(host)
    return names.some(({ tag, contents }) => tag === GENERAL_NAME.ip && addressText(contents) === wanted)
  }
  const wanted = host.toLowerCase().replace(/\.$/, '')
  return names.some(
    ({ tag, contents }) =>
      tag === GENERAL_NAME.dns && matches(Buffer.from(contents).toString('latin1').toLowerCase(), wanted),
  )
}

function canonicalAddress(host: string): string {
  return isIP(host) === 6 ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host
}

function matches(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === host
  const dot = host.indexOf('.')
  return dot > 0 && pattern.slice(2).includes('.') && host.slice(dot + 1) === pattern.slice(2)
}
