import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contractSpec } from '../contract/spec.ts'
import { cli, documentOf } from '../support/cli.ts'
import { startDesktop, type Desktop } from '../support/desktop.ts'
import { temporaryFolder } from '../support/engine.ts'

contractSpec('the desktop’s IPC (built main and preload, stand-in for electron)', async () => {
  const folder = temporaryFolder()
  const desktop = await startDesktop(folder)
  return {
    transport: desktop.transport,
    async close() {
      await desktop.quit()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
})

describe('the desktop shell', () => {
  const folder = temporaryFolder()
  let desktop: Desktop
  beforeAll(async () => {
    desktop = await startDesktop(folder)
  })
  afterAll(async () => {
    fs.rmSync(folder, { recursive: true, force: true })
  })

  test('remembers the passphrase in the keychain, never in clear, and unlocks with it at the next start', async () => {
    const created = await desktop.transport.call('authority.create', {
      name: 'Home',
      passphrase: 'tidal otter lantern basin',
      key: 'p256',
      remember: true,
    })
    expect(created.ok).toBe(true)
    expect(fs.readFileSync(path.join(folder, 'remembered'), 'utf8')).not.toContain('otter')
    expect(fs.statSync(path.join(folder, 'remembered')).mode & 0o777).toBe(0o600)
  })

  test('the command line goes through the running app', async () => {
    const listed = documentOf(await cli(['authority', 'list', '--json', '--data', folder]))
    expect(listed).toMatchObject({ ok: true, value: [{ name: 'Home' }] })
  })

  test('quits cleanly, and is unlocked at the next start', async () => {
    expect(await desktop.quit()).toBe(0)
    const again = await startDesktop(folder)
    // Nobody waits for a keychain.
    const status = () => again.transport.call('app.status', {})
    await expect
      .poll(status, { timeout: 60_000 })
      .toMatchObject({ ok: true, value: { locked: false, shell: 'desktop' } })
    expect(await again.quit()).toBe(0)
  })

  test('a data folder that cannot be used is said in a box, by name', async () => {
    const file = path.join(folder, 'a-file')
    fs.writeFileSync(file, '')
    await expect(startDesktop(path.join(file, 'data'))).rejects.toThrow(/folder/i)
  })
})
