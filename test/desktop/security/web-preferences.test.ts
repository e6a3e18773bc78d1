import { expect, test } from 'vitest'
import { useDesktop } from '../../support/use-desktop.ts'

const desktop = useDesktop()

test('page code reaches neither Node nor the preload’s world nor the system', async () => {
  const { windows, sandboxed } = await desktop().record()
  expect(sandboxed).toBe(true)
  expect(windows).toHaveLength(1)
  expect(windows[0]).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  })
  // Features of Blink that are not released, by whatever name.
  expect(Object.keys(windows[0] ?? {}).filter((name) => /blink/i.test(name))).toEqual([])
})
