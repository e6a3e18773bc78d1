import { randomInt } from 'node:crypto'
import { AppError } from '../../../../shared/errors/index.ts'
import { exchange } from './exchange.ts'
import {
  CLASS,
  DnsError,
  OPCODE,
  RCODES,
  readMessage,
  TYPE,
  txtData,
  writeMessage,
  type Message,
  type ResourceRecord,
} from './message.ts'
import { candidateZones, zoneUnknown, type DnsProvider } from './provider.ts'
import { signMessage, TsigError, verifyAnswer, type TsigKey } from './tsig.ts'
import { message, verbatim, type Message as Text } from '../../../../shared/messages/message.ts'

const TITLE = message('parts.dns.server')
/** Seconds that caches may keep a challenge. */
const TTL_S = 60

export interface Rfc2136Options {
  /** `host`, `host:port` or `[v6]:port`. */
  readonly server: string
  readonly key: TsigKey
  /** The zone, where the server does not tell. */
  readonly zone: string | null
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly signal: AbortSignal
}

/** Any server that takes dynamic updates (RFC 2136) signed with a key (RFC 8945): BIND, Knot, PowerDNS … */
export function rfc2136Provider(options: Rfc2136Options): DnsProvider {
  const { server, key, now, signal } = options

  const unreachable = (error: unknown): unknown => {
    if (signal.aborted || error instanceof AppError) return error
    return new AppError('acme/unreachable', {
      host: server,
      problem: error instanceof DnsError ? error.problem : codeOf(error),
    })
  }
  const send = async (query: Buffer, read: (answer: Buffer) => Message): Promise<Message> => {
    try {
      const answer = read(await exchange(server, query, signal))
      const same = answer.response && answer.id === query.readUInt16BE(0)
      if (!same) throw new DnsError(message('parts.dns.otherAnswer'))
      return answer
    } catch (error) {
      if (error instanceof TsigError) {
        throw new AppError('acme/dns-token', { provider: TITLE, name: key.name, detail: error.problem })
      }
      throw unreachable(error)
    }
  }
  const ask = (query: Buffer): Promise<Message> => {
    const signed = signMessage(query, key, now())
    return send(signed.bytes, (answer) => verifyAnswer(answer, key, signed.mac, now()))
  }
  const holds = (candidate: string) => (answer: Message) =>
    answer.answers.some((record) => record.type === TYPE.soa && record.name === candidate)

  /** Asked openly first: some servers know a key for its own zones only. Others show zones to a key only. */
  const zoneOf = async (name: string): Promise<string> => {
    if (options.zone !== null) return options.zone
    const query = (candidate: string): Buffer =>
      writeMessage({
        id: randomInt(65_536),
        opcode: OPCODE.query,
        question: { name: candidate, type: TYPE.soa },
      })
    for (const candidate of candidateZones(name)) {
      if (holds(candidate)(await send(query(candidate), readMessage))) return candidate
    }
    for (const candidate of candidateZones(name)) {
      const found = await ask(query(candidate)).then(holds(candidate), (error: unknown) => {
        if (error instanceof AppError && error.code === 'acme/dns-token') return false
        throw error
      })
      if (found) return candidate
    }
    throw zoneUnknown(TITLE, name)
  }

  const update = async (name: string, updates: readonly ResourceRecord[]): Promise<void> => {
    const zone = await zoneOf(name)
    const query = writeMessage({
      id: randomInt(65_536),
      opcode: OPCODE.update,
      question: { name: zone, type: TYPE.soa },
      updates,
    })
    const { rcode } = await ask(query)
    if (rcode === 0) return
    throw new AppError('acme/dns-refused', { provider: TITLE, name, detail: RCODES[rcode] ?? `RCODE ${rcode}` })
  }

  return {
    title: TITLE,
    single: false,
    add: (name, value) => update(name, [{ name, type: TYPE.txt, class: CLASS.in, ttl: TTL_S, data: txtData(value) }]),
    // RFC 2136 §2.5.4: class NONE deletes this one record.
    remove: (name, value) => update(name, [{ name, type: TYPE.txt, class: CLASS.none, ttl: 0, data: txtData(value) }]),
    // An update that changes nothing shows whether the key is known.
    check: (name) => update(name, []),
  }
}

function codeOf(error: unknown): Text {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ECONNREFUSED') return message('parts.acme.refused')
  return code === '' ? message('parts.acme.connectionFailed') : verbatim(code)
}
