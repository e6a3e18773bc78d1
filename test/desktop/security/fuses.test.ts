import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../support/engine.ts'
import { packInto, SENTINEL } from '../../support/package.ts'

const folder = temporaryFolder()
let wire = ''
beforeAll(async () => {
  const program = fs.readFileSync(path.join(await packInto(folder), 'vestibule'))
  const at = program.indexOf(SENTINEL) + SENTINEL.length
  wire = program.subarray(at + 2, at + 2 + program.readUInt8(at + 1)).toString('latin1')
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

/** In the order of the wire: https://github.com/electron/electron/blob/main/build/fuses/fuses.json5 */
test.each(
  [
    ['does not run as plain Node', '0'],
    ['encrypts cookies', '1'],
    ['does not obey NODE_OPTIONS', '0'],
    ['cannot be debugged by --inspect', '0'],
    ['checks that app.asar was not changed', '1'],
    ['loads nothing but app.asar', '1'],
    ['has one V8 snapshot for all its processes', '0'],
    ['gives file:// pages no more rights', '0'],
  ].map(([what, bit], at) => ({ what, bit, at })),
)('the packed program $what', ({ bit, at }) => {
  expect(wire[at]).toBe(bit)
})
