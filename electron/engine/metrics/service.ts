import type { Metrics as MetricsSettings } from '../../../shared/contract/settings.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Problem } from '../../../shared/transport.ts'
import type { GateActivity } from '../../gate/protocol.ts'
import type { Context } from '../app/context.ts'
import { collect } from './collect.ts'
import { createCounts } from './counts.ts'
import { serveMetrics, type MetricsServer } from './server.ts'
import { writeMetrics } from './text.ts'
import { message, verbatim, type Message } from '../../../shared/messages/message.ts'

export interface Metrics {
  show(): MetricsSettings
  /**
   * Opens, moves or closes the page; nothing is changed when it cannot be opened.
   * @throws AppError "app/metrics-port"
   */
  set(wanted: { port: number | null; deviceNames: boolean }): Promise<void>
  /** Opens the page where the settings say so; a failure is told by `show`. */
  start(): Promise<void>
  count(lines: readonly GateActivity[]): void
  forget(siteId: string): void
  stop(): Promise<void>
}

const WORDS: Readonly<Record<string, Message>> = {
  EADDRINUSE: message('parts.port.used'),
  EACCES: message('parts.port.forbidden'),
}

/** Metrics for monitoring systems: off until a port is chosen. */
export function createMetrics(context: Context, inbox: () => readonly { readonly kind: string }[]): Metrics {
  const { settings } = context.store
  const counts = createCounts()
  let open: { readonly port: number; readonly server: MetricsServer } | null = null
  let problem: Problem | null = null

  const wanted = (): number | null => settings.number('metrics-port', null)
  const deviceNames = (): boolean => settings.flag('metrics-device-names', false)
  const write = (): string => writeMetrics(collect(context, counts, inbox(), deviceNames()))

  const use = async (port: number | null): Promise<void> => {
    if (open?.port === port) return
    const before = open
    // A program that runs for one command leaves the port to the one that stays.
    const next = port === null || !context.deps.startSites ? null : await listen(port)
    open = next
    problem = null
    await before?.server.close()
  }
  const listen = async (port: number) => {
    try {
      return { port, server: await serveMetrics(port, write) }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      const unknown = code === '' ? message('parts.port.failed') : verbatim(code)
      throw new AppError('app/metrics-port', { port, problem: WORDS[code] ?? unknown })
    }
  }

  return {
    show: () => ({ port: wanted(), deviceNames: deviceNames(), problem }),
    async set({ port, deviceNames: names }) {
      await use(port)
      context.store.sql.transaction(() => {
        settings.setNumber('metrics-port', port)
        settings.setFlag('metrics-device-names', names)
      })
    },
    async start() {
      try {
        await use(wanted())
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        problem = error.toProblem()
      }
    },
    count: (lines) => counts.add(lines),
    forget: (siteId) => counts.forget(siteId),
    async stop() {
      await open?.server.close()
      open = null
    },
  }
}
