import fs from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { useDesktop } from '../../support/use-desktop.ts'
import { temporaryFolder } from '../../support/engine.ts'

const desktop = useDesktop()
const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

test('nothing is saved but what our own page made', async () => {
  for (const url of [
    'https://example.com/a.exe',
    'blob:https://example.com/1',
    'file:///etc/passwd',
    'vestibule://app/x',
  ]) {
    const order = { do: 'download', url, fileName: 'a', saveTo: path.join(folder, 'never') }
    expect(await desktop().order(order)).toMatchObject({ prevented: true })
  }
  expect(fs.readdirSync(folder)).toEqual([])
})
