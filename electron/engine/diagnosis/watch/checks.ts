import dns from 'node:dns/promises'
import net from 'node:net'
import tls from 'node:tls'
import type { FixAction } from '../../../../shared/contract/fix.ts'
import type { WayCheck } from '../../../../shared/contract/watch.ts'
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
  const check = (ok: boolean | null, message: string, remedy: string | null): WayCheck => ({
    kind: 'port',
    subject,
    ok,
    message,
    remedy,
    ...(ok === false ? { action: edit } : {}),
  })
  switch (answer.kind) {
    case 'ours':
      return check(true, `The site answers at ${subject}.`, null)
    case 'other':
      return check(
        false,
        `Something else answers at ${subject}, not this site.`,
        'Give the site another port, or stop the other program.',
      )
    case 'closed':
      return check(
        false,
        `Nothing answers at ${subject}.`,
        'Start the site again. If it listens on one address only, choose “every address” (0.0.0.0).',
      )
    case 'silent':
      return check(
        null,
        `The port ${subject} takes connections, but does not answer in time.`,
        'A firewall of this computer may hold them up.',
      )
  }
}

function checkNetwork({ listen, addresses, edit }: WayOptions): WayCheck {
  const subject = place(listen.address, listen.port)
  if (loopback(listen.address) || listen.address === 'localhost') {
    return {
      kind: 'network',
      subject,
      ok: false,
      message: `The site listens on ${listen.address} only, where nobody but this computer itself gets in.`,
      remedy: `Let it listen on 0.0.0.0:${listen.port}, which is every address of this computer.`,
      action: edit,
    }
  }
  const usable = wildcard(listen.address) ? addresses : addresses.filter((one) => one === listen.address)
  if (usable.length > 0) {
    const message = `Phones in the same network reach it at ${usable.map((one) => place(one, listen.port)).join(' or ')}.`
    return { kind: 'network', subject, ok: true, message, remedy: null }
  }
  return {
    kind: 'network',
    subject,
    ok: addresses.length === 0 ? false : null,
    message:
      addresses.length === 0
        ? 'This computer is in no network just now.'
        : `Whether phones reach ${listen.address} cannot be told from here.`,
    remedy: 'Connect this computer to the network that the phone is in.',
  }
}

async function checkName(host: string, options: WayOptions): Promise<WayCheck> {
  const { addresses, listen, edit } = options
  const check = (ok: boolean | null, message: string, remedy: string | null): WayCheck => ({
    kind: 'name',
    subject: host,
    ok,
    message,
    remedy,
    ...(ok === false ? { action: edit } : {}),
  })
  const own = addresses.join(' or ') || 'this computer’s address'
  if (net.isIP(host) !== 0) {
    if (loopback(host))
      return check(false, `${host} is every device itself: a phone that opens it asks itself.`, `Use ${own}.`)
    if (addresses.includes(host)) return check(true, `${host} is this computer.`, null)
    return check(
      atHome(host) ? false : null,
      `${host} is not an address of this computer just now.`,
      atHome(host)
        ? `It may have got another address: use ${own}, and let the router always give it the same one.`
        : `If it is your router’s address, let the router forward port ${listen.port} to ${own}.`,
    )
  }
  if (host === 'localhost' || host.endsWith('.localhost')) {
    return check(
      false,
      `“${host}” is every device itself: a phone that opens it asks itself.`,
      `Add ${own} or a name that DNS knows to the site.`,
    )
  }
  const found = [...(await (options.resolve ?? systemResolve)(host))]
  const shown = found.slice(0, 4).join(', ')
  if (found.length === 0) {
    return check(
      false,
      `The name “${host}” is not known to DNS: no phone can find it.`,
      `Enter it in the router (DNS, “local names”) with ${own}, or add ${own} to the site and open that.`,
    )
  }
  if (found.some((one) => addresses.includes(one)))
    return check(true, `“${host}” leads to this computer (${shown}).`, null)
  if (found.every(loopback)) {
    return check(
      null,
      `Here “${host}” leads to ${shown}, this computer itself; what other devices are told cannot be seen from here.`,
      `Look whether the router or DNS knows it with ${own}; an entry in this computer’s hosts file helps nobody else.`,
    )
  }
  if (found.every(atHome)) {
    return check(false, `“${host}” leads to ${shown}, which is not this computer.`, `Let DNS lead it to ${own}.`)
  }
  return check(
    null,
    `“${host}” leads to ${shown} on the internet.`,
    `If that is your router, it has to forward port ${listen.port} to ${own}.`,
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
    ...options.hosts.map((host) => told(checkName(host, options))),
  ])
}
