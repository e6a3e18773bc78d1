import { isIP } from 'node:net'
import { AppError } from '../../../shared/errors/index.ts'
import { isMadeHere } from './keys.ts'
import { commonNameOf } from './name.ts'
import { message, type Message } from '../../../shared/messages/message.ts'
import {
  keyName,
  loadPublicKey,
  P256,
  P384,
  P521,
  readPublicKey,
  securityBits,
  type KeyKind,
  type PublicKeyInfo,
} from './public-key.ts'

/** Clocks of phones and cameras are off by minutes: a certificate begins a little before it was made. */
const BACKDATE_MS = 60 * 60_000
const DAY_MS = 86_400_000

export interface Validity {
  readonly notBefore: Date
  readonly notAfter: Date
}

const wholeSecond = (ms: number): Date => new Date(Math.floor(ms / 1000) * 1000)

/**
 * From slightly before `now` to `now + days`, never outside the issuer's own validity and never longer than
 * `maxDays` in all.
 */
export function validityFor(options: { now: Date; days: number; maxDays: number; issuer: Validity | null }): Validity {
  const { now, days, maxDays, issuer } = options
  const begin = Math.max(now.getTime() - BACKDATE_MS, issuer?.notBefore.getTime() ?? -Infinity)
  const end = Math.min(
    now.getTime() + days * DAY_MS,
    // Both ends belong to the validity (RFC 5280 §4.1.2.5): one second less makes it exactly maxDays.
    begin + maxDays * DAY_MS - 1000,
    issuer?.notAfter.getTime() ?? Infinity,
  )
  return { notBefore: wholeSecond(begin), notAfter: wholeSecond(end) }
}

/** @throws AppError authority/expired, authority/not-yet-valid: nothing that it signs now would be accepted. */
export function assertInForce(authority: Validity & { readonly subject: Uint8Array }, now: Date): void {
  if (now >= authority.notBefore && now <= authority.notAfter) return
  const name = commonNameOf(authority.subject) ?? ''
  throw new AppError(now > authority.notAfter ? 'authority/expired' : 'authority/not-yet-valid', { name })
}

/** What is wrong with a public key, and the key in a few words. */
export interface KeyObjection {
  /** `weak` can be broken; `unsupported` is no weaker than others, but not taken; `explicit-curve` is nowhere taken. */
  readonly why: 'weak' | 'unsupported' | 'explicit-curve'
  readonly key: string | Message
}

/** More only slows handshakes down, to the point of denying service. Bits. */
const MAX_RSA_BITS = 8192
const MIN_RSA_BITS = 2048

function rsaObjection({ bits, exponent }: PublicKeyInfo): KeyObjection | null {
  const size = bits ?? 0
  if (size < MIN_RSA_BITS) return { why: 'weak', key: message('parts.key.rsaBits', { bits: size }) }
  if (size > MAX_RSA_BITS) return { why: 'unsupported', key: message('parts.key.rsaBits', { bits: size }) }
  return (exponent ?? 0n) < 65_537n
    ? { why: 'weak', key: message('parts.key.rsaExponent', { exponent: String(exponent) }) }
    : null
}

/** @param curves object identifiers of those that are taken */
function objectionTo(spki: Uint8Array, curves: readonly string[], others: readonly KeyKind[]): KeyObjection | null {
  let info: PublicKeyInfo
  try {
    info = readPublicKey(spki)
  } catch {
    return { why: 'unsupported', key: message('parts.key.damaged') }
  }
  const key = keyName(info)
  const why = securityBits(info) > 0 && securityBits(info) < 112 ? 'weak' : 'unsupported'
  if (info.kind === 'rsa') return rsaObjection(info) ?? unreadable(spki, key)
  if (info.explicitCurve) return { why: 'explicit-curve', key }
  const taken = info.kind === 'ec' ? info.curve !== null && curves.includes(info.curve) : others.includes(info.kind)
  return taken ? unreadable(spki, key) : { why, key }
}

/** A key that the library does not take, whatever it says of itself: a point that is not on its curve. */
function unreadable(spki: Uint8Array, key: string): KeyObjection | null {
  return loadPublicKey(spki) === null ? { why: 'unsupported', key: message('parts.key.kindDamaged', { key }) } : null
}

/**
 * Why a device or site gets no certificate for a key; null when it does. P-521 and Ed25519 are as good as others, but not
 * every TLS library takes them in a handshake (BoringSSL does not by itself).
 */
