import type { Settings } from '../../../shared/contract/settings.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Engine } from '../engine.ts'
import type { Context } from './context.ts'

type Methods = Pick<Engine['methods'], 'settings.show' | 'settings.set' | 'app.share' | 'app.opened' | 'app.entrance'>

/** What the owner can set, and what only the shell can do. */
export function createSettingsService(context: Context): Methods {
  const { store, deps } = context
  const { features = {} } = deps

  const show = async (): Promise<Settings> => ({
    openAtLogin: features.login ? await features.login.get() : null,
    notifications: store.settings.flag('notifications', true),
    handoffAddress: store.settings.text('handoff-address'),
  })

  return {
    'settings.show': show,

    'settings.set': async ({ openAtLogin, notifications, handoffAddress }) => {
      if (openAtLogin !== undefined) {
        // First, because it is the part that can fail.
        if (!features.login) throw new AppError('app/not-in-this-shell', { what: 'open at login' })
        await features.login.set(openAtLogin)
      }
      if (notifications !== undefined) store.settings.setFlag('notifications', notifications)
      if (handoffAddress !== undefined) store.settings.setText('handoff-address', handoffAddress)
      const settings = await show()
      context.emit('settings.changed', settings)
      return settings
    },

    'app.share': async ({ file }) => {
      if (!features.share) throw new AppError('app/not-in-this-shell', { what: 'open a share sheet' })
      await features.share(file)
      return {}
    },

    'app.opened': async ({ id }) => {
      const file = await features.takeOpened?.(id)
      if (!file) throw new AppError('app/not-opened')
      return file
    },

    'app.entrance': async () => {
      if (!features.entrance) throw new AppError('app/not-in-this-shell', { what: 'be opened in a browser' })
      return { url: features.entrance() }
    },
  }
}
