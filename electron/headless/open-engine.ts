import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Transport } from '../../shared/transport.ts'
import type { ShellFeatures } from '../engine/deps.ts'
import { createEngine } from '../engine/index.ts'
import { createDispatcher } from '../rpc/dispatch.ts'
import { gateLauncher } from './gate-launcher.ts'

export const packageRoot = fileURLToPath(new URL('../../', import.meta.url))

const untrustedWorker = fileURLToPath(new URL('../engine/untrusted/worker.ts', import.meta.url))

/** Of package.json. */
export function version(): string {
  const text = readFileSync(`${packageRoot}package.json`, 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** An engine of this process and the way into it. */
export interface OpenEngine {
  readonly transport: Transport
  close(): Promise<void>
}

/** Opens the data folder. @throws AppError store/… */
export async function openEngine(options: {
  dataFolder: string
  shell: 'headless' | 'cli'
  startSites: boolean
  features?: ShellFeatures
}): Promise<OpenEngine> {
  const engine = await createEngine({ ...options, version: version(), gate: gateLauncher, untrustedWorker })
  const transport = createDispatcher(engine, {
    onBug(method, error) {
      // The stack, never the input: it may hold a passphrase.
      process.stderr.write(
        `vestibule: ${method}: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}\n`,
      )
    },
  })
  return { transport, close: () => engine.close() }
}
