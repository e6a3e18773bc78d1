import { AppError } from '../../../shared/errors/index.ts'
import type { Context } from '../app/context.ts'
import { revokeCertificates } from '../authority/revocation.ts'
import type { Engine } from '../engine.ts'
import type { RevocableRow } from '../store/devices.ts'
import { rereadServer, selectServer } from './select.ts'
import { viewServer } from './view.ts'

/** Ending a server: its certificates are in the next list of their authority. */
export function createRevokeMethods(context: Context): Pick<Engine['methods'], 'server.revoke' | 'server.remove'> {
  const { store } = context

  /** A hold, which only a revocation by serial number can have made, becomes one for good. */
  const revocable = (id: string): RevocableRow[] =>
    store.servers.certificates(id).filter((one) => one.revoked_at === null || one.revocation_reason === 'hold')

  return {
    'server.revoke': async ({ server: selector, reason }) => {
      const selected = selectServer(context, selector)
      const all = (): RevocableRow[] => revocable(rereadServer(context, selected).id)
      const revoked = all().length === 0 ? [] : await revokeCertificates(context, all, reason)
      if (revoked.length === 0) throw new AppError('server/already-revoked', { name: selected.name })
      const server = viewServer(rereadServer(context, selected), context.now())
      context.emit('server.changed', server)
      return server
    },
    'server.remove': async ({ server }) => {
      const selected = selectServer(context, server)
      const left = (): RevocableRow[] => revocable(rereadServer(context, selected).id)
      await revokeCertificates(context, left, 'cessation', () => store.servers.remove(selected.id))
      context.emit('server.removed', { id: selected.id })
      return { id: selected.id }
    },
  }
}
