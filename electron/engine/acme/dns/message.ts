import { message, type Message as Text } from '../../../../shared/messages/message.ts'
/** DNS messages (RFC 1035 §4) as far as dynamic updates need them. */

export const TYPE = { ns: 2, cname: 5, soa: 6, txt: 16, tsig: 250, any: 255 } as const
export const CLASS = { in: 1, none: 254, any: 255 } as const
export const OPCODE = { query: 0, update: 5 } as const

/** Names of RCODEs (RFC 1035, 2136, 8945), for people. */
export const RCODES: Readonly<Record<number, string>> = {
  0: 'NOERROR',
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
  16: 'BADSIG',
  17: 'BADKEY',
  18: 'BADTIME',
}

export interface ResourceRecord {
  /** Without a dot at its end. */
  readonly name: string
  readonly type: number
  readonly class: number
  readonly ttl: number
  readonly data: Buffer
}

export interface Message {
  readonly id: number
  readonly opcode: number
  /** The lower four bits. */
  readonly rcode: number
  readonly response: boolean
  readonly truncated: boolean
  readonly questions: readonly { readonly name: string; readonly type: number; readonly class: number }[]
  readonly answers: readonly ResourceRecord[]
  readonly authorities: readonly ResourceRecord[]
  readonly additional: readonly ResourceRecord[]
  /** Where the last additional record begins: what a TSIG signs ends there. Null without one. */
  readonly lastAt: number | null
}

/** What was read is no DNS message. */
export class DnsError extends Error {
  override readonly name: string = 'DnsError'
  /** In a few words, as part of a sentence. */
  readonly problem: Text

  constructor(problem: Text) {
    super(problem.id)
    this.problem = problem
  }
}

/** A name in its wire form, lower case, never compressed. @throws DnsError for what is no name */
export function writeDnsName(name: string): Buffer {
  const labels = name.replace(/\.$/, '') === '' ? [] : name.replace(/\.$/, '').toLowerCase().split('.')
  const parts = labels.map((label) => {
    const bytes = Buffer.from(label, 'latin1')
    if (bytes.length === 0 || bytes.length > 63) throw new DnsError(message('parts.dns.label'))
    return Buffer.concat([Buffer.of(bytes.length), bytes])
  })
  const wire = Buffer.concat([...parts, Buffer.of(0)])
  if (wire.length > 255) throw new DnsError(message('parts.dns.nameTooLong'))
  return wire
}

const u16 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [at, value] of values.entries()) bytes.writeUInt16BE(value, at * 2)
  return bytes
}

export function writeRecord(record: ResourceRecord): Buffer {
  const ttl = Buffer.alloc(4)
  ttl.writeUInt32BE(record.ttl)
  const { name, type, class: kind, data } = record
  return Buffer.concat([writeDnsName(name), u16(type, kind), ttl, u16(data.length), data])
}

/** The data of a TXT record with one text (RFC 1035 §3.3.14). At most 255 octets. */
export function txtData(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1')
  if (bytes.length > 255) throw new DnsError(message('parts.dns.textTooLong'))
  return Buffer.concat([Buffer.of(bytes.length), bytes])
}

/** A query, or an update: there `question` is the zone and `updates` are what changes (RFC 2136 §2). */
export function writeMessage(options: {
  id: number
  opcode: number
  question: { readonly name: string; readonly type: number }
  updates?: readonly ResourceRecord[]
}): Buffer {
  const { id, opcode, question, updates = [] } = options
  return Buffer.concat([
    u16(id, opcode << 11, 1, 0, updates.length, 0),
    writeDnsName(question.name),
    u16(question.type, CLASS.in),
    ...updates.map(writeRecord),
  ])
}

/** Jumps in compressed names only lead backwards here, so that no message can be read for ever. */
function readName(bytes: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = []
  let at = start
  let end: number | null = null
  let floor = start
  let length = 0
  for (;;) {
    const size = bytes[at]
    if (size === undefined) throw new DnsError(message('parts.dns.nameEndsEarly'))
    if ((size & 0xc0) === 0xc0) {
      const target = ((size & 0x3f) << 8) | (bytes[at + 1] ?? 0)
      if (at + 2 > bytes.length || target >= floor) throw new DnsError(message('parts.dns.pointsForwards'))
      end ??= at + 2
      floor = target
      at = target
    } else if (size > 63) {
      throw new DnsError(message('parts.dns.labelKind'))
    } else if (size === 0) {
      return { name: labels.join('.').toLowerCase(), end: end ?? at + 1 }
    } else {
      length += size + 1
      if (length > 254 || at + 1 + size > bytes.length) throw new DnsError(message('parts.dns.nameTooLong'))
      labels.push(bytes.toString('latin1', at + 1, at + 1 + size))
      at += 1 + size
    }
  }
}

/** @throws DnsError */
export function readMessage(bytes: Buffer): Message {
  if (bytes.length < 12) throw new DnsError(message('parts.dns.tooShort'))
  const flags = bytes.readUInt16BE(2)
  const counts = [4, 6, 8, 10].map((at) => bytes.readUInt16BE(at))
  let at = 12
  let lastAt: number | null = null
  const u16At = (offset: number): number => {
    if (offset + 2 > bytes.length) throw new DnsError(message('parts.dns.endsEarly'))
    return bytes.readUInt16BE(offset)
  }
  const questions = Array.from({ length: counts[0] ?? 0 }, () => {
    const { name, end } = readName(bytes, at)
    const question = { name, type: u16At(end), class: u16At(end + 2) }
    at = end + 4
    return question
  })
  const records = (count: number | undefined): ResourceRecord[] =>
    Array.from({ length: count ?? 0 }, () => {
      lastAt = at
      const { name, end } = readName(bytes, at)
      const size = u16At(end + 8)
      if (end + 10 + size > bytes.length) throw new DnsError(message('parts.dns.endsEarly'))
      const data = bytes.subarray(end + 10, end + 10 + size)
      at = end + 10 + size
      return { name, type: u16At(end), class: u16At(end + 2), ttl: bytes.readUInt32BE(end + 4), data }
    })
  const answers = records(counts[1])
  const authorities = records(counts[2])
  lastAt = null
  const additional = records(counts[3])
  return {
    id: bytes.readUInt16BE(0),
    opcode: (flags >> 11) & 15,
    rcode: flags & 15,
    response: (flags & 0x8000) !== 0,
    truncated: (flags & 0x0200) !== 0,
    questions,
    answers,
    authorities,
    additional,
    lastAt,
  }
}
