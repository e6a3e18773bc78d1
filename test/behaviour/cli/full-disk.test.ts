import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli, documentOf } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { inMount } from '../../support/faults.ts'
import { freePort } from '../../support/gate.ts'
import { needs } from '../../support/programs.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
const disk = path.join(folder, 'disk')
const entry = fileURLToPath(new URL('../../../electron/headless/vestibule.js', import.meta.url))
const run = (...args: string[]) => cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: PASSPHRASE })

beforeAll(async () => {
  fs.mkdirSync(disk)
  const listen = `127.0.0.1:${await freePort()}`
  await createHome(data)
  for (const args of [
    ['device', 'add', 'Phone'],
    ['site', 'add', 'Camera', '--host', 'localhost', '--listen', listen, '--upstream', 'http://127.0.0.1:9'],
  ]) {
    const answer = documentOf(await run(...args))
    if (!answer.ok) throw new Error(answer.error.message)
  }
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

/** Everything that the command line writes somewhere, and the name that it is to have there: in the place of a file. */
const writing: readonly (readonly [what: string, name: string, args: readonly string[]])[] = [
  ['a device', 'phone.pfx', ['device', 'export', 'Phone', '--force', '--out']],
  [
    'an Apple profile',
    'phone.mobileconfig',
    ['device', 'export', 'Phone', '--format', 'mobileconfig', '--force', '--out'],
  ],
  ['a revocation list', 'home.crl', ['authority', 'crl', 'Home', '--force', '--out']],
  ['a site for another server', 'camera', ['site', 'export', 'Camera', '--for', 'nginx', '--force', '--out']],
  ['a backup', 'home.age', ['backup', 'create', '--force', '--out']],
  ['the activity', 'activity.csv', ['activity', '--format', 'csv', '--force', '--out']],
  ['the reminders', 'home.ics', ['reminders', '--force', '--out']],
]

const words = (args: readonly string[]): string[] => [process.execPath, entry, ...args, '--data', data, '--json']
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/** What is there, and is to be there afterwards: files by their path. */
const before = (name: string): Record<string, string> => ({
  'holiday.jpg': 'something else',
  [name === 'camera' ? 'camera/notes.txt' : name]: 'the file before',
})

interface Answer {
  readonly ok: boolean
  readonly error?: { readonly code: string; readonly message: string }
}

/** The answer says what is wrong, and with which file. */
function expectRefusal(text: string, target: string, problem: string): void {
  const { ok, error } = JSON.parse(text) as Answer
  expect(ok).toBe(false)
  expect(error?.code).toBe('app/file-unwritable')
  expect(error?.message).toContain(target)
  expect(error?.message).toContain(problem)
}

describe('on a disk that fills up', needs('mounts'), () => {
  test.each(writing)('%s is not written, in words; what was there is whole, and nothing else is there', (...row) => {
    const [, name, args] = row
    const target = path.join(disk, name)
    const script = [
      `mount -t tmpfs -o size=64k tmpfs ${quoted(disk)} && cd ${quoted(disk)}`,
      ...Object.entries(before(name)).map(
        ([file, text]) => `mkdir -p "$(dirname ${file})"; printf '${text}' > ${file}`,
      ),
      // What is left is less than any of them needs.
      'dd if=/dev/zero of=ballast bs=4k 2> /dev/null',
      `VESTIBULE_PASSPHRASE=${quoted(PASSPHRASE)} ${words([...args, target])
        .map(quoted)
        .join(' ')}`,
      'echo "status $?"; rm ballast',
      `find . -type f | while read -r file; do echo "$file: $(cat "$file")"; done`,
    ]
    const [answer = '', status, ...files] = inMount(script.join('\n')).trim().split('\n')
    expectRefusal(answer, target, 'the disk is full')
    expect(status).toBe('status 1')
    expect(files.toSorted()).toEqual(
      Object.entries(before(name))
        .map(([file, text]) => `./${file}: ${text}`)
        .toSorted(),
    )
  })
})

describe('on a stick that is pulled', needs('strace'), () => {
  const files = (place: string): Record<string, string> =>
    Object.fromEntries(
      fs
        .readdirSync(place, { recursive: true, encoding: 'utf8' })
        .filter((name) => fs.statSync(path.join(place, name)).isFile())
        .map((name) => [name, fs.readFileSync(path.join(place, name), 'utf8')]),
    )

  test.each(writing)('%s is not written, in words; what was there is whole, and nothing else is there', (...row) => {
    const [, name, args] = row
    const place = path.join(folder, `stick-${name}`)
    for (const [file, text] of Object.entries(before(name))) {
      fs.mkdirSync(path.dirname(path.join(place, file)), { recursive: true })
      fs.writeFileSync(path.join(place, file), text)
    }
    // At the last moment, when all of it is written: the name can no longer be given.
    const call = 'rename,renameat,renameat2'
    const strace = ['-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:error=EIO`]
    const target = path.join(place, name)
    const { stdout, status } = spawnSync('strace', [...strace, ...words([...args, target])], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', VESTIBULE_PASSPHRASE: PASSPHRASE },
    })
    expectRefusal(stdout, target, 'the disk is damaged or was pulled out')
    expect(status).toBe(1)
    expect(files(place)).toEqual(before(name))
  })
})

describe('when the disk with the data is full', needs('mounts'), () => {
  test('a backup elsewhere says so, and leaves nothing, neither here nor there', () => {
    const target = path.join(folder, 'elsewhere.age')
    const script = [
      `cp -r ${quoted(data)} ${quoted(`${data}-copy`)} && mount -t tmpfs -o size=4m tmpfs ${quoted(data)}`,
      `cp -r ${quoted(`${data}-copy`)}/. ${quoted(data)} && chmod 700 ${quoted(data)} && cd ${quoted(data)}`,
      'dd if=/dev/zero of=ballast bs=4k 2> /dev/null',
      `VESTIBULE_PASSPHRASE=${quoted(PASSPHRASE)} ${words(['backup', 'create', '--out', target]).map(quoted).join(' ')}`,
      'echo "status $?"; rm ballast; find vestibule-transfer -type f',
      words(['device', 'list']).map(quoted).join(' '),
    ]
    const [answer = '', status, list = '', ...rest] = inMount(script.join('\n')).trim().split('\n')
    expect(JSON.parse(answer)).toMatchObject({ ok: false, error: { code: 'store/full' } })
    expect(status).toBe('status 1')
    expect(JSON.parse(list)).toMatchObject({ ok: true, value: [{ name: 'Phone' }] })
    expect(rest).toEqual([])
    expect(fs.existsSync(target)).toBe(false)
    expect(fs.readdirSync(folder).filter((name) => name.includes('elsewhere'))).toEqual([])
  })
})

test('nothing of that changed what the program knows', async () => {
  expect(documentOf(await run('device', 'list'))).toMatchObject({
    ok: true,
    value: [{ name: 'Phone', status: 'waiting' }],
  })
  expect((await run('device', 'export', 'Phone', '--out', path.join(folder, 'phone.pfx'))).status).toBe(0)
})
