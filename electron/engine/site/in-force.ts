import type { Site } from '../../../shared/contract/site.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Context } from '../app/context.ts'
import { viewSite } from './view.ts'

/**
 * Puts a change of a site in force. What the gate refuses is taken back with `undo`: the old state stays, and the
 * caller is told. @throws AppError "site/policy-refused"
 */
export async function putInForce({ store, enforcer }: Context, id: string, undo: () => void): Promise<void> {
  const refusal = async (): Promise<AppError | null> => {
    await enforcer.sync()
    const site = store.sites.find(id)
    const { problem } = site ? enforcer.stateOf(site) : { problem: null }
    return problem?.code === 'site/policy-refused' ? AppError.fromProblem(problem) : null
  }
  // A gate that also refuses what is left without this site makes `sync` itself fail.
  const refused = await refusal().catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'site/policy-refused') return error
    throw error
  })
  if (!refused) return
  store.sql.transaction(() => {
    // Removed meanwhile: then there is nothing to take back.
    if (store.sites.find(id)) undo()
  })
  await enforcer.sync()
  throw refused
}

/** Tells the windows what a site is now. @throws AppError "site/not-found" when it is gone */
export function announceSite(context: Context, id: string): Site {
  const site = context.store.sites.find(id)
  if (!site) throw new AppError('site/not-found', { name: id })
  const view = viewSite(context, site)
  context.emit('site.changed', view)
  return view
}
