import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEngine } from '../../electron/engine/index.ts'
import type { EngineDeps } from '../../electron/engine/deps.ts'
import type { Engine } from '../../electron/engine/engine.ts'
import { createDispatcher } from '../../electron/rpc/dispatch.ts'
import { createClient, type Client } from '../../shared/client.ts'
import { createStandInGate, type StandInGate } from './stand-in-gate.ts'

/** The reading thread as source. */
export const UNTRUSTED_WORKER = fileURLToPath(new URL('../../electron/engine/untrusted/worker.ts', import.meta.url))

export { PASSPHRASE } from './passphrase.ts'

/** The one of the program, but for what it knows of one passphrase. */
const READING_THREAD = fileURLToPath(new URL('reading-thread.ts', import.meta.url))

/** For tests of something else: the real cost is a third of a second and 128 MiB for every passphrase. */
const CHEAP = { n: 2 ** 10, r: 8, p: 1 }

export interface TestEngine {
  readonly engine: Engine
  readonly client: Client
  readonly gate: StandInGate
  readonly folder: string
  /** Errors that were bugs; a test that ends with one should fail. */
  readonly bugs: unknown[]
}

/** A new folder under the system's temporary one. The caller removes it. */
export function temporaryFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-test-'))
}

/** An engine on a stand-in gate, called through the dispatcher as every window calls it. */
export async function startEngine(folder: string, deps: Partial<EngineDeps> = {}): Promise<TestEngine> {
  const gate = createStandInGate()
  const engine = await createEngine({
    dataFolder: folder,
    shell: 'headless',
    version: '0.0.0-test',
    gate,
    startSites: true,
    untrustedWorker: READING_THREAD,
    passphraseCost: CHEAP,
    ...deps,
  })
  const bugs: unknown[] = []
  const client = createClient(createDispatcher(engine, { onBug: (_method, error) => void bugs.push(error) }))
  return { engine, client, gate, folder, bugs }
}
