import dns from 'node:dns/promises'
import net from 'node:net'
import tls from 'node:tls'
import type { FixAction } from '../../../../shared/contract/fix.ts'
import type { WayCheck } from '../../../../shared/contract/watch.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'
import { readPeerSafely } from '../../../pki/tls-peer.ts'

export interface WayOptions {
  /** Of the site. */
  readonly hosts: readonly string[]
  /** Where it listens; `0.0.0.0` and `::` mean every address. */
  readonly listen: { readonly address: string; readonly port: number }
  /** SHA-256 fingerprint of the site’s server certificate. */
  readonly fingerprint: string
  /** Addresses of this computer in the home network. */
  readonly addresses: readonly string[]
  readonly edit: FixAction
  /** Asks the system, as browsers do. @returns no address when the name is not known */
  readonly resolve?: (name: string) => Promise<readonly string[]>
  readonly signal?: AbortSignal
}

/** Milliseconds: somebody watches. */
const LIMIT = 2500
const GOODBYE = 300

const loopback = (address: string): boolean => address === '::1' || address.startsWith('127.')
const wildcard = (address: string): boolean => address === '0.0.0.0' || address === '::'
/** RFC 1918, RFC 4193, link-local. */
const atHome = (address: string): boolean =>
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i.test(address)
const place = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

async function systemResolve(name: string): Promise<string[]> {
  try {
    const limit = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('slow')), LIMIT).unref())
    const found = await Promise.race([dns.lookup(name, { all: true }), limit])
    return found.map(({ address }) => address)
  } catch {
    return []
  }
}

type Answer = { readonly kind: 'ours' | 'other' | 'silent' } | { readonly kind: 'closed'; readonly code: string }

/** Who answers at an address: the site itself, by its certificate, or somebody else. */
function ask(address: string, { listen, hosts, fingerprint, signal }: WayOptions): Promise<Answer> {
  const name = hosts.find((host) => net.isIP(host) === 0)
  return new Promise((resolve) => {
    let over = false
    const socket = readPeerSafely(
      tls.connect({
        host: address,
        port: listen.port,
        ...(name === undefined ? {} : { servername: name }),
        // The certificate is compared, not believed.
        rejectUnauthorized: false,
      }),
    )
    const end = (answer: Answer): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      if (socket.closed) {
        resolve(answer)
        return
      }
      // In good order, and waited for: a connection that is torn off looks to the gate like somebody who hung up.
      const gone = setTimeout(() => socket.destroy(), GOODBYE)
      socket.once('close', () => {
        clearTimeout(gone)
        resolve(answer)
      })
      socket.end()
      socket.resume()
    }
    const onAbort = (): void => {
      end({ kind: 'silent' })
      socket.destroy()
    }
    const timer = setTimeout(onAbort, LIMIT)
    signal?.addEventListener('abort', onAbort)
    const compare = (): void => {
      const shown = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '')
      end({ kind: shown === fingerprint ? 'ours' : 'other' })
    }
    socket.once('secureConnect', compare)
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const refused = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ETIMEDOUT']
      if (refused.includes(error.code ?? '')) end({ kind: 'closed', code: error.code ?? '' })
      else compare()
      socket.destroy()
    })
  })
}

async function checkPort(address: string, options: WayOptions): Promise<WayCheck> {
  const { listen, edit } = options
  const subject = place(address, listen.port)
  const answer = await ask(address, options)
  const check = (ok: boolean | null, found: Message, remedy: Message | null): WayCheck => ({
    kind: 'port',
    subject,
    ok,
    message: found,
    remedy,
    ...(ok === false ? { action: edit } : {}),
  })
  switch (answer.kind) {
    case 'ours':
      return check(true, message('watchDiagnosis.way.answers', { place: subject }), null)
    case 'other':
      return check(
        false,
        message('watchDiagnosis.way.other', { place: subject }),
        message('watchDiagnosis.way.otherFix'),
      )
    case 'closed':
      return check(
        false,
        message('watchDiagnosis.way.closed', { place: subject }),
        message('watchDiagnosis.way.closedFix'),
      )
    case 'silent':
      return check(null, message('watchDiagnosis.way.slow', { place: subject }), message('watchDiagnosis.way.slowFix'))
  }
}

