import net, { isIP } from 'node:net'
import tls, { type ConnectionOptions, type TLSSocket } from 'node:tls'
import { CHAIN_TOO_LONG, OTHER_CERTIFICATE, OWN_FAILURE } from '../../../shared/upstream-causes.ts'
import { buildPaths } from '../../pki/chain.ts'
import { tryParseCertificate, type Certificate } from '../../pki/path/certificate.ts'
import { readPeerSafely } from '../../pki/tls-peer.ts'
import { toDer } from '../../pki/x509/pem.ts'
import type { UpstreamTlsPolicy } from '../protocol.ts'
import { pemBlocks, type CompiledUpstream } from './compile.ts'

/**
 * Opens a connection to one upstream. `done` gets a socket only when the upstream has proved itself.
 * @returns a function that gives the attempt up: then `done` is not called
 */
export type Connect = (
  done: (...outcome: [error: Error, socket: null] | [error: null, socket: net.Socket]) => void,
) => () => void

/** Milliseconds for name, connection and handshake together. */
const CONNECT_TIMEOUT_MS = 10_000
/** A vanished peer is noticed, and routers keep idle connections open. Milliseconds. */
const KEEP_ALIVE_DELAY_MS = 60_000

function coded(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** The authorities that this computer trusts; those that come with the program where the system has none. */
function publicRoots(): string[] {
  // Absent before Node 22.15: those that come with the program are there in every version.
  const { getCACertificates } = tls as Partial<typeof tls>
  if (!getCACertificates) return [...tls.rootCertificates]
  const system = getCACertificates('system')
  return system.length > 0 ? system : getCACertificates('bundled')
}

/** Certificates that an upstream sends along; nobody has more. */
const MAX_SENT = 32

/**
 * How many certificates stand above the leaf up to the first one that is trusted; Infinity without one. The handshake has
 * verified the chain: this only counts.
 */
function distance(socket: TLSSocket, trusted: readonly Certificate[]): number {
  const sent: Certificate[] = []
  for (let one = socket.getPeerX509Certificate(); one && sent.length < MAX_SENT; one = one.issuerCertificate) {
    const certificate = tryParseCertificate(one.raw)
    if (certificate) sent.push(certificate)
  }
  const [leaf, ...pool] = sent
  const paths = leaf ? buildPaths(leaf, { anchors: trusted, pool }) : []
  return Math.min(...paths.map((path) => path.length - 1))
}

/** What a TLS upstream is told and asked, made once: reading hundreds of authorities for each connection is slow. */
interface TlsSide {
  begin(socket: net.Socket): TLSSocket
  /** What is wrong with the upstream, now that the handshake is done; null when it is the right one. */
  objection(socket: TLSSocket): Error | null
}

function tlsSide(
  host: string,
  { trust, depth, serverName, identity }: UpstreamTlsPolicy,
  protocols: readonly string[],
): TlsSide {
  const expected = serverName ?? host
  const pinned = trust.by === 'fingerprint' ? trust.fingerprint : null
  const roots = trust.by === 'system' ? publicRoots() : trust.by === 'authority' ? pemBlocks(trust.pem) : []
  const known =
    depth === null
      ? []
      : roots.flatMap((pem) => toDer(pem, ['CERTIFICATE']) ?? []).flatMap((der) => tryParseCertificate(der) ?? [])
  const options: ConnectionOptions = {
    secureContext: tls.createSecureContext({
      // One certificate and no other needs no authority.
      ...(pinned === null && { ca: roots }),
      // An intermediate may be trusted without its root: what the owner gave is what is trusted.
      allowPartialTrustChain: trust.by === 'authority',
      minVersion: 'TLSv1.2',
      ...(identity && { cert: identity.certPem, key: identity.keyPem }),
    }),
    rejectUnauthorized: pinned === null,
    ALPNProtocols: [...protocols],
    // IP addresses are no server names (RFC 6066 §3).
    servername: isIP(expected) === 0 ? expected : '',
    checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(expected, certificate),
  }
  return {
    begin: (socket) => readPeerSafely(tls.connect({ ...options, socket })),
    objection(socket) {
      if (pinned !== null) {
        const shown = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '')
        return shown === pinned ? null : coded(OTHER_CERTIFICATE)
      }
      if (!socket.authorized) return coded(String(socket.authorizationError))
      const tooFar = depth !== null && distance(socket, known) > depth
      return tooFar ? coded(CHAIN_TOO_LONG) : null
    },
  }
}

/** The way to one upstream. Its TLS side is made with the first connection. @param protocols that it may choose of (ALPN) */
export function connector(
  { url, tls: policy }: CompiledUpstream,
  protocols: readonly string[] = ['http/1.1'],
): Connect {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? (policy ? 443 : 80) : Number(url.port)
  let side: TlsSide | null = null

  return (done) => {
    const plain = net.connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS,
    })
    let socket = plain
    let over = false
    const finish = (error: Error | null): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      socket.off('error', finish)
      plain.off('error', finish)
      if (!error) {
        done(null, socket)
        return
      }
      discard()
      done(error, null)
    }
    const discard = (): void => {
      for (const one of [socket, plain]) one.on('error', () => undefined).destroy()
    }
    const giveUp = (): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      discard()
    }
    const timer = setTimeout(() => finish(coded('ETIMEDOUT')), CONNECT_TIMEOUT_MS)
    plain.once('error', finish)
    if (!policy) {
      plain.once('connect', () => finish(null))
      return giveUp
    }
    try {
      side ??= tlsSide(host, policy, protocols)
      const known = side
      const secure = known.begin(plain)
      socket = secure
      secure.once('error', finish)
      secure.once('secureConnect', () => finish(known.objection(secure)))
    } catch (error) {
      // What the TLS library refuses to use: a key of a kind or size that it does not know.
      const known = error instanceof Error && 'code' in error ? error : coded(OWN_FAILURE)
      process.nextTick(finish, known)
    }
    return giveUp
  }
}
