import path from 'node:path'
import type { Transport } from '../../shared/transport.ts'
import type { GateLauncher, ShellFeatures } from '../engine/deps.ts'
import { defaultStateFolder } from '../engine/data-folder.ts'
import { createEngine } from '../engine/index.ts'
import { createKnownFolders } from '../engine/known-folders.ts'
import { createDispatcher } from '../rpc/dispatch.ts'
import { isFresh } from './built.js'
import { gateLauncher } from './gate-launcher.ts'
import { packageRoot, version } from './package.ts'

/** The thread that reads files, built where that is fresh: it is started while somebody waits. */
function untrustedWorker(): string {
  const built = path.join(packageRoot, 'out/main/reader.js')
  const sources = ['electron/engine', 'electron/pki', 'shared'].map((folder) => path.join(packageRoot, folder))
  return isFresh(built, sources) ? built : path.join(packageRoot, 'electron/engine/untrusted/worker.ts')
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
  /** Default: a gate of its own. */
  gate?: GateLauncher
}): Promise<OpenEngine> {
  const engine = await createEngine({
    gate: gateLauncher,
    knownFolders: createKnownFolders(path.join(defaultStateFolder(), 'folders.json'), Date.now),
    ...options,
    version: version(),
    untrustedWorker: untrustedWorker(),
  })
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