function checkNetwork({ listen, addresses, edit }: WayOptions): WayCheck {
  const subject = place(listen.address, listen.port)
  if (loopback(listen.address) || listen.address === 'localhost') {
    return {
      kind: 'network',
      subject,
      ok: false,
      message: message('watchDiagnosis.way.loopback', { address: listen.address }),
      remedy: message('watchDiagnosis.way.loopbackFix', { place: `0.0.0.0:${listen.port}` }),
      action: edit,
    }
  }
  const usable = wildcard(listen.address) ? addresses : addresses.filter((one) => one === listen.address)
  if (usable.length > 0) {
    const places = usable.map((one) => place(one, listen.port))
    const reached = message('watchDiagnosis.way.reach', { places })
    return { kind: 'network', subject, ok: true, message: reached, remedy: null }
  }
  return {
    kind: 'network',
    subject,
    ok: addresses.length === 0 ? false : null,
    message:
      addresses.length === 0
        ? message('watchDiagnosis.way.noNetwork')
        : message('watchDiagnosis.way.unknownReach', { address: listen.address }),
    remedy: message('watchDiagnosis.way.connect'),
  }
}

async function checkName(host: string, options: WayOptions): Promise<WayCheck> {
  const { addresses, listen, edit } = options
  const check = (ok: boolean | null, found: Message, remedy: Message | null): WayCheck => ({
    kind: 'name',
    subject: host,
    ok,
    message: found,
    remedy,
    ...(ok === false ? { action: edit } : {}),
  })
  const own = addresses.length > 0 ? addresses : [message('watchDiagnosis.way.ownAddress')]
  if (net.isIP(host) !== 0) {
    if (loopback(host))
      return check(
        false,
        message('watchDiagnosis.way.itselfAddress', { host }),
        message('watchDiagnosis.way.use', { own }),
      )
    if (addresses.includes(host)) return check(true, message('watchDiagnosis.way.thisComputer', { host }), null)
    return check(
      atHome(host) ? false : null,
      message('watchDiagnosis.way.notNow', { host }),
      atHome(host)
        ? message('watchDiagnosis.way.moved', { own })
        : message('watchDiagnosis.way.routerAddress', { port: listen.port, own }),
    )
  }
  if (host === 'localhost' || host.endsWith('.localhost')) {
    return check(false, message('watchDiagnosis.way.itself', { host }), message('watchDiagnosis.way.addOwn', { own }))
  }
  const found = [...(await (options.resolve ?? systemResolve)(host))]
  const shown = found.slice(0, 4)
  if (found.length === 0) {
    return check(
      false,
      message('watchDiagnosis.way.nameUnknown', { host }),
      message('watchDiagnosis.way.enter', { own }),
    )
  }
  if (found.some((one) => addresses.includes(one)))
    return check(true, message('watchDiagnosis.way.leadsHere', { host, shown }), null)
  if (found.every(loopback)) {
    return check(
      null,
      message('watchDiagnosis.way.leadsLoopback', { host, shown }),
      message('watchDiagnosis.way.hosts', { own }),
    )
  }
  if (found.every(atHome)) {
    return check(
      false,
      message('watchDiagnosis.way.leadsElsewhere', { host, shown }),
      message('watchDiagnosis.way.leadIt', { own }),
    )
  }
  return check(
    null,
    message('watchDiagnosis.way.leadsInternet', { host, shown }),
    message('watchDiagnosis.way.forward', { port: listen.port, own }),
  )
}

/** What can be checked of the way to the door without a phone; each is told as it is found. */
export async function checkWay(options: WayOptions, onCheck: (check: WayCheck) => void): Promise<void> {
  const { listen, addresses } = options
  const ports = wildcard(listen.address)
    ? [listen.address === '::' ? '::1' : '127.0.0.1', ...addresses]
    : [listen.address]
  const told = async (check: Promise<WayCheck> | WayCheck): Promise<void> => onCheck(await check)
  await Promise.all([
    told(checkNetwork(options)),
    ...ports.map((address) => told(checkPort(address, options))),
    // A wildcard is no name that could be looked up.
    ...options.hosts.flatMap((host) => (host.startsWith('*.') ? [] : [told(checkName(host, options))])),
  ])
}
