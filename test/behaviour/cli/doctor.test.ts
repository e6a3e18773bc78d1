import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examineClock, examineFirewall } from '../../../electron/headless/doctor/system.ts'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { freePort } from '../../support/gate.ts'
import { needs } from '../../support/programs.ts'

const env = { VESTIBULE_PASSPHRASE: 'tidal otter lantern basin', LC_ALL: 'C' }
const folder = temporaryFolder()
const data = path.join(folder, 'data')
const key = path.join(data, 'service.key')
const database = path.join(data, 'vestibule.db')
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

interface Answer {
  readonly status: number
  readonly findings: readonly { check: string; status: string; message: string; remedy: string | null }[]
}

async function doctor(...args: string[]): Promise<Answer> {
  const result = await cli(['doctor', '--data', data, '--json', ...args], env)
  const document = documentOf(result)
  if (!document.ok) throw new Error(document.error.message)
  return { status: result.status, findings: document.value['findings'] as Answer['findings'] }
}

/** What is wrong, without what this computer is like. */
const wrongOf = ({ findings }: Answer) =>
  findings.filter(({ status, check }) => status === 'wrong' && check !== 'service' && check !== 'disk')

/** Does something to a file, and takes it back. */
async function during<T>(change: () => void, undo: () => void, look: () => Promise<T>): Promise<T> {
  change()
  try {
    return await look()
  } finally {
    undo()
  }
}

beforeAll(async () => {
  await createHome(data)
})

describe('vestibule doctor', () => {
  test('finds nothing wrong with a sound folder, and changes no file in it', async () => {
    const listing = () => fs.readdirSync(data).map((name) => [name, fs.statSync(path.join(data, name)).mtimeMs])
    const before = listing()
    const answer = await doctor()
    expect(wrongOf(answer)).toEqual([])
    expect(answer.findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['folder', 'disk', 'keys', 'schema', 'service', 'ports', 'clock', 'versions']),
    )
    expect(listing()).toEqual(before)
  })

  test.each<[string, string, () => void, () => void]>([
    ['a folder that others may read', 'folder', () => fs.chmodSync(data, 0o755), () => fs.chmodSync(data, 0o700)],
    ['a key that others may read', 'keys', () => fs.chmodSync(key, 0o644), () => fs.chmodSync(key, 0o600)],
    ['a missing key', 'keys', () => fs.renameSync(key, `${key}.away`), () => fs.renameSync(`${key}.away`, key)],
    ['a cut key', 'keys', () => cut(key), () => fs.renameSync(`${key}.whole`, key)],
    ['a database of a newer version', 'schema', () => setUserVersion(9999), () => setUserVersion(known)],
    [
      'data from the future',
      'clock',
      () => fs.utimesSync(database, new Date(), new Date(Date.now() + 400 * 86_400_000)),
      () => fs.utimesSync(database, new Date(), new Date()),
    ],
  ])('tells %s, with what to do and status 1', needs('linux'), async (_name, check, change, undo) => {
    const answer = await during(change, undo, () => doctor())
    expect(wrongOf(answer)).toMatchObject([{ check, remedy: expect.stringMatching(/.{10}/) }])
    expect(answer.status).toBe(1)
  })

  test('tells a file that belongs to another account', needs('root'), async () => {
    const answer = await during(
      () => fs.chownSync(key, 1234, 1234),
      () => fs.chownSync(key, 0, 0),
      () => doctor(),
    )
    expect(wrongOf(answer)).toMatchObject([
      { check: 'folder', remedy: `Give them to the owner of the folder: chown -R 0: ${data}` },
    ])
  })

  test('tells who has a port, and that another one is free', needs('linux'), async () => {
    const server = net.createServer()
    await new Promise<void>((resolve) => server.listen(0, resolve))
    const { port } = server.address() as net.AddressInfo
    const taken = await doctor('--port', String(port))
    await new Promise((resolve) => server.close(resolve))
    expect(wrongOf(taken)).toMatchObject([
      { check: 'ports', message: expect.stringContaining(`(process ${process.pid})`) },
    ])
    expect(wrongOf(await doctor('--port', String(port)))).toEqual([])
  })

  test('speaks the language of the terminal, and calls a wrong port wrong usage', async () => {
    const { stdout } = await cli(['doctor', '--data', data], { ...env, LC_ALL: 'de_DE.UTF-8' })
    expect(stdout).toContain('Die Uhr zeigt')
    expect((await cli(['doctor', '--port', '70000', '--data', data], env)).status).toBe(2)
  })

  describe('of a running program', () => {
    let serve: RunningServe
    let blocker: net.Server
    beforeAll(async () => {
      blocker = net.createServer()
      const ports = [await freePort(), await freePort()]
      for (const [at, name] of ['Open', 'Blocked'].entries()) {
        const place = ['--host', `${name.toLowerCase()}.example`, '--listen', `127.0.0.1:${String(ports[at])}`]
        await cli(['site', 'add', name, ...place, '--upstream', 'http://127.0.0.1:9', '--data', data, '--json'], env)
      }
      await new Promise<void>((resolve) => blocker.listen(ports[1], '127.0.0.1', resolve))
      serve = await startServe(['--data', data], env)
    })
    afterAll(async () => {
      blocker.close()
      await serve?.stop()
    })

    test('tells the site that is not open, and why', async () => {
      const answer = await doctor()
      expect(answer.status).toBe(1)
      expect(wrongOf(answer)).toMatchObject([
        { check: 'site', message: expect.stringContaining('“Blocked” is not open') },
      ])
      const open = answer.findings.find(({ check, status }) => check === 'site' && status === 'ok')
      expect(open?.message).toContain('“Open” is open')
    })
  })
})

test('a clock before the program was made is wrong, one after it is not', () => {
  const made = Date.UTC(2026, 10, 30)
  expect(examineClock(Date.UTC(1970, 0, 1), made).status).toBe('wrong')
  expect(examineClock(Date.UTC(2030, 0, 1), made).status).toBe('ok')
})

test('firewalls that are on are named, those that are off are not', () => {
  const root = path.join(folder, 'system')
  fs.mkdirSync(path.join(root, 'etc/ufw'), { recursive: true })
  fs.writeFileSync(path.join(root, 'etc/ufw/ufw.conf'), 'ENABLED=no\n')
  expect(examineFirewall(root)).toEqual([])
  fs.writeFileSync(path.join(root, 'etc/ufw/ufw.conf'), 'ENABLED=yes\n')
  fs.mkdirSync(path.join(root, 'run/firewalld'), { recursive: true })
  expect(examineFirewall(root).map(({ message }) => message.values['name'])).toEqual(['ufw', 'firewalld'])
})

function cut(file: string): void {
  fs.renameSync(file, `${file}.whole`)
  fs.writeFileSync(file, 'short', { mode: 0o600 })
}

let known = 0

/** In the file header of SQLite: https://www.sqlite.org/fileformat.html §1.3.4. */
function setUserVersion(version: number): void {
  const descriptor = fs.openSync(database, 'r+')
  const field = Buffer.alloc(4)
  if (known === 0) {
    fs.readSync(descriptor, field, 0, 4, 60)
    known = field.readUInt32BE()
  }
  field.writeUInt32BE(version)
  fs.writeSync(descriptor, field, 0, 4, 60)
  fs.closeSync(descriptor)
}
