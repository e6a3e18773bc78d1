import net from 'node:net'
import type { ServerDiagnosis, ServerHandshake } from '../../../../shared/contract/diagnosis.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import { nameToText } from '../../../pki/x509/name.ts'
import { fromPem, toPem } from '../../../pki/x509/pem.ts'
import { readLink } from '../inspect/path.ts'
import { oldestTls } from '../../network/oldest-tls.ts'
import { judgeChain } from './chain.ts'
import { judge } from './judge.ts'
import { programsWithProblems } from './programs.ts'
import { changesFor, clockProblem, headerOf, oddities } from './oddities.ts'
import { ownFacts } from './own.ts'
import { meet, type Credentials, type Limits, type Meeting, type MeetOptions } from './meet.ts'
import { message, verbatim, type Message } from '../../../../shared/messages/message.ts'

export interface ServerDiagnosisOptions {
  readonly host: string
  readonly port: number
  /** Asked for in the handshake; default: `host`, unless that is an address. */
  readonly servername?: string | undefined
  readonly credentials: Credentials | null
  /** PEM of authorities to trust besides those of the system. */
  readonly trust: readonly string[]
  readonly now: () => number
  readonly limits?: Limits
  /** Each handshake as it ends. */
  readonly onHandshake?: (handshake: ServerHandshake) => void
  readonly signal?: AbortSignal | undefined
}

const LIMITS: Limits = { total: 8000, silence: 1500 }

const NETWORK: Readonly<Record<string, Message>> = {
  ECONNREFUSED: message('parts.connect.refused'),
  ENOTFOUND: message('parts.connect.nameUnknown'),
  EAI_AGAIN: message('parts.connect.dns'),
  EHOSTUNREACH: message('parts.connect.hostUnreachable'),
  ENETUNREACH: message('parts.connect.netUnreachable'),
  EADDRNOTAVAIL: message('parts.connect.unreachable'),
  ETIMEDOUT: message('parts.connect.timeout'),
  EACCES: message('parts.connect.forbidden'),
}

function view(meeting: Meeting, withCertificate: boolean, again: Meeting | undefined): ServerHandshake {
  return {
    tls: meeting.version,
    withCertificate,
    outcome: meeting.handshake,
    resumes: again?.reused ?? null,
    asked: meeting.flight.asked,
    cipher: meeting.cipher,
    alpn: meeting.alpn,
    alert: meeting.alert ? { number: meeting.alert.number, name: meeting.alert.name } : null,
  }
}

/** Names as text; those that cannot be read are left out. */
function texts(names: readonly Uint8Array[]): string[] {
  return names.flatMap((name) => {
    try {
      return [nameToText(name)]
    } catch {
      return []
    }
  })
}

/**
 * OpenSSL completes the chain that it sends from the authorities it trusts, and the one that it was sent: with an
 * intermediate among them, neither a visitor’s nor a server’s file that lacks it would ever be found out.
 */
function rootsOf(trust: readonly string[]): Uint8Array[] {
  return trust
    .flatMap((pem) => fromPem(pem))
    .flatMap(({ der }) => (readLink(der)?.certificate.selfIssued === true ? [der] : []))
}

/**
 * Says by evidence what a server wants from its visitors, and what becomes of the certificate given.
 * @throws AppError diagnosis/unreachable when no connection can be made at all, app/cancelled
 */
