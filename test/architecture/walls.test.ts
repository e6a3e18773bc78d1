import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/engine.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true })
})

/** A house of its own with one planted file, judged by the project's own rules. */
function cruise(files: Readonly<Record<string, string>>): Promise<{ status: number; text: string }> {
  const folder = temporaryFolder()
  folders.push(folder)
  const house: Record<string, string> = {
    'package.json': '{ "type": "module" }',
    'shared/a.ts': 'export const a = 1\n',
    'shared/contract/a.ts': 'export const a = 1\n',
    'electron/engine/a.ts': 'export const a = 1\n',
    'electron/pki/a.ts': 'export const a = 1\n',
    'electron/gate/a.ts': 'export const a = 1\n',
    'electron/gate/protocol.ts': 'export const a = 1\n',
    'electron/rpc/a.ts': 'export const a = 1\n',
    'electron/desktop/a.ts': 'export const a = 1\n',
    'electron/headless/a.ts': 'export const a = 1\n',
    'renderer/features/one/a.ts': 'export const a = 1\n',
    'renderer/features/two/a.ts': 'export const a = 1\n',
    'renderer/ui/a.ts': 'export const a = 1\n',
    'test/a.ts': 'export const a = 1\n',
    ...files,
  }
  for (const [name, text] of Object.entries(house)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    fs.writeFileSync(path.join(folder, name), text)
  }
  fs.copyFileSync(path.join(root, '.dependency-cruiser.cjs'), path.join(folder, '.dependency-cruiser.cjs'))
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  return new Promise((resolve) => {
    execFile(
      path.join(root, 'node_modules/.bin/depcruise'),
      ['--config', '.dependency-cruiser.cjs', 'shared', 'electron', 'renderer', 'test'],
      { cwd: folder },
      (error, stdout, stderr) => resolve({ status: error ? 1 : 0, text: stdout + stderr }),
    )
  })
}

describe('the walls of the house', () => {
  test('stand as long as nobody breaks through', async () => {
    expect(await cruise({})).toMatchObject({ status: 0 })
  })

  test.each([
    ['electron-only-in-desktop', 'electron/engine/x.ts', "import { app } from 'electron'\nexport const x = app\n"],
    ['electron-only-in-desktop', 'electron/headless/x.ts', "import { app } from 'electron'\nexport const x = app\n"],
    ['engine-knows-no-shell', 'electron/engine/x.ts', "export { a } from '../headless/a.ts'\n"],
    ['engine-knows-no-shell', 'electron/engine/x.ts', "export { a } from '../gate/a.ts'\n"],
    ['gate-knows-shared-and-pki', 'electron/gate/x.ts', "export { a } from '../engine/a.ts'\n"],
    ['pki-knows-errors-and-messages-only', 'electron/pki/x.ts', "export { a } from '../engine/a.ts'\n"],
    ['pki-knows-errors-and-messages-only', 'electron/pki/x.ts', "export { a } from '../gate/a.ts'\n"],
    ['rpc-knows-engine-and-shared', 'electron/rpc/x.ts', "export { a } from '../desktop/a.ts'\n"],
    ['desktop-never-headless', 'electron/desktop/x.ts', "export { a } from '../headless/a.ts'\n"],
    ['headless-never-desktop', 'electron/headless/x.ts', "export { a } from '../desktop/a.ts'\n"],
    ['shared-stands-alone', 'shared/x.ts', "export { a } from '../electron/engine/a.ts'\n"],
    ['renderer-knows-shared-only', 'renderer/x.ts', "export { a } from '../electron/engine/a.ts'\n"],
    ['features-never-import-each-other', 'renderer/features/one/x.ts', "export { a } from '../two/a.ts'\n"],
    ['ui-knows-no-feature', 'renderer/ui/x.ts', "export { a } from '../features/one/a.ts'\n"],
    ['no-node-outside-electron', 'shared/x.ts', "import fs from 'node:fs'\nexport const x = fs\n"],
    ['no-node-outside-electron', 'renderer/x.ts', "import fs from 'node:fs'\nexport const x = fs\n"],
    ['contract-as-types-only', 'renderer/x.ts', "export { a } from '../shared/contract/a.ts'\n"],
    ['contract-as-types-only', 'electron/gate/x.ts', "export { a } from '../../shared/contract/a.ts'\n"],
    ['nobody-imports-tests', 'electron/engine/x.ts', "export { a } from '../../test/a.ts'\n"],
    ['no-circles', 'shared/a.ts', "import { b } from './b.ts'\nexport const a = b\n"],
    ['resolvable', 'shared/x.ts', "export { a } from './missing.ts'\n"],
  ])('%s: a violation in %s turns the check red', async (rule, file, text) => {
    const extra = rule === 'no-circles' ? { 'shared/b.ts': "import { a } from './a.ts'\nexport const b = a\n" } : {}
    const result = await cruise({ [file]: text, ...extra })
    expect(result.status).toBe(1)
    expect(result.text).toContain(rule)
  })
})

test('no source file is longer than 400 lines', () => {
  const long: string[] = []
  const walk = (folder: string): void => {
    for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const place = path.join(folder, entry.name)
      if (entry.isDirectory()) walk(place)
      else if (/\.(ts|tsx|css|js|mjs|cjs)$/.test(entry.name)) {
        const lines = fs.readFileSync(path.join(root, place), 'utf8').split('\n').length - 1
        if (lines > 400) long.push(`${place}: ${lines}`)
      }
    }
  }
  for (const folder of ['shared', 'electron', 'packaging', 'renderer', 'test']) walk(folder)
  expect(long).toEqual([])
})
