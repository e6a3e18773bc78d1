import { normaliseHost } from '../tls/names.ts'
import type { HeaderList } from '../http/head.ts'
import type { Source } from './location.ts'

/** Methods whose target is named by a header besides (RFC 4918 §10.3). */
const TO_DESTINATION: ReadonlySet<string> = new Set(['COPY', 'MOVE'])
/** Methods of which none carries a URL of ours in Destination or If: nearly all there are. */
const WITHOUT_REFERENCES: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS'])

const ABSOLUTE = /^(https?):\/\/([^/?#]*)([^#]*)/i

/**
 * Where the value of Destination leads, in origin form: the server behind may look at nothing else of it, so that rules
 * and base path are kept by it as by the request's own target.
 * @returns undefined where there is none, null where it cannot be read
 */
export function destinationTarget(method: string, headers: HeaderList): string | null | undefined {
  if (!TO_DESTINATION.has(method)) return undefined
  let target: string | null | undefined
  for (let at = 0; at < headers.length; at += 2) {
    if ((headers[at] as string).toLowerCase() !== 'destination') continue
    // Of two, the server behind may take either.
    if (target !== undefined) return null
    const value = headers[at + 1] as string
    const path = ABSOLUTE.exec(value)?.[3] ?? value
    target = path === '' ? '/' : path.startsWith('/') ? path : null
  }
  return target
}

/**
 * Headers in which a visitor names a place at the door, as the upstream knows it: Destination and the tags of If (RFC 4918
 * §10.3, §10.4); Origin and Referer where it is asked by another name. A path is what every server takes for its own, whatever it takes for its name, scheme and port.
 */
export function upstreamReferences(method: string, headers: HeaderList, source: Source): HeaderList {
  const isRenamed = source.askedHost !== source.host
  if (WITHOUT_REFERENCES.has(method) && !isRenamed) return headers
  return headers.map((value, at) => {
    if (at % 2 === 0) return value
    const name = (headers[at - 1] as string).toLowerCase()
    // A server that is asked by another name compares that with where the visitor comes from.
    if (isRenamed && (name === 'origin' || name === 'referer')) return fromUpstream(value, source)
    if (WITHOUT_REFERENCES.has(method)) return value
    if (name === 'destination') return upstreamReference(value, source)
    if (name === 'if') return value.replace(/<([^<>]*)>/g, (_tag, url: string) => `<${upstreamReference(url, source)}>`)
    return value
  })
}

function upstreamReference(reference: string, { upstream, host }: Source): string {
  const [, scheme = '', authority = '', rest = ''] = ABSOLUTE.exec(reference) ?? []
  const isPath = /^\/(?!\/)/.test(reference)
  if (!isPath && (scheme === '' || !isSameHost(authority, host))) return reference
  const path = isPath ? reference : rest.startsWith('/') ? rest : `/${rest}`
  const whole = upstream.pathname.replace(/\/$/, '') + path
  // Two slashes at the beginning would name another host.
  return whole.startsWith('//') ? upstream.origin + whole : whole
}

/**
 * An address of the door as one of the upstream under the name that it is asked for: of this door only, with its port,
 * since what comes from another site has to look like that to the upstream (RFC 6454 §7).
 */
function fromUpstream(address: string, { upstream, host, askedHost }: Source): string {
  const door = `https://${host}`
  if (!URL.canParse(address) || !URL.canParse(door) || new URL(address).origin !== new URL(door).origin) return address
  const path = ABSOLUTE.exec(address)?.[3] ?? ''
  const origin = `${upstream.protocol}//${askedHost}`
  return path === ''
    ? origin
    : origin + upstream.pathname.replace(/\/$/, '') + (path.startsWith('/') ? path : `/${path}`)
}

/** Visitors reach the door by one port; what they write of it is their own affair. */
function isSameHost(authority: string, host: string): boolean {
  const name = normaliseHost(authority)
  return name !== null && name === normaliseHost(host)
}
