import { bracketed, namePattern } from '../text.ts'
import { quoted } from './words.ts'

/** A condition: what is fetched is none of the site's names. */
export function noneOf(fetched: string, hosts: readonly string[]): string {
  const exact = hosts.filter((host) => !host.startsWith('*.')).map(bracketed)
  const wildcards = hosts.filter((host) => host.startsWith('*.')).map((host) => quoted(`^${namePattern(host)}$`))
  return [
    ...(exact.length > 0 ? [`!{ ${fetched} -m str ${exact.join(' ')} }`] : []),
    ...(wildcards.length > 0 ? [`!{ ${fetched} -m reg ${wildcards.join(' ')} }`] : []),
  ].join(' ')
}
