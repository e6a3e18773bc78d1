import type { EventPayload } from '../../shared/contract/index.ts'
import type { Knock, WatchDiagnosis } from '../../shared/contract/watch.ts'
import type { Texts } from '../../shared/messages/json.ts'
import type { TestEngine } from './engine.ts'
import { until } from './gate.ts'
import { said } from './said.ts'

export interface WatchedDoor {
  /** As they are told, in English. */
  readonly knocks: readonly Texts<Knock>[]
  /** Ends the watch. */
  stop(): Promise<Texts<WatchDiagnosis>>
}

/** Begins to watch; answers when the checks of the way are done, which come from this computer as visitors do here. */
export async function watchDoor({ client }: Pick<TestEngine, 'client'>, site = 'Camera'): Promise<WatchedDoor> {
  const runId = `run-${Math.random().toString(36).slice(2)}`
  const knocks: Texts<Knock>[] = []
  const checks: EventPayload<'diagnosis.check'>[] = []
  const off = [
    client.on('diagnosis.knock', (event) => event.runId === runId && knocks.push(said(event.knock))),
    client.on('diagnosis.check', (event) => event.runId === runId && checks.push(event)),
  ]
  const running = client.call('diagnosis.watch', { site, runId, seconds: 100 })
  const { hosts } = await client.call('site.show', { site })
  await until(() => checks.length >= 2 + hosts.length)
  // What happens in the millisecond of the last check still counts as ours.
  const now = Date.now()
  await until(() => Date.now() > now + 1)
  return {
    knocks,
    async stop() {
      await client.call('app.cancel', { runId })
      for (const one of off) one()
      return said(await running)
    },
  }
}