export function keyObjection(spki: Uint8Array): KeyObjection | null {
  // Reading a key takes longer than signing a certificate for it.
  return isMadeHere(spki) ? null : objectionTo(spki, [P256, P384], [])
}

/** Why nobody is let in by an authority with this key; null when somebody is. What signs chains may be of more kinds. */
export function authorityKeyObjection(spki: Uint8Array): KeyObjection | null {
  return objectionTo(spki, [P256, P384, P521], ['ed25519', 'ed448', 'rsa-pss'])
}

/** Why certificates cannot be issued here with a key like this; null when they can. */
export function signingKeyObjection(spki: Uint8Array): KeyObjection | null {
  return objectionTo(spki, [P256, P384, P521], [])
}

/** @throws AppError device/csr-weak-key, device/csr-unsupported-key, device/csr-explicit-curve */
export function assertUsableKey(spki: Uint8Array): void {
  const objection = keyObjection(spki)
  if (!objection) return
  const { why, key } = objection
  if (why === 'explicit-curve') throw new AppError('device/csr-explicit-curve')
  throw new AppError(why === 'weak' ? 'device/csr-weak-key' : 'device/csr-unsupported-key', { key })
}

export interface SubjectNames {
  readonly dns: readonly string[]
  /** 4 or 16 bytes each. */
  readonly ip: readonly Uint8Array[]
}

const DNS_NAME = /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/

/**
 * Sorts what a site is called into DNS names and IP addresses: an address written as a DNS name is refused by
 * every browser. Duplicates are dropped. @throws AppError app/invalid-input
 */
export function subjectNames(hosts: readonly string[]): SubjectNames {
  const dns = new Set<string>()
  const ip = new Map<string, Uint8Array>()
  for (const host of hosts) {
    const text = host.toLowerCase().replace(/\.$/, '')
    const bytes = addressBytes(text)
    if (bytes) ip.set(Buffer.from(bytes).toString('hex'), bytes)
    else if (text.length <= 253 && DNS_NAME.test(text) && !/^[0-9.]+$/.test(text)) dns.add(text)
    else throw new AppError('app/invalid-input', { field: 'host', problem: message('parts.field.notHost') })
  }
  if (dns.size + ip.size === 0) {
    throw new AppError('app/invalid-input', { field: 'host', problem: message('parts.field.noHost') })
  }
  return { dns: [...dns], ip: [...ip.values()] }
}

/** The octets of an IP address, 4 or 16; null for what is none. */
export function addressBytes(text: string): Uint8Array | null {
  const family = text.includes('%') ? 0 : isIP(text)
  if (family === 4) return Uint8Array.from(text.split('.').map(Number))
  if (family !== 6) return null
  // The URL parser writes any IPv6 spelling in its canonical form, without dotted quads.
  const [head = '', tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::')
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const left = groups(head)
  const right = groups(tail ?? '')
  const all = [...left, ...Array<string>(tail === undefined ? 0 : 8 - left.length - right.length).fill('0'), ...right]
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex')
}

/**
 * What an authority is limited to, from texts such as `home.arpa`, `192.168.0.0/16` or `fd00::/8`.
 * @throws AppError app/invalid-input
 */
export function constraintsFrom(texts: readonly string[]): { dns: string[]; networks: Uint8Array[] } {
  const dns: string[] = []
  const networks: Uint8Array[] = []
  for (const text of texts) {
    const [host = '', prefix, ...more] = text.toLowerCase().split('/')
    const address = addressBytes(host)
    const bits = prefix === undefined ? (address?.length ?? 0) * 8 : /^\d{1,3}$/.test(prefix) ? Number(prefix) : NaN
    if (address && more.length === 0 && bits >= 0 && bits <= address.length * 8) {
      const mask = address.map((_, index) => 0xff & ~(0xff >> Math.min(8, Math.max(0, bits - index * 8))))
      networks.push(Buffer.concat([address.map((byte, index) => byte & (mask[index] ?? 0)), mask]))
    } else if (prefix === undefined && DNS_NAME.test(host) && !host.startsWith('*')) dns.push(host)
    else
      throw new AppError('app/invalid-input', {
        field: 'constraints',
        problem: message('parts.read.notName', { text }),
      })
  }
  return { dns, networks }
}