export async function diagnoseServer(options: ServerDiagnosisOptions): Promise<ServerDiagnosis> {
  const { host, port, credentials } = options
  const started = options.now()
  const servername = options.servername ?? (net.isIP(host) === 0 ? host : null)
  const roots = rootsOf(options.trust)
  const common: Omit<MeetOptions, 'version' | 'alpn' | 'credentials' | 'request'> = {
    host,
    port,
    servername,
    trust: roots.map((der) => toPem('CERTIFICATE', der)),
    limits: options.limits ?? LIMITS,
    ...(options.signal ? { signal: options.signal } : {}),
  }
  const stopIfCancelled = (): void => {
    if (options.signal?.aborted === true) throw new AppError('app/cancelled')
  }
  const without = await Promise.all(
    (['1.2', '1.3'] as const).map(async (version) => {
      const meeting = await meet({ ...common, version, alpn: ['http/1.1'], credentials: null, request: true })
      options.onHandshake?.(view(meeting, false, undefined))
      return meeting
    }),
  )
  stopIfCancelled()
  const unreachable = without.find((meeting) => meeting.networkError !== null)
  if (unreachable && without.every((meeting) => meeting.networkError !== null)) {
    const problem = NETWORK[unreachable.networkError ?? ''] ?? verbatim(String(unreachable.networkError))
    throw new AppError('diagnosis/unreachable', { host, port, problem })
  }
  const usable = without.filter((meeting) => meeting.handshake !== 'failed')
  const newest = usable.at(-1)
  const [withCertificate, alpn, old] = newest
    ? await Promise.all([
        credentials
          ? meet({ ...common, version: newest.version, alpn: ['http/1.1'], credentials, request: true })
          : null,
        meet({ ...common, version: newest.version, alpn: ['h2', 'http/1.1'], credentials, request: false }),
        meet({ ...common, version: '1.2', old: true, alpn: [], credentials: null, request: false }),
      ])
    : [null, null, null]
  const met = [...without, ...(withCertificate ? [withCertificate] : [])]
  const again = new Map<Meeting, Meeting>()
  await Promise.all(
    met.map(async (meeting) => {
      if (meeting.session === null || meeting.handshake !== 'completed') return
      const { version, session } = meeting
      const same = meeting === withCertificate ? credentials : null
      again.set(
        meeting,
        await meet({ ...common, version, alpn: ['http/1.1'], credentials: same, request: false, session }),
      )
    }),
  )
  stopIfCancelled()

  const flights = [...(withCertificate ? [withCertificate] : []), ...without].map((meeting) => meeting.flight)
  const chain = flights.find((flight) => flight.chain.length > 0)?.chain ?? []
  const names = flights.find((flight) => flight.authorities !== null)?.authorities ?? null
  const acceptedAuthorities = names === null ? null : texts(names)
  const verdict = [withCertificate, ...without].find((one) => one?.cipher)?.serverError ?? null
  const answered = withCertificate?.http ? withCertificate : without.findLast((meeting) => meeting.http)
  const facts = credentials
    ? await ownFacts({ credentials, accepted: acceptedAuthorities, trust: options.trust, now: started })
    : null
  const speaksTls = without.some(
    (meeting) => meeting.speaks === 'tls' || meeting.speaks === 'resets' || meeting.speaks === 'closes',
  )
  const oldTls =
    usable.length === 0 && speaksTls ? await oldestTls({ host, port, serverName: servername }, options.signal) : null
  const speaks =
    without.find((meeting) => meeting.speaks === 'tls')?.speaks ??
    (oldTls === null ? without[0]?.speaks : 'tls') ??
    'silent'
  const judgement = judge(without, withCertificate, facts, oldTls)
  const judged = judgeChain({ chain, host: servername ?? host, serverError: verdict, trust: roots, now: started })
  return {
    host,
    port,
    servername,
    at: new Date(started).toISOString(),
    speaks,
    server: {
      chain: judged.chain,
      problems: [...judged.problems, ...clockProblem(answered, options.now()), ...oddities({ without, old, chain })],
    },
    acceptedAuthorities,
    handshake: [
      ...without.map((meeting) => ({
        ...view(meeting, false, again.get(meeting)),
        alpn: alpn?.version === meeting.version ? alpn.alpn : meeting.alpn,
      })),
      ...(withCertificate ? [view(withCertificate, true, again.get(withCertificate))] : []),
    ],
    http: answered?.http
      ? {
          status: answered.http.status,
          server: headerOf(answered, 'server'),
          withCertificate: answered === withCertificate,
        }
      : null,
    ...judgement,
    programs: judgement.programs.length > 0 ? judgement.programs : programsWithProblems(judged.problems),
    changes: [...judgement.changes, ...changesFor(judged.problems)],
    durationMs: options.now() - started,
  }
}
