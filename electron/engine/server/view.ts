import type { Server, ServerStatus } from '../../../shared/contract/server.ts'
import { REMIND } from '../../../shared/reminders.ts'
import { instant } from '../app/context.ts'
import { hostsOf, type ServerRow } from '../store/servers.ts'

const DAY = 86_400_000

function statusOf({ not_after: notAfter, revoked_at: revokedAt }: ServerRow, now: number): ServerStatus {
  if (revokedAt !== null) return 'revoked'
  if (now > notAfter) return 'expired'
  return notAfter - now <= REMIND.server[0] * DAY ? 'expiring' : 'active'
}

/** A server as the contract shows it. @param now milliseconds since 1970 */
export function viewServer(row: ServerRow, now: number): Server {
  return {
    id: row.id,
    name: row.name,
    hosts: hostsOf(row),
    status: statusOf(row, now),
    createdAt: instant(row.created_at),
    serial: row.serial,
    fingerprint: row.fingerprint,
    notBefore: instant(row.not_before),
    notAfter: instant(row.not_after),
    keyType: row.key_type,
    hasKey: row.has_key === 1,
    authorityId: row.authority_id,
  }
}
