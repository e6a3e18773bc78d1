import { AppError } from '../../../shared/errors/index.ts'
import type { Engine } from '../engine.ts'
import type { ShellFeatures } from '../deps.ts'
import { currentCaller } from './caller.ts'
import { message } from '../../../shared/messages/message.ts'

type Methods = Pick<Engine['methods'], 'session.list' | 'session.end' | 'session.endAll' | 'app.entrance'>

/** Browsers that were let into the interface. The shell that serves it keeps them; other shells have none. */
export function createSessionService({ entrance, sessions }: ShellFeatures): Methods {
  const list = () => {
    const { session: current } = currentCaller()
    return (sessions?.list() ?? []).map((one) => ({ ...one, current: one.id === current }))
  }
  const endAll = (which: (session: { readonly current: boolean }) => boolean): number =>
    list().filter((one) => which(one) && sessions?.end(one.id) === true).length

  return {
    'session.list': async () => list(),
    'session.end': async ({ id }) => {
      if (sessions?.end(id) !== true) throw new AppError('session/not-found')
      return { id }
    },
    'session.endAll': async ({ keepCurrent }) => ({ ended: endAll(({ current }) => !(keepCurrent && current)) }),
    'app.entrance': async ({ endSessions }) => {
      if (!entrance) throw new AppError('app/not-in-this-shell', { what: message('parts.shell.browser') })
      if (endSessions) endAll(() => true)
      return { url: entrance() }
    },
  }
}
