import fs from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cli, documentOf } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'

const NEXT = 'gravel sonnet purple kite'
const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const run = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  cli(['--data', path.join(folder, 'data'), '--json', ...args], env)
const isOpenedBy = async (passphrase: string) =>
  documentOf(await run(['authority', 'renew'], { VESTIBULE_PASSPHRASE: passphrase })).ok

test('authority passphrase changes it, by a file or the environment, never by an argument', async () => {
  await run(['authority', 'create', '--name', 'Home', '--key', 'p256'], { VESTIBULE_PASSPHRASE: PASSPHRASE })
  const nothing = await run(['authority', 'passphrase'], { VESTIBULE_PASSPHRASE: PASSPHRASE })
  expect(nothing.status).toBe(2)
  const file = path.join(folder, 'next')
  fs.writeFileSync(file, `${NEXT}\n`, { mode: 0o600 })
  const byFile = await run(['authority', 'passphrase', '--new-passphrase-file', file], {
    VESTIBULE_PASSPHRASE: PASSPHRASE,
  })
  expect(documentOf(byFile)).toEqual({ ok: true, value: { changed: true, remembered: false } })
  expect([await isOpenedBy(PASSPHRASE), await isOpenedBy(NEXT)]).toEqual([false, true])
  const byEnvironment = await run(['authority', 'passphrase'], {
    VESTIBULE_PASSPHRASE: NEXT,
    VESTIBULE_NEW_PASSPHRASE: PASSPHRASE,
  })
  expect(byEnvironment.status).toBe(0)
  expect([await isOpenedBy(PASSPHRASE), await isOpenedBy(NEXT)]).toEqual([true, false])
})
