import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli, documentOf } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
const file = path.join(folder, 'authorized_keys')
const CONTENT = 'ssh-ed25519 AAAA the owner\n'

async function run(...args: string[]): Promise<{ code: string; value: Record<string, unknown> }> {
  const answer = documentOf(await cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: PASSPHRASE }))
  return answer.ok ? { code: 'ok', value: answer.value } : { code: answer.error.code, value: {} }
}

beforeAll(async () => {
  await createHome(data, 'p256')
  await run('authority', 'create', '--name', 'Other', '--key', 'p256')
  await run('device', 'add', 'Alice', '--platform', 'linux', '--key', 'p256', '--authority', 'Home')
  await run('server', 'add', 'Alice’s NAS', '--host', 'nas.home.arpa', '--authority', 'Home')
  const door = ['--listen', '127.0.0.1:0', '--upstream', 'http://127.0.0.1:9']
  await run('site', 'add', 'Camera', '--host', 'localhost', ...door, '--authority', 'Home')
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

/** Every command that writes a file where it is told to. */
const writers: readonly (readonly [what: string, command: readonly string[]])[] = [
  ['a backup', ['backup', 'create']],
  ['a revocation list', ['authority', 'crl', 'Home']],
  ['a device’s file', ['device', 'export', 'Alice', '--format', 'pem']],
  ['a server’s file', ['server', 'export', 'Alice’s NAS', '--format', 'fullchain']],
  ['the activity', ['activity', '--format', 'csv']],
  ['a calendar', ['reminders']],
]

test.each(writers)(
  '%s does not take the place of a file of the owner’s, unless it is told to',
  async (_what, command) => {
    fs.writeFileSync(file, CONTENT)
    expect((await run(...command, '--out', file)).code).toBe('app/file-exists')
    expect(fs.readFileSync(file, 'utf8')).toBe(CONTENT)
    expect(fs.readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
    expect((await run(...command, '--out', file, '--force')).code).toBe('ok')
    expect(fs.readFileSync(file, 'utf8')).not.toBe(CONTENT)
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
  },
)

test('a link to a file of the owner’s is not followed', async () => {
  const link = path.join(folder, 'link')
  fs.writeFileSync(file, CONTENT)
  fs.symlinkSync(file, link)
  expect((await run('reminders', '--out', link)).code).toBe('app/file-exists')
  expect(fs.readFileSync(file, 'utf8')).toBe(CONTENT)
})

describe('what a job writes again every night', () => {
  test.each([
    ['PEM', []],
    ['DER', ['--der']],
  ])('an older list of the same authority is replaced (%s)', async (_form, der) => {
    const out = path.join(folder, 'home.crl')
    fs.rmSync(out, { force: true })
    const first = await run('authority', 'crl', 'Home', '--out', out, ...der)
    const before = fs.readFileSync(out)
    const second = await run('authority', 'crl', 'Home', '--out', out, ...der)
    expect([first.code, second.code]).toEqual(['ok', 'ok'])
    expect(Number(second.value['number'])).toBeGreaterThan(Number(first.value['number']))
    expect(fs.readFileSync(out).equals(before)).toBe(false)
    // Of another authority it is somebody's only copy.
    expect((await run('authority', 'crl', 'Other', '--out', out)).code).toBe('app/file-exists')
  })

  test('a file of several lists is not replaced by one', async () => {
    const out = path.join(folder, 'all.pem')
    for (const name of ['Home', 'Other']) {
      await run('authority', 'crl', name, '--out', path.join(folder, `${name}.pem`), '--force')
    }
    const both = ['Home', 'Other'].map((name) => fs.readFileSync(path.join(folder, `${name}.pem`), 'utf8')).join('')
    fs.writeFileSync(out, both)
    expect((await run('authority', 'crl', 'Home', '--out', out)).code).toBe('app/file-exists')
    expect(fs.readFileSync(out, 'utf8')).toBe(both)
  })

  test('a calendar of ours is replaced, one of another program is not', async () => {
    const out = path.join(folder, 'dates.ics')
    expect((await run('reminders', '--out', out)).code).toBe('ok')
    expect((await run('reminders', '--out', out)).code).toBe('ok')
    fs.writeFileSync(out, 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Somebody//EN\r\nEND:VCALENDAR\r\n')
    expect((await run('reminders', '--out', out)).code).toBe('app/file-exists')
  })
})

describe('a site written down for another server', () => {
  const out = path.join(folder, 'haproxy')
  const write = (...more: string[]) => run('site', 'export', 'Camera', '--for', 'haproxy', '--out', out, ...more)

  test('is not written over files that were worked on, nor over a file in the place of the folder', async () => {
    expect((await write()).code).toBe('ok')
    const [name = ''] = fs.readdirSync(out).filter((one) => one.endsWith('.cfg'))
    const config = path.join(out, name)
    fs.appendFileSync(config, '# by hand\n')
    fs.writeFileSync(path.join(out, 'notes.txt'), 'mine')
    expect((await write()).code).toBe('app/file-exists')
    expect(fs.readFileSync(config, 'utf8')).toContain('# by hand')
    expect((await write('--force')).code).toBe('ok')
    expect(fs.readFileSync(config, 'utf8')).not.toContain('# by hand')
    expect(fs.readFileSync(path.join(out, 'notes.txt'), 'utf8')).toBe('mine')
  })
})
