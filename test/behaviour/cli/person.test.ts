import fs from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cli, documentOf } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'

const ANNA = 'gravel sonnet purple kite'
const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  cli(['--data', path.join(folder, 'data'), '--json', ...args], env)
const owner = { VESTIBULE_PASSPHRASE: PASSPHRASE }

test('person add, list and remove, and audit says who', async () => {
  await run(['authority', 'create', '--name', 'Home', '--key', 'p256'], owner)
  expect((await run(['person', 'add', 'Anna'], owner)).status).toBe(2)
  const file = path.join(folder, 'anna.txt')
  fs.writeFileSync(file, `${ANNA}\n`, { mode: 0o600 })
  const add = ['person', 'add', 'Anna', '--new-passphrase-file', file]
  expect(documentOf(await run(add))).toMatchObject({ ok: false, error: { code: 'authority/passphrase-required' } })
  expect(documentOf(await run(add, owner))).toMatchObject({ ok: true, value: { name: 'Anna', owner: false } })
  expect(documentOf(await run(['person', 'list']))).toMatchObject({
    ok: true,
    value: [{ name: 'owner', owner: true }, { name: 'Anna' }],
  })
  const device = ['device', 'add', 'Phone', '--key', 'p256']
  expect((await run(device, { VESTIBULE_PASSPHRASE: ANNA })).status).toBe(0)
  expect(documentOf(await run(['audit', '--limit', '1']))).toMatchObject({
    ok: true,
    value: [{ method: 'device.add', about: ['Phone'], person: 'Anna', device: null, outcome: 'done' }],
  })
  expect((await run(['person', 'remove', 'owner'])).status).toBe(1)
  expect(documentOf(await run(['person', 'remove', 'Anna']))).toMatchObject({ ok: true, value: { name: 'Anna' } })
  const again = documentOf(await run(['device', 'add', 'Tablet', '--key', 'p256'], { VESTIBULE_PASSPHRASE: ANNA }))
  expect(again).toMatchObject({ ok: false, error: { code: 'authority/wrong-passphrase' } })
})
