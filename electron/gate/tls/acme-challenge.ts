import type net from 'node:net'
import tls from 'node:tls'
import { PolicyProblem } from '../policy-problem.ts'
import type { TlsChallenge } from '../protocol.ts'
import { offeredProtocols } from './alpn.ts'
import { fatalAlert } from './client-hello.ts'
import { endWith } from './end-with-visitor.ts'

/** RFC 8737 §6.2. */
const ACME_TLS = 'acme-tls/1'

/** An authority has no longer for its handshake. Milliseconds. */
const HANDSHAKE_TIMEOUT_MS = 10_000

/** Alert no_application_protocol (RFC 7301 §3.2). */
const NO_APPLICATION_PROTOCOL = 120

/**
 * Answers tls-alpn-01 (RFC 8737) at the ports of the sites. Such a connection is told by its ClientHello alone, is shown
 * the certificate of its challenge and ended after the handshake: it never gets to a site, nor to HTTP.
 */
export interface ChallengeAnswerer {
  /** @throws PolicyProblem for a certificate that cannot be used; then the ones before stay */
  use(challenges: readonly TlsChallenge[]): void
  /**
   * Takes a connection whose hello offers `acme-tls/1` and nothing else (RFC 8737 §3).
   * @param data all that has come; it is put back @param serverName normalised @returns false for every other visitor
   */
  take(socket: net.Socket, data: Buffer, serverName: string | null): boolean
}

export function createChallengeAnswerer(): ChallengeAnswerer {
  let contexts = new Map<string, tls.SecureContext>()
  const server = tls.createServer({
    ALPNProtocols: [ACME_TLS],
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    SNICallback: (name, done) => done(null, contexts.get(name.toLowerCase().replace(/\.$/, ''))),
  })
  server.on('secureConnection', (socket) => {
    socket.on('error', ignore)
    // Nothing is said: the handshake was the answer.
    endWith(socket, '')
  })
  server.on('tlsClientError', (_error, socket) => {
    socket.on('error', ignore)
    socket.destroy()
  })
  return {
    use(challenges) {
      const next = new Map<string, tls.SecureContext>()
      for (const { serverName, certPem, keyPem } of challenges) {
        try {
          next.set(serverName, tls.createSecureContext({ cert: certPem, key: keyPem }))
        } catch {
          throw new PolicyProblem('challenge', { name: serverName })
        }
      }
      contexts = next
    },
    take(socket, data, serverName) {
      const offered = offeredProtocols(data)
      if (offered.length !== 1 || offered[0] !== ACME_TLS) return false
      if (serverName === null || !contexts.has(serverName)) {
        endWith(socket, fatalAlert(NO_APPLICATION_PROTOCOL))
        return true
      }
      socket.pause()
      socket.unshift(data)
      server.emit('connection', socket)
      return true
    },
  }
}

function ignore(): void {}
