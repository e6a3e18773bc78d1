import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PluggedDrive } from '../../../electron/engine/deps.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { inMount } from '../../support/faults.ts'
import { runTool } from '../../support/external-tool.ts'
import { needs } from '../../support/programs.ts'

const folder = temporaryFolder()
const place = path.join(folder, 'stick')
const support = (name: string): string => path.join(import.meta.dirname, '../../support', name)
const stick: PluggedDrive = { place, name: 'STICK', fileSystem: 'FAT', free: 1e9, total: 2e9, writable: true }
let plugged: PluggedDrive[] = []
let id = ''
let engine: TestEngine
const write = (more: { format?: 'pfx' | 'mobileconfig'; drive?: string } = {}) =>
  engine.client.call('handoff.write', { device: 'Alice’s phone', drive: id, ...more })

beforeAll(async () => {
  fs.mkdirSync(place)
  engine = await startEngine(path.join(folder, 'data'), { drives: { list: async () => plugged } })
  await engine.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await engine.client.call('device.add', { name: 'Alice’s phone', platform: 'android' })
})
afterAll(async () => {
  await engine.engine.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('a stick that is plugged in is listed with its space, and gone when it is pulled', async () => {
  plugged = [stick]
  const listed = await engine.client.call('handoff.drives', {})
  expect(listed).toEqual([{ ...stick, id: expect.stringMatching(/^[\w-]{1,64}$/) }])
  id = listed[0]?.id ?? ''
  plugged = []
  expect(await engine.client.call('handoff.drives', {})).toEqual([])
})

test('the certificates of device and authority are written to it, and the password is not', async () => {
  plugged = [stick]
  const written = await write()
  expect(written.files).toEqual(['Home.crt', 'Alices-phone.pfx'])
  expect(fs.readdirSync(place).toSorted((one, other) => one.localeCompare(other))).toEqual([
    'Alices-phone.pfx',
    'Home.crt',
  ])
  const ca = new X509Certificate(fs.readFileSync(path.join(place, 'Home.crt')))
  expect(ca.ca).toBe(true)
  const { password = '', profile } = written
  expect(profile).toBe('compatible')
  const args = ['pkcs12', '-in', path.join(place, 'Alices-phone.pfx'), '-noout', '-passin', `pass:${password}`]
  expect((await runTool('openssl', args)).status).toBe(0)
  for (const name of fs.readdirSync(place)) {
    expect(fs.readFileSync(path.join(place, name)).toString('latin1')).not.toContain(password)
  }
})

test('written again, the files are replaced and nothing is left beside them', async () => {
  plugged = [stick]
  const before = fs.readFileSync(path.join(place, 'Alices-phone.pfx'))
  await write()
  expect(fs.readFileSync(path.join(place, 'Alices-phone.pfx')).equals(before)).toBe(false)
  expect(fs.readdirSync(place)).toHaveLength(2)
})

test('a file of somebody else with that name stays, and the new one gets a number', async () => {
  plugged = [stick]
  const file = path.join(place, 'Alices-phone.pfx')
  fs.writeFileSync(file, 'of somebody else')
  const written = await write()
  expect(written.files).toEqual(['Home.crt', 'Alices-phone-2.pfx'])
  expect(fs.readFileSync(file, 'utf8')).toBe('of somebody else')
  for (const name of ['Alices-phone.pfx', 'Alices-phone-2.pfx']) fs.rmSync(path.join(place, name))
})

test('a profile is one file that has both', async () => {
  plugged = [stick]
  expect((await write({ format: 'mobileconfig' })).files).toEqual(['Alices-phone.mobileconfig'])
})

test.each([
  ['that was pulled out since', [], 'handoff/drive-gone'],
  ['that is write-protected', [{ ...stick, writable: false }], 'handoff/drive-read-only'],
  ['that is nearly full', [{ ...stick, free: 10_000 }], 'handoff/drive-full'],
  ['whose folder is gone', [{ ...stick, place: path.join(folder, 'gone') }], 'handoff/drive-gone'],
])('a stick %s is told as such', async (_what, drives, code) => {
  plugged = drives
  const [listed] = await engine.client.call('handoff.drives', {})
  await expect(write({ drive: listed?.id ?? id })).rejects.toMatchObject({ code })
})

test('a place that is not listed is not written to, whatever it is', async () => {
  plugged = [stick]
  await expect(write({ drive: 'unknown' })).rejects.toMatchObject({ code: 'handoff/drive-gone' })
  // A path is no id.
  for (const drive of [folder, '/etc', `${place}/..`, `${place}/`]) {
    await expect(write({ drive })).rejects.toMatchObject({ code: 'app/invalid-input' })
  }
})

describe('a stick that fills up in the middle', needs('mounts'), () => {
  const onTmpfs = (size: string, script: string, ...args: string[]): string => {
    const small = path.join(folder, 'small')
    fs.mkdirSync(small, { recursive: true })
    const command = [process.execPath, support(script), ...args.map((arg) => arg.replace('SMALL', small))]
    const quoted = command.map((word) => `'${word}'`).join(' ')
    return inMount(`mount -t tmpfs -o size=${size} tmpfs '${small}' && ${quoted} && ls -A '${small}'`)
  }

  test('leaves nothing under the final name, nor beside it', () => {
    expect(onTmpfs('64k', 'child-write.ts', 'SMALL/a.pfx', '1000000')).toBe('the disk is full\n')
    expect(onTmpfs('64k', 'child-write.ts', 'SMALL/a.pfx', '10000')).toBe('written\na.pfx\n')
  })

  test('is told as full, and what was finished before is whole', () => {
    const data = path.join(folder, 'small-data')
    const [answer = ''] = onTmpfs('4k', 'child-drive.ts', data, 'SMALL').split('\n')
    expect(JSON.parse(answer)).toEqual({ code: 'handoff/drive-full', files: ['Home.crt'] })
  })
})

describe('a stick that is pulled in the middle', needs('strace'), () => {
  const under = (fault: string) => {
    const target = path.join(folder, `pulled-${fault.replace(/\W/g, '-')}`)
    fs.mkdirSync(target)
    const file = path.join(target, 'a.pfx')
    fs.writeFileSync(file, 'the file before')
    const args = ['-f', '-o', '/dev/null', '-e', `inject=${fault}`, process.execPath, support('child-write.ts'), file]
    const { stdout } = spawnSync('strace', [...args, '100000'], { encoding: 'utf8' })
    return { said: stdout.trim(), kept: fs.readFileSync(file, 'utf8'), names: fs.readdirSync(target) }
  }

  test('when it is synced: the file before stays, and nothing is left', () => {
    const { said, kept, names } = under('fsync:error=EIO:when=1')
    expect(said).toBe('the disk is damaged or was pulled out')
    expect(kept).toBe('the file before')
    expect(names).toEqual(['a.pfx'])
  })

  test('when it is renamed: the file before stays', () => {
    const { said, kept, names } = under('rename,renameat,renameat2:error=ENODEV:when=1')
    expect(said).toBe('the disk was pulled out')
    expect(kept).toBe('the file before')
    expect(names).toEqual(['a.pfx'])
  })

  test('together with the program: the half file has no name that anybody would open', () => {
    const { said, kept, names } = under('rename,renameat,renameat2:signal=KILL:when=1')
    expect(said).toBe('')
    expect(kept).toBe('the file before')
    expect(names.filter((name) => !/^\.vestibule-[0-9a-f]+$/.test(name))).toEqual(['a.pfx'])
  })
})
