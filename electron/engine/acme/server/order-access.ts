import type { AcmeClientRow, AcmeServerStore, ServerAuthorization, ServerOrderRow } from '../../store/acme-server.ts'
import type { Authenticated } from './authenticate.ts'
import { malformed, notFound, unauthorized } from './refusal.ts'

/** Seconds after which a client asks again while the owner thinks. */
export const WAIT_RETRY_AFTER_S = 3

/** RFC 8555 §7.1.6. */
export function statusOf({ state, expiresAt }: ServerOrderRow, now: number): string {
  if (state.issuedId !== null) return 'valid'
  const statuses = state.authorizations.map((one) => one.status)
  if (state.error !== null || now >= expiresAt) return 'invalid'
  if (statuses.some((status) => status === 'invalid' || status === 'deactivated')) return 'invalid'
  return statuses.every((status) => status === 'valid') ? 'ready' : 'pending'
}

/** The order of a request, and who asks. @throws Refusal where it is not theirs */
export function findOrder(
  store: AcmeServerStore,
  { client }: Authenticated,
  id: string,
): { row: ServerOrderRow; client: AcmeClientRow } {
  const row = store.order(id)
  if (!client) throw malformed('This must be signed with an account.')
  if (!row) throw notFound()
  if (row.clientId !== client.id) throw unauthorized('That belongs to another account.')
  return { row, client }
}

/** As the client asked for it. */
export function fullName({ name, wildcard }: ServerAuthorization): string {
  return wildcard ? `*.${name}` : name
}
