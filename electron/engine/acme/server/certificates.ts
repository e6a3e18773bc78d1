import { createPublicKey } from 'node:crypto'
import { z } from 'zod'
import type { RevocationReason } from '../../../../shared/contract/common.ts'
import { DerError } from '../../../pki/asn1/der-reader.ts'
import { readCertificate } from '../../../pki/x509/certificate.ts'
import { fromPem } from '../../../pki/x509/pem.ts'
import type { IssuedRow } from '../../store/acme-server.ts'
import { shaped } from './accounts.ts'
import { jsonAnswer } from './answers.ts'
import type { Authenticated } from './authenticate.ts'
import { openJwk } from './read-jws.ts'
import { malformed, notFound, Refusal, unauthorized } from './refusal.ts'
import type { AcmeServerDeps, ServerResponse } from './types.ts'

const Revoke = z.object({
  certificate: z.string().regex(/^[A-Za-z0-9_-]{1,40000}$/),
  reason: z.optional(z.int()),
})

/** CRLReason (RFC 5280 §5.3.1) that a client may give. */
const REASONS: ReadonlyMap<number, RevocationReason> = new Map([
  [0, 'unspecified'],
  [1, 'key-compromise'],
  [4, 'superseded'],
  [5, 'cessation'],
])

const HOUR_MS = 3_600_000
/** How often clients ask about a renewal. Seconds. */
const RENEWAL_RETRY_AFTER_S = 6 * 3600

export interface CertificateResources {
  /** @param alternate 0 for the usual chain */
  download(request: Authenticated, id: string, alternate: number): ServerResponse
  revoke(request: Authenticated): Promise<ServerResponse>
  /** RFC 9773; asked without a signature. */
  renewalInfo(renewalId: string): ServerResponse
}

export function createCertificateResources(deps: AcmeServerDeps): CertificateResources {
  const { store, now } = deps
  const at = (path: string): string => `${deps.settings().base}/acme${path}`

  /** RFC 8555 §7.6: an account that has shown by now that all the names are its own. */
  const holdsAll = (clientId: string, names: readonly string[]): boolean => {
    const held = new Set(
      store
        .orders(clientId, 1000)
        .filter((order) => order.expiresAt > now())
        .flatMap((order) => order.state.authorizations)
        .filter((one) => one.status === 'valid')
        .map((one) => (one.wildcard ? `*.${one.name}` : one.name)),
    )
    return names.every((name) => held.has(name))
  }

  const mayRevoke = ({ client, jwk }: Authenticated, issued: IssuedRow, spki: Uint8Array): boolean => {
    if (client) return issued.clientId === client.id || holdsAll(client.id, issued.names)
    const signedBy = openJwk(jwk).export({ type: 'spki', format: 'der' })
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
      .export({ type: 'spki', format: 'der' })
      .equals(signedBy)
  }

  return {
    download({ client }, id, alternate) {
      const issued = store.issued(id)
      if (!client) throw malformed('This must be signed with an account.')
      if (!issued) throw notFound()
      if (issued.clientId !== client.id) throw unauthorized('That belongs to another account.')
      const chain = issued.chains[alternate]
      if (chain === undefined) throw notFound()
      const links = issued.chains.flatMap((_, place) =>
        place === alternate ? [] : [`<${at(`/cert/${id}${place === 0 ? '' : `/${place}`}`)}>;rel="alternate"`],
      )
      return {
        status: 200,
        headers: {
          'content-type': 'application/pem-certificate-chain',
          ...(links.length > 0 ? { link: links.join(', ') } : {}),
        },
        body: chain,
      }
    },

    async revoke(request) {
      const { certificate, reason = 0 } = shaped(Revoke, request.payload)
      const der = Buffer.from(certificate, 'base64url')
      const because = REASONS.get(reason)
      if (!because) {
        throw new Refusal('badRevocationReason', `The reasons are ${[...REASONS.keys()].join(', ')}.`)
      }
      let raw
      try {
        raw = readCertificate(der)
      } catch (error) {
        if (error instanceof DerError) throw malformed('The certificate cannot be read.')
        throw error
      }
      const certificateId = deps.findCertificate(der)
      const issued = certificateId === null ? undefined : store.issuedByCertificate(certificateId)
      if (!issued || certificateId === null)
        throw new Refusal('malformed', 'That was not issued here.', { status: 404 })
      if (!mayRevoke(request, issued, raw.spki)) throw unauthorized('That belongs to another account.')
      if (deps.isRevoked(certificateId)) throw new Refusal('alreadyRevoked', 'It is revoked already.')
      await deps.revoke(certificateId, because)
      return { status: 200, headers: {}, body: '' }
    },

    renewalInfo(renewalId) {
      const issued = store.issuedByRenewalId(renewalId)
      const der = fromPem(issued?.chains[0] ?? '')[0]?.der
      if (!issued || !der) throw notFound()
      const { notBefore, notAfter } = readCertificate(der)
      const life = notAfter.getTime() - notBefore.getTime()
      const dueAt = notBefore.getTime() + Math.floor((life * 2) / 3)
      // What is revoked is to be replaced at once: a window that has passed (RFC 9773 §4.2).
      const start = deps.isRevoked(issued.certificateId) ? Math.min(dueAt, now()) - 2 * HOUR_MS : dueAt
      const end = start + Math.max(HOUR_MS, Math.floor(life / 20))
      return jsonAnswer(
        200,
        {
          suggestedWindow: {
            start: new Date(start).toISOString(),
            end: new Date(deps.isRevoked(issued.certificateId) ? start + HOUR_MS : end).toISOString(),
          },
        },
        { 'retry-after': String(RENEWAL_RETRY_AFTER_S) },
      )
    },
  }
}
