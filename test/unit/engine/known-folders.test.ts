import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createKnownFolders } from '../../../electron/engine/known-folders.ts'
import { temporaryFolder } from '../../support/engine.ts'

let work = ''
beforeEach(() => (work = temporaryFolder()))
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

const known = () => createKnownFolders(path.join(work, 'state', 'folders.json'), () => Date.UTC(2026, 10, 30))
const data = (): string => path.join(work, 'nas', 'data')
const fill = (): void => {
  fs.mkdirSync(data(), { recursive: true })
  fs.writeFileSync(path.join(data(), 'vestibule.db'), 'x')
}
const check = (): void => known().check(data())
const refused = { code: 'store/not-mounted', message: expect.stringContaining('30 Nov 2026') as string }

test('a folder that nobody knows is a first start, and so is one that was removed to begin anew', () => {
  expect(check).not.toThrow()
  fill()
  known().remember(data())
  expect(check).not.toThrow()
  fs.rmSync(data(), { recursive: true })
  expect(check).not.toThrow()
})

test('a disk that is not mounted is none: the folder above is another one', () => {
  fill()
  known().remember(data())
  fs.renameSync(path.join(work, 'nas'), path.join(work, 'away'))
  fs.mkdirSync(path.join(work, 'nas'))
  expect(check).toThrow(expect.objectContaining(refused))
  fs.rmdirSync(path.join(work, 'nas'))
  expect(check).toThrow(expect.objectContaining(refused))
  // And it is there again as soon as the disk is.
  fs.renameSync(path.join(work, 'away'), path.join(work, 'nas'))
  expect(check).not.toThrow()
})

test('nor is an empty folder in the place of one that held data, until its owner says so', () => {
  fill()
  known().remember(data())
  fs.rmSync(path.join(data(), 'vestibule.db'))
  expect(check).toThrow(expect.objectContaining(refused))
  known().forget(data())
  expect(check).not.toThrow()
})

test('what cannot be remembered or read fails nothing', () => {
  fs.mkdirSync(path.join(work, 'state', 'folders.json'), { recursive: true })
  fill()
  expect(() => known().remember(data())).not.toThrow()
  expect(check).not.toThrow()
  expect(() => known().forget(data())).not.toThrow()
})
