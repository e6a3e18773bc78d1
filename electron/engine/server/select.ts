import { AppError } from '../../../shared/errors/index.ts'
import type { Context } from '../app/context.ts'
import type { ServerRow } from '../store/servers.ts'

/** A server by id, name, serial or fingerprint. @throws AppError "server/not-found", "server/ambiguous" */
export function selectServer({ store }: Context, selector: string): ServerRow {
  const [only, ...others] = store.servers.select(selector)
  if (!only) throw new AppError('server/not-found', { name: selector })
  if (others.length > 0) throw new AppError('server/ambiguous', { name: selector })
  return only
}

/** A server by its id, after a change. @throws AppError "server/not-found" when it is gone meanwhile */
export function rereadServer({ store }: Context, { id, name }: Pick<ServerRow, 'id' | 'name'>): ServerRow {
  const row = store.servers.find(id)
  if (!row) throw new AppError('server/not-found', { name })
  return row
}
