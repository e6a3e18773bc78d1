import type { Settings } from '../../../shared/contract/settings.ts'
import { languageChoices } from '../../../shared/language.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Engine } from '../engine.ts'
import type { Metrics } from '../metrics/service.ts'
import { chosenAddresses } from '../log/addresses.ts'
import type { Context } from './context.ts'
import { message } from '../../../shared/messages/message.ts'
import { createQueue } from './queue.ts'

type Methods = Pick<Engine['methods'], 'settings.show' | 'settings.set' | 'app.share' | 'app.opened'>

/** What the owner can set, and what only the shell can do. */
export function createSettingsService(context: Context, metrics: Metrics): Methods {
  const { store, deps } = context
  const { features = {} } = deps
  /** One change after the other: what fails puts back what was before it, and nothing else. */
  const changes = createQueue()

  const show = async (): Promise<Settings> => ({
    openAtLogin: features.login ? await features.login.get() : null,
    notifications: store.settings.flag('notifications', true),
    language: languageChoices.find((one) => one === store.settings.text('language')) ?? 'auto',
    handoffAddress: store.settings.text('handoff-address'),
    activity: context.retention.show(),
    metrics: metrics.show(),
    logAddresses: chosenAddresses(store),
  })

  return {
    'settings.show': show,

    'settings.set': (input) =>
      changes.run(async () => {
        const { openAtLogin, notifications, language, handoffAddress, activity, metrics: wanted, logAddresses } = input
        // First what can fail: the port, and the system's list of programs that open at login.
        const { port, deviceNames } = metrics.show()
        if (openAtLogin !== undefined && !features.login) {
          throw new AppError('app/not-in-this-shell', { what: message('parts.shell.openAtLogin') })
        }
        if (wanted !== undefined) await metrics.set(wanted)
        if (openAtLogin !== undefined) {
          await features.login?.set(openAtLogin).catch(async (error: unknown) => {
            if (wanted !== undefined) await metrics.set({ port, deviceNames })
            throw error
          })
        }
        if (notifications !== undefined) store.settings.setFlag('notifications', notifications)
        if (language !== undefined) store.settings.setText('language', language)
        if (handoffAddress !== undefined) store.settings.setText('handoff-address', handoffAddress)
        if (logAddresses !== undefined) store.settings.setText('log-addresses', logAddresses)
        if (activity !== undefined) context.retention.set(activity)
        const settings = await show()
        context.emit('settings.changed', settings)
        return settings
      }),

    'app.share': async ({ file }) => {
      if (!features.share) throw new AppError('app/not-in-this-shell', { what: message('parts.shell.share') })
      await features.share(file)
      return {}
    },

    'app.opened': async ({ id }) => {
      const file = await features.takeOpened?.(id)
      if (!file) throw new AppError('app/not-opened')
      return file
    },
  }
}
