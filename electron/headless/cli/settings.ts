import type { Input } from '../../../shared/contract/index.ts'
import { LogAddresses } from '../../../shared/contract/log.ts'
import type { Settings } from '../../../shared/contract/settings.ts'
import { languageChoices, type LanguageChoice } from '../../../shared/language.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import { given, onOff, text, UsageError, whole, type CommandContext, type Commands } from './command.ts'

function describe(settings: Texts<Settings>): string {
  const { activity, metrics } = settings
  const onOrOff = (on: boolean): string => (on ? 'on' : 'off')
  return [
    `language        ${settings.language === 'auto' ? 'auto (as the system)' : settings.language}`,
    `notifications   ${onOrOff(settings.notifications)}`,
    `activity        ${activity.lines} lines, ${activity.days === null ? 'of any age' : `${activity.days} days`}`,
    `metrics         ${metrics.port === null ? 'off' : `http://127.0.0.1:${metrics.port}/metrics`}`,
    `log             addresses ${settings.logAddresses}`,
    `device names    ${onOrOff(metrics.deviceNames)} (in the metrics)`,
    ...(metrics.problem === null
      ? []
      : [`problem         ${metrics.problem.message}`, `                ${metrics.problem.remedy}`]),
  ].join('\n')
}

/** A whole number, or a word for none. @throws UsageError */
function wholeOr(context: CommandContext, name: string, none: string): number | null | undefined {
  const value = text(context, name)
  if (value === none) return null
  if (value !== undefined && !/^\d{1,9}$/.test(value))
    throw new UsageError(`--${name} must be a whole number or ${none}`)
  return whole(context, name)
}

/** A language, or `auto`. @throws UsageError */
function languageOf(context: CommandContext): LanguageChoice | undefined {
  const wanted = text(context, 'language')
  if (wanted === undefined) return undefined
  const found = languageChoices.find((one) => one === wanted)
  if (!found) throw new UsageError(`--language must be one of ${languageChoices.join(', ')}`)
  return found
}

/** @throws UsageError */
function addressesOf(context: CommandContext): LogAddresses | undefined {
  const wanted = text(context, 'log-addresses')
  if (wanted === undefined) return undefined
  const found = LogAddresses.options.find((one) => one === wanted)
  if (!found) throw new UsageError(`--log-addresses must be one of ${LogAddresses.options.join(', ')}`)
  return found
}

export const settingsCommands: Commands = {
  show: {
    usage: '',
    summary: 'show what can be set',
    options: {},
    words: [0, 0],
    async run(context) {
      const client = await context.connect()
      const settings = await client.call('settings.show', {})
      return { value: settings, text: describe(context.said(settings)) }
    },
  },
  set: {
    usage: `[--language ${languageChoices.join('|')}] [--notifications on|off] [--activity-days N|all] [--activity-lines N] [--metrics-port N|off] [--metrics-device-names on|off] [--log-addresses ${LogAddresses.options.join('|')}]`,
    summary: 'change settings',
    options: {
      language: { type: 'string' },
      notifications: { type: 'string' },
      'activity-days': { type: 'string' },
      'activity-lines': { type: 'string' },
      'metrics-port': { type: 'string' },
      'metrics-device-names': { type: 'string' },
      'log-addresses': { type: 'string' },
    },
    words: [0, 0],
    async run(context) {
      const language = languageOf(context)
      const notifications = onOff(context, 'notifications')
      const days = wholeOr(context, 'activity-days', 'all')
      const lines = whole(context, 'activity-lines')
      const port = wholeOr(context, 'metrics-port', 'off')
      const deviceNames = onOff(context, 'metrics-device-names')
      const logAddresses = addressesOf(context)
      const client = await context.connect()
      const before = await client.call('settings.show', {})
      const wanted: Input<'settings.set'> = given({
        language,
        logAddresses,
        notifications,
        activity:
          days === undefined && lines === undefined
            ? undefined
            : { days: days === undefined ? before.activity.days : days, lines: lines ?? before.activity.lines },
        metrics:
          port === undefined && deviceNames === undefined
            ? undefined
            : {
                port: port === undefined ? before.metrics.port : port,
                deviceNames: deviceNames ?? before.metrics.deviceNames,
              },
      })
      const settings = await client.call('settings.set', wanted)
      return { value: settings, text: describe(context.said(settings)) }
    },
  },
}
