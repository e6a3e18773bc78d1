import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connectLocalSocket } from '../../../electron/rpc/local-socket.ts'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { electronRuntime } from '../../support/electron-runtime.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { startForeignListener } from '../../support/foreign-listener.ts'
import { freePort } from '../../support/gate.ts'
import { childrenOf, startedWith } from '../../support/processes.ts'
import { needs } from '../../support/programs.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const { PATH = '', HOME = '' } = process.env
let folder = ''
let data = ''
let running: { stop(): unknown }[] = []
beforeEach(() => {
  folder = temporaryFolder()
  data = path.join(folder, 'data')
  running = []
})
afterEach(async () => {
  for (const each of running) await each.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

async function serve(...args: string[]): Promise<RunningServe & { readonly errors: () => string }> {
  const one = await startServe(['--data', data, ...args])
  running.push(one)
  let errors = ''
  one.process.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  return { ...one, errors: () => errors }
}

/** Whether the program goes on doing what it is there for. */
async function works(): Promise<boolean> {
  const client = await connectLocalSocket(data)
  const answer = await client?.call('app.status', {})
  client?.close()
  return answer?.ok === true && (answer.value as { gate: { state: string } }).gate.state !== 'failed'
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('readers that went away', () => {
  test('of both outputs are missed by nobody: what is told later is lost, the program goes on', async () => {
    await createHome(data, 'p256')
    const one = await serve()
    one.process.stdout?.destroy()
    one.process.stderr?.destroy()
    // A bug of the engine, which is written to standard error: files wait in a folder, and that is none.
    fs.rmSync(path.join(data, 'vestibule-transfer'), { recursive: true, force: true })
    fs.writeFileSync(path.join(data, 'vestibule-transfer'), '')
    for (let n = 0; n < 3; n += 1) {
      const client = await connectLocalSocket(data)
      const made = await client?.call('backup.create', { passphrase: PASSPHRASE })
      client?.close()
      expect(made).toMatchObject({ ok: false, error: { code: 'app/unexpected' } })
    }
    expect(one.process.exitCode).toBeNull()
    expect(await works()).toBe(true)
  })
})

describe('what makes it convenient', () => {
  test('the port of the interface, taken by another program, is told and another one is used', async () => {
    const port = await freePort()
    const other = await startForeignListener(port)
    running.push({ stop: () => other.close() })
    const one = await serve('--ui-port', String(port))
    expect(new URL(one.url).port).not.toBe(String(port))
    expect((await fetch(one.url, { method: 'HEAD' })).status).toBe(200)
    expect(await works()).toBe(true)
  })

  test('the place of the command line’s socket, which cannot be had, is another one', async () => {
    fs.mkdirSync(path.join(data, 'vestibule.sock/in-the-way'), { recursive: true })
    await serve()
    expect(await works()).toBe(true)
    expect(documentOf(await cli(['site', 'list', '--json', '--data', data]))).toEqual({ ok: true, value: [] })
  })

  test('the announcement, which cannot be written, is told, and the program is ready', async () => {
    fs.mkdirSync(path.join(data, 'vestibule.instance.new/in-the-way'), { recursive: true })
    const one = await serve()
    expect((await fetch(one.url, { method: 'HEAD' })).status).toBe(200)
    expect(one.process.exitCode).toBeNull()
  })

  test('an interface that cannot be built is told, and the program is ready', async () => {
    const copy = path.join(folder, 'copy')
    fs.mkdirSync(copy)
    for (const name of ['electron', 'shared'])
      fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
    fs.mkdirSync(path.join(copy, 'renderer'))
    fs.writeFileSync(path.join(copy, 'renderer/main.tsx'), '')
    const about = { version: '0.0.0', type: 'module', scripts: { 'build:ui': 'exit 1' } }
    fs.writeFileSync(path.join(copy, 'package.json'), JSON.stringify(about))
    const child = spawn(
      process.execPath,
      [path.join(copy, 'electron/headless/vestibule.js'), 'serve', '--no-open', '--json', '--data', data],
      { env: { PATH, HOME }, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    running.push({ stop: () => child.kill('SIGKILL') })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))))
    const { value } = JSON.parse(line) as { value: { url: string } }
    expect(errors).toContain('The interface could not be built')
    const entered = await fetch(value.url, { redirect: 'manual' })
    const cookie = entered.headers.getSetCookie()[0] ?? ''
    const page = await fetch(new URL('/', value.url), { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect([page.status, await page.text()]).toEqual([503, expect.stringContaining('npm run build:ui')])
    expect(await works()).toBe(true)
  })

  test('the port of the interface, flooded with connections, leaves the command line and the gate alone', async () => {
    const one = await serve()
    const port = Number(new URL(one.url).port)
    const flood = Array.from({ length: 600 }, () => net.connect(port, '127.0.0.1').on('error', () => undefined))
    running.push({ stop: () => flood.forEach((socket) => socket.destroy()) })
    const settled = (): number => flood.filter((socket) => socket.readyState === 'open' || socket.destroyed).length
    await expect.poll(settled, { timeout: 60_000 }).toBe(600)
    expect(await works()).toBe(true)
    // 256 are held at most; the others were turned away.
    const turnedAway = (): number => flood.filter(({ destroyed }) => destroyed).length
    await expect.poll(turnedAway, { timeout: 60_000 }).toBeGreaterThanOrEqual(600 - 256)
  })
})

test('no memory of it is written to the disk when it crashes', needs('linux'), async () => {
  const one = await serve()
  const engine = one.process.pid ?? 0
  for (const pid of [engine, ...childrenOf(engine)]) {
    const limits = fs.readFileSync(`/proc/${pid}/limits`, 'utf8')
    expect(/^Max core file size\s+(\S+)\s+(\S+)/m.exec(limits)?.slice(1)).toEqual(['0', '0'])
  }
})

describe('SIGUSR1 opens no debugger', () => {
  const errorsOf = (child: ChildProcess): (() => string) => {
    let errors = ''
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    return () => errors
  }

  test('in the program and its gate, and both go on', async () => {
    const one = await serve()
    const engine = one.process.pid ?? 0
    const all = [engine, ...childrenOf(engine)]
    expect(all.length).toBe(2)
    for (const pid of all) process.kill(pid, 'SIGUSR1')
    // A signal is handled before what is asked after it is answered.
    expect(await works()).toBe(true)
    expect(all.filter(isAlive)).toEqual(all)
    expect(one.errors()).not.toContain('Debugger')
  })

  test('in a command that waits', needs('linux'), async () => {
    const one = await serve()
    const follow = spawn(
      process.execPath,
      [path.join(root, 'electron/headless/vestibule.js'), 'activity', '--follow', '--data', data],
      { env: { PATH, HOME }, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    running.push({ stop: () => follow.kill('SIGKILL') })
    const errors = errorsOf(follow)
    // SigCgt of proc_pid_status(5): the signals that are caught; SIGTERM is the fifteenth, by which it shall end.
    await expect
      .poll(() => {
        const caught = /^SigCgt:\s*([0-9a-f]+)/m.exec(fs.readFileSync(`/proc/${follow.pid ?? 0}/status`, 'utf8'))?.[1]
        return (BigInt(`0x${caught ?? '0'}`) >> 14n) & 1n
      })
      .toBe(1n)
    follow.kill('SIGUSR1')
    expect(await works()).toBe(true)
    expect(follow.exitCode).toBeNull()
    expect(errors()).not.toContain('Debugger')
    await one.stop()
  })
})

describe('a stop that is asked for', () => {
  /** The program below a runner of scripts. */
  function programBelow(pid: number): number | null {
    for (const child of childrenOf(pid)) {
      const words = startedWith(child, 'cmdline')
      if (words[0]?.endsWith('node') === true && words.includes('serve')) return child
      const below = programBelow(child)
      if (below !== null) return below
    }
    return null
  }

  test.each([
    ['npm run -s vestibule -- serve', ['run', '-s', 'vestibule', '--', 'serve'], 'SIGTERM'],
    ['npm run -s vestibule -- serve', ['run', '-s', 'vestibule', '--', 'serve'], 'SIGHUP'],
    // Where Electron's runtime is, it starts the desktop app, which has no such line to wait for.
    ...(electronRuntime() === null ? [['npm start', ['start', '--'], 'SIGTERM'] as const] : []),
    // Its shell goes on then, and is no parent that anybody could end.
    ['npm run -s vestibule -- serve', ['run', '-s', 'vestibule', '--', 'serve'], 'SIGKILL'],
  ] as const)('of %s (%s, %s) reaches the program', needs('linux'), async (_what, words, signal) => {
    const npm = spawn('npm', [...words, '--no-open', '--json', '--data', data], {
      cwd: root,
      env: { PATH, HOME },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    npm.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    await expect.poll(() => text, { timeout: 90_000 }).toContain('"ready"')
    const [program] = [programBelow(npm.pid ?? 0) ?? npmChild(npm.pid ?? 0)]
    expect(isAlive(program)).toBe(true)
    const [gate = 0] = childrenOf(program)
    npm.kill(signal)
    await expect.poll(() => isAlive(program), { timeout: 30_000 }).toBe(false)
    await expect.poll(() => isAlive(gate), { timeout: 30_000 }).toBe(false)
    // In order, not cut: the folder says that nobody is there any more.
    expect(fs.existsSync(path.join(data, 'vestibule.instance'))).toBe(false)
  })

  /** `npm start` runs the program in the process of its own script. */
  function npmChild(pid: number): number {
    const [child] = childrenOf(pid)
    if (child === undefined) return pid
    const words = startedWith(child, 'cmdline')
    return words.some((word) => word.endsWith('start.js')) && words[0]?.endsWith('node') === true
      ? child
      : npmChild(child)
  }

  test('while it is starting is an orderly one', async () => {
    const child = spawn(
      process.execPath,
      [path.join(root, 'electron/headless/vestibule.js'), 'serve', '--no-open', '--json', '--data', data],
      { env: { PATH, HOME }, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    // The database is the first that it makes.
    await expect.poll(() => fs.existsSync(path.join(data, 'vestibule.db')), { timeout: 60_000, interval: 5 }).toBe(true)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(fs.existsSync(path.join(data, 'vestibule.instance'))).toBe(false)
  })
})
