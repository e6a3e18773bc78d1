import type tls from 'node:tls'
import type { CompiledSite } from './compile.ts'

/**
 * Sends what says that the server certificate is not revoked along with it, to visitors who ask for it (RFC 6066 §8),
 * for as long as it counts. The engine has fetched and checked it: the gate asks nobody.
 */
export function stapleTo(server: tls.Server, { site: { staple } }: CompiledSite): void {
  if (!staple) return
  const response = Buffer.from(staple.response, 'base64')
  server.on('OCSPRequest', (_certificate, _issuer, callback) => {
    const at = Date.now()
    callback(null, at >= staple.from && at < staple.until ? response : null)
  })
}
