import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEngine } from '../../../electron/engine/index.ts'
import { inMount } from '../../support/faults.ts'
import { createStandInGate } from '../../support/stand-in-gate.ts'
import { PASSPHRASE, startEngine, temporaryFolder, UNTRUSTED_WORKER } from '../../support/engine.ts'
import { needs } from '../../support/programs.ts'

const child = path.join(import.meta.dirname, '../../support/child-engine.ts')
const failing = path.join(import.meta.dirname, '../../support/child-full-disk.ts')
/** The device with a certificate, and somebody without one. */
const LET_IN_AND_NOT = [200, 403]
let folder = ''
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

const open = (dataFolder: string): Promise<unknown> =>
  createEngine({
    dataFolder,
    shell: 'headless',
    version: '0',
    gate: createStandInGate(),
    startSites: false,
    untrustedWorker: UNTRUSTED_WORKER,
  })

const database = (): string => path.join(folder, 'vestibule.db')
const mode = (file: string): string => (fs.statSync(file).mode & 0o777).toString(8)

async function fill(): Promise<void> {
  const { client, engine } = await startEngine(folder)
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  for (let n = 0; n < 5; n += 1) await client.call('device.add', { name: `Phone ${n}`, key: 'p256' })
  await engine.close()
}

function files(): string[] {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return names.filter((name) => fs.statSync(path.join(folder, name)).isFile())
}

/**
 * What is in the data folder, to show that nothing was changed. Reading a database leaves an empty log and an index
 * of it behind (https://sqlite.org/wal.html#read_only_databases): those do not count.
 */
function content(): Record<string, string> {
  const read = files().map((name) => [name, fs.readFileSync(path.join(folder, name))] as const)
  return Object.fromEntries(
    read
      .filter(([name, bytes]) => !name.endsWith('-shm') && !(name.endsWith('-wal') && bytes.length === 0))
      .map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]),
  )
}

describe('files', () => {
  test('are for their owner alone, whatever the umask is', async () => {
    const data = path.join(folder, 'new', 'data')
    const { client, engine } = await startEngine(data)
    await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
    await engine.close()
    const worker = spawn(process.execPath, [child, data, 'hold'], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      await new Promise((resolve) => worker.stdout.once('data', resolve))
      expect(mode(data)).toBe('700')
      const names = fs.readdirSync(data, { recursive: true, encoding: 'utf8' }).sort()
      expect(names).toContain('vestibule.db-wal')
      expect(names).toContain('service.key')
      for (const name of names) {
        const file = path.join(data, name)
        expect([name, mode(file)]).toEqual([name, fs.statSync(file).isDirectory() ? '700' : '600'])
      }
      expect(names.some((name) => /^snapshots\/vestibule-\d{4}-\d\d-\d\d\.db$/.test(name))).toBe(true)
    } finally {
      worker.kill('SIGKILL')
    }
  })

  test('leave the mode of a folder alone that holds other things', async () => {
    fs.writeFileSync(path.join(folder, 'holiday.jpg'), '')
    fs.chmodSync(folder, 0o755)
    const { engine } = await startEngine(folder)
    await engine.close()
    expect(mode(folder)).toBe('755')
  })

  test('never contain a key or the passphrase in clear', async () => {
    const { client, engine } = await startEngine(folder)
    await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
    await client.call('device.add', { name: 'Phone', key: 'rsa2048' })
    await client.call('site.add', {
      name: 'Cam',
      hosts: ['cam.local'],
      listen: '127.0.0.1:0',
      upstream: 'http://127.0.0.1:1',
    })
    await engine.close()
    // Every PKCS#8 key holds the OID of its algorithm right after its version: 02 01 00 30 … 06 … (RFC 5958).
    const rsa = Buffer.from('020100300d06092a864886f70d010101', 'hex')
    const ec = Buffer.from('020100301306072a8648ce3d0201', 'hex')
    for (const name of files()) {
      const bytes = fs.readFileSync(path.join(folder, name))
      for (const secret of [rsa, ec, Buffer.from('PRIVATE KEY'), Buffer.from(PASSPHRASE)]) {
        expect([name, bytes.includes(secret)]).toEqual([name, false])
      }
    }
  })
})

