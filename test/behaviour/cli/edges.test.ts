import { execFile, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { AppError } from '../../../shared/errors/index.ts'
import { cli, documentOf, startServe } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { entry, programCommand } from '../../support/program.ts'
import { needs } from '../../support/programs.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const { version } = JSON.parse(fs.readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

describe('the port of the interface', () => {
  test.each(['65536', '-1', 'http'])('%s is wrong usage', async (port) => {
    const result = await cli(['serve', '--no-open', '--json', `--ui-port=${port}`, '--data', data])
    expect(result.status).toBe(2)
    expect(documentOf(result)).toMatchObject({ ok: false, error: { code: 'app/usage' } })
  })
})

describe('activity --follow', () => {
  test('says so when nothing runs that could be followed, and keeps nobody out', async () => {
    const result = await cli(['activity', '--follow', '--json', '--data', data])
    expect(result.status).toBe(1)
    expect(documentOf(result)).toMatchObject({ ok: false, error: { code: 'app/not-running' } })
  })

  // Only Linux lists the connections of a process in a file.
  test('ends with the instance, also when that is killed', needs('linux'), async () => {
    const serve = await startServe(['--data', data])
    const { PATH = '', HOME = '' } = process.env
    const [program, ...words] = programCommand()
    const child = spawn(program, [...words, 'activity', '--follow', '--json', '--data', data], {
      env: { PATH, HOME },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
    // It is connected when a line that it causes to be logged could arrive: the socket of the instance has a client.
    await expect.poll(() => connections(serve.process.pid ?? 0), { timeout: 20_000 }).toBeGreaterThan(0)
    // Both sides first prove that they can read the folder. Whoever comes later and is answered, came after that.
    expect((await cli(['activity', '--json', '--data', data])).status).toBe(0)
    serve.process.kill('SIGKILL')
    expect(await ended).toBe(1)
    expect(JSON.parse(text)).toMatchObject({ ok: false, error: { code: 'app/not-connected' } })
    expect(errors).toBe('')
  })
})

/** Connected local sockets of a process, from the kernel's own list (ss(8) reads the same file). */
function connections(pid: number): number {
  const inodes = fs
    .readdirSync(`/proc/${pid}/fd`)
    .map((fd) => /^socket:\[(\d+)\]$/.exec(fs.readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1])
  const lines = fs.readFileSync('/proc/net/unix', 'utf8').split('\n')
  // Num RefCount Protocol Flags Type St Inode Path; state 03 is SS_CONNECTED.
  const rows = lines.map((row) => row.trim().split(/\s+/))
  return rows.filter(([, , , , , state, inode, name]) => {
    return state === '03' && inodes.includes(inode) && name === path.join(data, 'vestibule.sock')
  }).length
}

test('commands that meet on one data folder wait for each other', async () => {
  const names = ['Alice', 'Bob', 'Carol']
  const env = { VESTIBULE_PASSPHRASE: PASSPHRASE }
  await createHome(data, 'p256')
  const results = await Promise.all(
    names.map((name) => cli(['--json', 'device', 'add', name, '--key', 'p256', '--data', data], env)),
  )
  expect(results.map(({ status }) => status)).toEqual([0, 0, 0])
  const list = documentOf(await cli(['--json', 'device', 'list', '--data', data]))
  const value = (list.ok ? list.value : []) as unknown as { name: string }[]
  expect(value.map(({ name }) => name).toSorted()).toEqual(names)
})

describe('flags that every command has', () => {
  test.each([[['--version']], [['device', 'list', '--version']], [['--version', 'frobnicate']]])(
    '%j tells the version and does nothing',
    async (args) => {
      expect(await cli(args)).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
      expect(documentOf(await cli([...args, '--json']))).toEqual({ ok: true, value: { version } })
    },
  )

  test('--help is one document with --json', async () => {
    const document = documentOf(await cli(['device', '--help', '--json']))
    expect(document.ok && document.value['help']).toContain('vestibule device revoke')
  })

  test('what stands after -- is a name, not a flag', async () => {
    const result = await cli(['device', 'show', '--data', data, '--', '--version'])
    expect(result.stderr).toContain('There is no device called “--version”.')
  })
})

describe('a Node that is too old', () => {
  const stub = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })"
  const run = (...args: string[]) =>
    new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) => {
      const node = [`--import=data:text/javascript,${encodeURIComponent(stub)}`, entry, ...args]
      execFile(process.execPath, node, (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }))
    })

  test('is told with the words of the catalogue', async () => {
    const { code, message, remedy } = new AppError('app/node-too-old', { version: '20.20.2' }).toFailure()
    expect(await run('device', 'list')).toEqual({ status: 1, stdout: '', stderr: `${message}\n${remedy}\n` })
    const json = await run('device', 'list', '--json')
    expect(json).toMatchObject({ status: 1, stderr: '' })
    expect(JSON.parse(json.stdout)).toEqual({ ok: false, error: { code, message, remedy } })
  })
})
