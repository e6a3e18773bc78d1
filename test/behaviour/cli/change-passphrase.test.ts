import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { cli, documentOf } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'

const NEXT = 'gravel sonnet purple kite'
const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const run = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  cli(['--data', path.join(folder, 'data'), '--json', ...args], env)
const costOfVault = (): unknown => {
  const database = new DatabaseSync(path.join(folder, 'data/vestibule.db'), { readOnly: true })
  const row = database.prepare('SELECT parameters FROM vault').get()
  database.close()
  return JSON.parse(String(row?.['parameters']))
}
const isOpenedBy = async (passphrase: string) =>
  documentOf(await run(['authority', 'renew'], { VESTIBULE_PASSPHRASE: passphrase })).ok

test('authority passphrase changes it, by a file or the environment, never by an argument', async () => {
  await run(['authority', 'create', '--name', 'Home', '--key', 'p256'], { VESTIBULE_PASSPHRASE: PASSPHRASE })
  // The first choice for scrypt in OWASP's Password Storage Cheat Sheet; tests of the engine take a cheaper one.
  const owasp = { n: 131_072, r: 8, p: 1 }
  expect(costOfVault()).toEqual(owasp)
  const nothing = await run(['authority', 'passphrase'], { VESTIBULE_PASSPHRASE: PASSPHRASE })
  expect(nothing.status).toBe(2)
  const file = path.join(folder, 'next')
  fs.writeFileSync(file, `${NEXT}\n`, { mode: 0o600 })
  const byFile = await run(['authority', 'passphrase', '--new-passphrase-file', file], {
    VESTIBULE_PASSPHRASE: PASSPHRASE,
  })
  expect(documentOf(byFile)).toEqual({ ok: true, value: { changed: true, remembered: false } })
  expect([await isOpenedBy(PASSPHRASE), await isOpenedBy(NEXT)]).toEqual([false, true])
  expect(costOfVault()).toEqual(owasp)
  const byEnvironment = await run(['authority', 'passphrase'], {
    VESTIBULE_PASSPHRASE: NEXT,
    VESTIBULE_NEW_PASSPHRASE: PASSPHRASE,
  })
  expect(byEnvironment.status).toBe(0)
  expect([await isOpenedBy(PASSPHRASE), await isOpenedBy(NEXT)]).toEqual([true, false])
})
