import fs from 'node:fs'
import type { ElectronApplication, Page } from '@playwright/test'
import type { AppEvent } from '../../shared/contract/index.ts'
import type { Envelope, Transport } from '../../shared/transport.ts'
import { electronRuntime, type ElectronRuntime } from '../support/electron-runtime.ts'
import { temporaryFolder } from '../support/engine.ts'
import { launchElectron } from '../support/owner-app.ts'

/** The program in a real Electron, with what the window's own preload gives to its page. */
export interface RunningElectron {
  readonly runtime: ElectronRuntime
  readonly app: ElectronApplication
  readonly page: Page
  readonly folder: string
  /** Over the real preload and IPC. */
  readonly transport: Transport
  close(): Promise<void>
}

export function neededRuntime(): ElectronRuntime {
  const runtime = electronRuntime()
  if (!runtime) throw new Error('these tests are run by npm run test:electron')
  return runtime
}

interface Bridge {
  call(method: string, input: unknown): Promise<Envelope>
  subscribe(listener: (event: AppEvent) => void): () => void
}

export async function startRunningElectron(
  folder = temporaryFolder(),
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningElectron> {
  const runtime = neededRuntime()
  const app = await launchElectron(runtime, folder, args, env)
  const page = await app.firstWindow()
  const listeners = new Set<(event: AppEvent) => void>()
  await page.exposeFunction('tellTest', (event: AppEvent) => {
    for (const listener of listeners) listener(event)
  })
  await page.evaluate(() => {
    const window = globalThis as unknown as { vestibule: Bridge; tellTest(event: AppEvent): void }
    window.vestibule.subscribe((event) => window.tellTest(event))
  })
  return {
    runtime,
    app,
    page,
    folder,
    transport: {
      call: (method, input) =>
        page.evaluate(([name, value]) => (globalThis as unknown as { vestibule: Bridge }).vestibule.call(name, value), [
          method,
          input,
        ] as const),
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    async close() {
      await app.close()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}