describe('a data folder that cannot be used', () => {
  test('is refused while another process has it, and free again when that one was killed', async () => {
    const worker = spawn(process.execPath, [child, folder, 'hold'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise((resolve) => worker.once('close', resolve))
    await new Promise((resolve) => worker.stdout.once('data', resolve))
    await expect(open(folder)).rejects.toMatchObject({ code: 'store/in-use' })
    worker.kill('SIGKILL')
    await ended
    const { engine } = await startEngine(folder)
    await engine.close()
  })

  test('is refused within one process too, without loosening the first lock', async () => {
    const first = await startEngine(folder)
    await expect(open(folder)).rejects.toMatchObject({ code: 'store/in-use' })
    const second = spawnSync(process.execPath, [child, folder, 'hold'], { encoding: 'utf8' })
    expect(second.stdout).toContain('store/in-use')
    await first.engine.close()
  })

  test('is refused when a newer version wrote it, and stays as it is', async () => {
    await fill()
    const newer = new DatabaseSync(database())
    newer.exec('PRAGMA user_version = 9999')
    newer.close()
    const before = content()
    await expect(open(folder)).rejects.toMatchObject({
      code: 'store/newer-version',
      message: expect.stringContaining('9999'),
    })
    expect(content()).toEqual(before)
  })

  test.each([
    ['overwritten in the middle', (bytes: Buffer) => bytes.fill(0xa5, 4096, bytes.length - 4096)],
    ['no database at all', (bytes: Buffer) => bytes.fill('not a database. ')],
    ['cut short', (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2))],
    ['emptied', () => Buffer.alloc(0)],
  ])(
    'is refused when the database is damaged (%s): nothing is overwritten, the snapshot is named',
    async (_how, damage) => {
      await fill()
      fs.writeFileSync(database(), damage(fs.readFileSync(database())))
      const before = content()
      const snapshot = Object.keys(before).find((name) => name.startsWith('snapshots/'))
      const error = (await open(folder).catch((reason: unknown) => reason)) as { code: string; remedy: string }
      expect(['store/corrupt', 'store/missing']).toContain(error.code)
      expect(error.remedy).toContain(snapshot)
      expect(content()).toEqual(before)
      // What the remedy says works.
      fs.copyFileSync(path.join(folder, snapshot ?? ''), database())
      const { client, engine } = await startEngine(folder)
      expect(await client.call('device.list', {})).toHaveLength(5)
      await engine.close()
    },
  )

  test('is refused when it is a file', async () => {
    const file = path.join(folder, 'file')
    fs.writeFileSync(file, 'x')
    await expect(open(file)).rejects.toMatchObject({ code: 'store/not-a-folder' })
    expect(fs.readFileSync(file, 'utf8')).toBe('x')
  })
})

describe('a disk', needs('mounts'), () => {
  test('that is read-only is told as such, and nothing is changed', async () => {
    await fill()
    const before = content()
    const said = inMount(
      `mount --bind '${folder}' '${folder}' && mount -o remount,ro,bind '${folder}' && '${process.execPath}' '${child}' '${folder}' hold || true`,
    )
    expect(said).toContain('store/read-only')
    expect(content()).toEqual(before)
  })

  test('that is full fails the call with a clear error and keeps the state before it, and the sites keep serving', () => {
    const said = inMount(
      `mount -t tmpfs -o size=1500k tmpfs '${folder}' && '${process.execPath}' '${failing}' '${folder}' fill`,
    )
    const result = JSON.parse(said) as Failing
    expect(result.code).toBe('store/full')
    expect(result.listed).toBe(result.answered)
    expect(result.afterwards).toBe(result.answered + 1)
    expect([result.before, result.meanwhile]).toEqual([LET_IN_AND_NOT, LET_IN_AND_NOT])
  })
})

describe('a disk that is damaged', needs('strace'), () => {
  // Some time after the house stands, which takes about 30 and 250 of these, and before it has 500 devices.
  test.each(['fsync,fdatasync:error=EIO:when=90+', 'pwrite64:error=EIO:when=1500+'])(
    'fails the call with a clear error, loses nothing that was answered, and the sites keep serving (%s)',
    async (fault) => {
      const [call = ''] = fault.split(':')
      const strace = ['-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${fault}`]
      const { stdout } = spawnSync('strace', [...strace, process.execPath, failing, folder], { encoding: 'utf8' })
      const result = JSON.parse(stdout) as Failing
      expect(result.code).toBe('store/io')
      expect(result.listed).toBe(result.answered)
      expect([result.before, result.meanwhile]).toEqual([LET_IN_AND_NOT, LET_IN_AND_NOT])
      // On a disk that works again.
      const { client, engine } = await startEngine(path.join(folder, 'data'), { startSites: false })
      const kept = await client.call('device.list', {})
      expect(kept.length).toBeGreaterThanOrEqual(result.answered)
      await engine.close()
    },
  )
})

/** What `child-full-disk.ts` says. */
interface Failing {
  readonly code: string
  readonly answered: number
  readonly listed: number
  readonly afterwards: number | null
  readonly before: readonly number[]
  readonly meanwhile: readonly number[]
}
