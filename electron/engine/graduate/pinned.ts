import tls from 'node:tls'
import { isIP } from 'node:net'
import { readPeerSafely } from '../../pki/tls-peer.ts'
import { toPem } from '../../pki/x509/pem.ts'
import type { SiteRecord } from '../store/sites.ts'

/** Milliseconds that a device has to show its certificate. */
const TIMEOUT = 4000

/**
 * The certificate that a site knows its upstream by, fetched from the upstream: only its fingerprint is kept, and
 * other servers want the whole. Nothing is sent. @returns PEM, or null when it did not answer or shows another one
 */
export function fetchPinned({ upstream, options }: SiteRecord): Promise<string | null> {
  const { trust, serverName } = options.upstreamTls
  if (trust.by !== 'fingerprint' || !upstream.startsWith('https:')) return Promise.resolve(null)
  const url = new URL(upstream)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const name = serverName ?? host
  return new Promise((resolve) => {
    const socket = readPeerSafely(
      tls.connect({
        host,
        port: url.port === '' ? 443 : Number(url.port),
        servername: isIP(name) === 0 ? name : '',
        // It is told by its fingerprint, and by nothing else.
        rejectUnauthorized: false,
      }),
    )
    const end = (pem: string | null): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(pem)
    }
    const timer = setTimeout(() => end(null), TIMEOUT)
    socket.on('error', () => end(null))
    socket.on('secureConnect', () => {
      const shown = socket.getPeerX509Certificate()
      const same = shown?.fingerprint256.replaceAll(':', '') === trust.fingerprint
      end(shown && same ? toPem('CERTIFICATE', shown.raw) : null)
    })
  })
}
