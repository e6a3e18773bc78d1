import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createClient } from '../../shared/client.ts'
import { startDesktop, type Desktop, type MenuEntry } from '../support/desktop.ts'
import { PASSPHRASE, temporaryFolder } from '../support/engine.ts'
import { startForeignListener } from '../support/foreign-listener.ts'
import { freePort } from '../support/gate.ts'

let folder = ''
let desktop: Desktop
beforeEach(() => (folder = temporaryFolder()))
afterEach(async () => {
  await desktop.quit()
  fs.rmSync(folder, { recursive: true, force: true })
})

const start = async (language: string): Promise<void> => {
  desktop = await startDesktop(path.join(folder, 'data'), { env: { STAND_IN_LANGUAGE: language } })
}
const labels = (menu: readonly MenuEntry[]): (string | undefined)[] =>
  menu.filter(({ label, role }) => label !== undefined || role !== undefined).map(({ label, role }) => label ?? role)

test('menus and tray speak the language of the system', async () => {
  await start('de-AT')
  const { menu } = await desktop.record()
  expect(labels(menu)).toEqual(['Datei', 'Bearbeiten', 'Gehe zu', 'Ansicht', 'Fenster', 'Hilfe'])
  expect(labels(menu.find(({ label }) => label === 'Bearbeiten')?.submenu ?? [])).toContain('Einfügen')
  await expect.poll(async () => (await desktop.record()).tray?.toolTip).toBe('Vestibule: Kein Zugang ist offen')
})

test('a language that was chosen in the window is theirs at once, and at the next start', async () => {
  await start('fr')
  expect(labels((await desktop.record()).menu)[0]).toBe('File')
  const client = createClient(desktop.transport)
  expect(await client.call('settings.set', { language: 'de' })).toMatchObject({ language: 'de' })
  expect(labels((await desktop.record()).menu)[0]).toBe('Datei')
  await expect.poll(async () => (await desktop.record()).tray?.toolTip).toContain('Kein Zugang')
  await desktop.quit()
  await start('fr')
  await expect.poll(async () => labels((await desktop.record()).menu)[0]).toBe('Datei')
})

test('notifications of the system are in that language, the reason too', async () => {
  await start('de')
  const client = createClient(desktop.transport)
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  const port = await freePort()
  const other = await startForeignListener(port)
  await desktop.order({ do: 'window', action: 'blur' })
  const site = { name: 'Kamera', hosts: ['localhost'], listen: `127.0.0.1:${port}`, upstream: 'http://127.0.0.1:1' }
  await client.call('site.add', site)
  await expect
    .poll(async () => (await desktop.record()).notifications)
    .toMatchObject([{ title: 'Kamera läuft nicht', body: expect.stringMatching(`^Port ${port} ist schon belegt`) }])
  await other.close()
})

test('a data folder that cannot be used is said in German', async () => {
  await start('de')
  const file = path.join(folder, 'a-file')
  fs.writeFileSync(file, '')
  const failed = startDesktop(path.join(file, 'data'), { env: { STAND_IN_LANGUAGE: 'de' } })
  await expect(failed).rejects.toThrow(/Ordner/)
})
