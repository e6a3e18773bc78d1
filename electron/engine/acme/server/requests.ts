import type { AcmeRequestEntry } from '../../../../shared/contract/acme-server.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import { instant } from '../../app/context.ts'
import type { AcmeServerStore, ServerOrderRow } from '../../store/acme-server.ts'
import { fullName, statusOf } from './order-access.ts'

/** Makes ids that no command line takes for an option: those of orders may begin with a dash. */
const PREFIX = 'r'

/** An order in which somebody waits for the owner, and the names that it is about. */
export interface WaitingOrder {
  readonly order: ServerOrderRow
  readonly names: readonly string[]
  readonly entry: AcmeRequestEntry
}

/** Orders that wait for the owner, oldest first. What has ended meanwhile is not among them. */
export function waitingOrders(store: AcmeServerStore, now: number): WaitingOrder[] {
  return store.waiting().flatMap((order) => {
    if (statusOf(order, now) !== 'pending') return []
    const client = store.client(order.clientId)
    if (client?.status !== 'valid') return []
    const names = order.state.authorizations.filter((one) => one.status === 'waiting').map(fullName)
    const entry = {
      id: PREFIX + order.id,
      at: instant(order.createdAt),
      until: instant(order.expiresAt),
      address: order.state.address,
      names,
      contact: client.contact.map((url) => url.replace(/^mailto:/, '')),
    }
    return [{ order, names, entry }]
  })
}

/** @throws AppError acme/request-not-found */
export function findWaiting(store: AcmeServerStore, id: string, now: number): WaitingOrder {
  const found = waitingOrders(store, now).find(({ entry }) => entry.id === id)
  if (!found) throw new AppError('acme/request-not-found', { id })
  return found
}
