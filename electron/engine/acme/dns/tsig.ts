import { createHmac, timingSafeEqual } from 'node:crypto'
import { CLASS, DnsError, RCODES, readMessage, TYPE, writeDnsName, writeRecord, type Message } from './message.ts'
import { message, type Message as Text } from '../../../../shared/messages/message.ts'

/** Secret-key authentication of DNS messages (RFC 8945). */

/** RFC 8945 §6; MD5 is not among them. */
export const TSIG_ALGORITHMS = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512', 'hmac-sha224', 'hmac-sha1'] as const
export type TsigAlgorithm = (typeof TSIG_ALGORITHMS)[number]

export interface TsigKey {
  readonly name: string
  readonly algorithm: TsigAlgorithm
  readonly secret: Buffer
}

/** Clocks may differ by so much (RFC 8945 §10). Seconds. */
const FUDGE_S = 300

function mac(key: TsigKey, ...parts: readonly Buffer[]): Buffer {
  const hmac = createHmac(key.algorithm.slice('hmac-'.length), key.secret)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

const u16 = (value: number): Buffer => Buffer.of(value >> 8, value & 0xff)

function u48(seconds: number): Buffer {
  const bytes = Buffer.alloc(6)
  bytes.writeUIntBE(seconds, 0, 6)
  return bytes
}

/** The variables that are signed along with the message (RFC 8945 §4.3.3). */
function variables(key: TsigKey, seconds: number, fudge: number, error: number, other: Buffer): Buffer {
  return Buffer.concat([
    writeDnsName(key.name),
    u16(CLASS.any),
    Buffer.alloc(4),
    writeDnsName(key.algorithm),
    u48(seconds),
    u16(fudge),
    u16(error),
    u16(other.length),
    other,
  ])
}

/** Signs a message. @param now milliseconds since 1970 @returns it with its TSIG record, and the MAC that the answer is checked with */
export function signMessage(message: Buffer, key: TsigKey, now: number): { bytes: Buffer; mac: Buffer } {
  const seconds = Math.floor(now / 1000)
  const digest = mac(key, message, variables(key, seconds, FUDGE_S, 0, Buffer.alloc(0)))
  const data = Buffer.concat([
    writeDnsName(key.algorithm),
    u48(seconds),
    u16(FUDGE_S),
    u16(digest.length),
    digest,
    message.subarray(0, 2),
    u16(0),
    u16(0),
  ])
  const record = writeRecord({ name: key.name, type: TYPE.tsig, class: CLASS.any, ttl: 0, data })
  const bytes = Buffer.concat([message, record])
  bytes.writeUInt16BE(bytes.readUInt16BE(10) + 1, 10)
  return { bytes, mac: digest }
}

/** A server that does not accept our signature says why in an answer that it cannot sign (RFC 8945 §5.2). */
export class TsigError extends Error {
  override readonly name = 'TsigError'
  /** In a few words, as part of a sentence. */
  readonly problem: Text

  constructor(problem: Text) {
    super(problem.id)
    this.problem = problem
  }
}

/**
 * Checks the answer to a signed message, and takes the signature off.
 * @throws TsigError when it is not signed by the same key, or the server did not accept ours; DnsError
 */
export function verifyAnswer(bytes: Buffer, key: TsigKey, requestMac: Buffer, now: number): Message {
  const answer = readMessage(bytes)
  const record = answer.additional.at(-1)
  if (record?.type !== TYPE.tsig || answer.lastAt === null) {
    throw new TsigError(message('parts.dns.notSigned', { code: RCODES[answer.rcode] ?? answer.rcode }))
  }
  const tsig = readTsig(record.data)
  if (tsig.error !== 0 && tsig.mac.length === 0) {
    throw new TsigError(message('parts.dns.keyRefused', { code: RCODES[tsig.error] ?? tsig.error }))
  }
  if (record.name !== key.name.toLowerCase().replace(/\.$/, '')) throw new TsigError(message('parts.dns.otherKey'))
  const unsigned = Buffer.from(bytes.subarray(0, answer.lastAt))
  unsigned.writeUInt16BE(unsigned.readUInt16BE(10) - 1, 10)
  unsigned.writeUInt16BE(tsig.originalId, 0)
  const expected = mac(
    key,
    u16(requestMac.length),
    requestMac,
    unsigned,
    variables(key, tsig.seconds, tsig.fudge, tsig.error, tsig.other),
  )
  if (expected.length !== tsig.mac.length || !timingSafeEqual(expected, tsig.mac)) {
    throw new TsigError(message('parts.dns.wrongSignature'))
  }
  if (tsig.error !== 0) throw new TsigError(message('parts.dns.keyRefused', { code: RCODES[tsig.error] ?? tsig.error }))
  if (Math.abs(now / 1000 - tsig.seconds) > tsig.fudge) throw new TsigError(message('parts.dns.clock'))
  return answer
}

interface Tsig {
  readonly seconds: number
  readonly fudge: number
  readonly mac: Buffer
  readonly originalId: number
  readonly error: number
  readonly other: Buffer
}

function readTsig(data: Buffer): Tsig {
  let at = 0
  for (let size = data[at]; size !== undefined && size !== 0; size = data[at]) at += size + 1
  at += 1
  if (at + 10 > data.length) throw new DnsError(message('parts.dns.tsig'))
  const macLength = data.readUInt16BE(at + 8)
  const rest = at + 10 + macLength
  if (rest + 6 > data.length) throw new DnsError(message('parts.dns.tsig'))
  const otherLength = data.readUInt16BE(rest + 4)
  if (rest + 6 + otherLength !== data.length) throw new DnsError(message('parts.dns.tsig'))
  return {
    seconds: data.readUIntBE(at, 6),
    fudge: data.readUInt16BE(at + 6),
    mac: data.subarray(at + 10, rest),
    originalId: data.readUInt16BE(rest),
    error: data.readUInt16BE(rest + 2),
    other: data.subarray(rest + 6),
  }
}
