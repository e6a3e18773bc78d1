import fs from 'node:fs'
import { afterAll, beforeAll } from 'vitest'
import { startDesktop, type Desktop, type DesktopStart } from './desktop.ts'
import { temporaryFolder } from './engine.ts'

/** One running desktop, on a folder of its own, for the tests of a file or group. */
export function useDesktop(start: DesktopStart = {}): () => Desktop {
  const folder = temporaryFolder()
  let desktop: Desktop | null = null
  beforeAll(async () => {
    desktop = await startDesktop(folder, start)
  })
  afterAll(async () => {
    await desktop?.quit()
    fs.rmSync(folder, { recursive: true, force: true })
  })
  return () => {
    if (!desktop) throw new Error('the desktop did not start')
    return desktop
  }
}
