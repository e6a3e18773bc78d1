import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8')
const workflow = read('.github/workflows/check.yml')

test('runs on Linux, macOS and Windows, tests in Electron there, and builds the packages', () => {
  for (const system of ['ubuntu-', 'macos-', 'windows-']) expect(workflow).toContain(`os: ${system}`)
  // Linux by the project's own script, which gives it a session; the others have one.
  expect(workflow.match(/npm run test:electron/g)).toHaveLength(2)
  expect(workflow.match(/playwright test/g)).toHaveLength(1)
  for (const target of ['--linux', '--mac', '--win']) expect(workflow).toContain(`packages: ${target}`)
})

test('has no rights, secrets or actions that could change under it', () => {
  expect(workflow).toMatch(/^permissions:\n {2}contents: read$/m)
  expect(workflow).not.toContain('secrets.')
  const actions = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action]) => action)
  expect(actions.length).toBeGreaterThan(3)
  for (const action of actions) expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/)
})

test('every script, test and file that it names exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = [...workflow.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name = '']) => name)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
  const files = [...workflow.matchAll(/(?:^|\s)((?:test|node_modules|\.ci)\/[\w./-]+)/gm)].map(([, file = '']) => file)
  const made = /^node_modules\/electron\/dist\//
  expect(files.filter((file) => !made.test(file) && !fs.existsSync(path.join(root, file)))).toEqual([])
  const specs = [...workflow.matchAll(/[\w-]+\.spec\.ts/g)].map(([spec]) => spec)
  expect(specs.filter((spec) => !fs.existsSync(path.join(root, 'test/e2e', spec)))).toEqual([])
})
