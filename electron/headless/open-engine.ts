import path from 'node:path'
import { visibleText } from '../../shared/visible-text.ts'
import type { GateLauncher, ShellFeatures } from '../engine/deps.ts'
import { defaultStateFolder } from '../engine/data-folder.ts'
import { createEngine } from '../engine/index.ts'
import { createKnownFolders } from '../engine/known-folders.ts'
import { createDispatcher, type Dispatcher } from '../rpc/dispatch.ts'
import { gateLauncher } from './gate-launcher.ts'
import { readerFile, releases, version } from './package.ts'

/** An engine of this process and the way into it. */
export interface OpenEngine {
  readonly transport: Dispatcher
  close(): Promise<void>
}

/** Opens the data folder. @throws AppError store/… */
export async function openEngine(options: {
  dataFolder: string
  shell: 'headless' | 'cli'
  startSites: boolean
  features?: ShellFeatures
  /** Default: a gate of its own. */
  gate?: GateLauncher
}): Promise<OpenEngine> {
  const source = releases()
  const engine = await createEngine({
    ...(source === undefined ? {} : { releases: source }),
    gate: gateLauncher,
    knownFolders: createKnownFolders(path.join(defaultStateFolder(), 'folders.json'), Date.now),
    ...options,
    version: version(),
    untrustedWorker: readerFile(),
  })
  const transport = createDispatcher(engine, {
    onBug(method, error) {
      // The stack, never the input: it may hold a passphrase.
      engine.log.bug(method, error)
      process.stderr.write(
        visibleText(`vestibule: ${method}: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}\n`),
      )
    },
  })
  return { transport, close: () => engine.close() }
}
