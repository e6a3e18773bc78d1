import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../support/engine.ts'
import { childrenOf, startedWith } from '../../support/processes.ts'
import { needs } from '../../support/programs.ts'
import type { Try } from '../../support/child-planted-gate.ts'

const program = path.join(import.meta.dirname, '../../support/child-planted-engine.ts')
const folders: string[] = []
const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true })
})

/** The Node of the tests (`npm run test:nodes` has two), and another one where the environment names it. */
const nodes = [process.execPath, process.env['NODE_NEWEST']].filter((file) => file !== undefined)

interface Planted {
  readonly engine: ChildProcess
  readonly tries: readonly Try[]
  /** By the planted gate's own account. */
  readonly pid: number
  readonly ppid: number
  readonly writable: string
  readonly data: string
  readonly errors: () => string
}

/** Of `nobody`: what an ordinary account can do is tried where the tests run as root. */
const NOBODY = 65_534

async function plant(node: string, how: 'isolated' | 'plain', account: number | null = null): Promise<Planted> {
  const folder = temporaryFolder()
  folders.push(folder)
  const [data, writable] = [path.join(folder, 'data'), path.join(folder, 'writable')]
  fs.mkdirSync(writable)
  if (account !== null) for (const each of [folder, writable]) fs.chownSync(each, account, account)
  const { PATH = '', HOME = '' } = process.env
  const engine = spawn(node, ['--disable-warning=ExperimentalWarning', program, data, writable, how], {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(account === null ? {} : { uid: account, gid: account }),
    env: { PATH, HOME, VESTIBULE_PASSPHRASE: 'tidal otter lantern basin' },
  })
  running.push(engine)
  let errors = ''
  engine.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const line = await new Promise<string>((resolve, reject) => {
    engine.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))
    engine.once('error', reject)
    engine.once('exit', (code, signal) => reject(new Error(`the engine ended (${code ?? signal ?? ''}): ${errors}`)))
  })
  const { tries, pid, ppid } = JSON.parse(line) as { tries: Try[]; pid: number; ppid: number }
  return { engine, tries, pid, ppid, writable, data, errors: () => errors }
}

function print(node: string, how: string, tries: readonly Try[]): void {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  const rows = tries.map(({ what, outcome }) => `  ${what.padEnd(58)} ${outcome}`)
  console.log([`The planted gate on Node ${stdout.trim()}, ${how}:`, ...rows].join('\n'))
}

/** `T` while a process is stopped: proc_pid_stat(5). */
const stateOf = (pid: number): string =>
  fs
    .readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .slice(0, 1)

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('close', () => socket.destroy())
  })
}

const accounts = process.getuid?.() === 0 ? [null, NOBODY] : [null]

describe.each(nodes)('code in the gate’s place, on %s', (node) => {
  test.each(accounts)(
    'finds no file, no process, no signal, no debugger and no way into the engine (account %s)',
    needs('namespaces'),
    async (account) => {
      const { engine, tries, pid, ppid, writable, data, errors } = await plant(node, 'isolated', account)
      print(node, `in a namespace of its own${account === null ? '' : `, as account ${account}`}`, tries)
      expect(tries.filter(({ outcome }) => outcome === 'open')).toEqual([])
      expect(tries.length).toBeGreaterThan(40)
      expect([pid, ppid]).toEqual([1, 0])
      // The engine is as it was.
      expect(engine.exitCode).toBeNull()
      expect(stateOf(engine.pid ?? 0)).not.toBe('T')
      expect(errors()).not.toMatch(/Debugger listening/)
      expect(fs.readdirSync(writable)).toEqual([])
      expect(fs.existsSync(path.join(data, 'planted'))).toBe(false)
    },
  )

  test('where the kernel gives no namespace, can signal the engine and gains nothing by it', async () => {
    const debuggerOpen = await isOpen(9229)
    const { engine, tries, writable, errors } = await plant(node, 'plain')
    print(node, 'without one', tries)
    const open = tries.filter(({ outcome }) => outcome === 'open').map(({ what }) => what)
    // What the same account can do to its processes, and Node's permission model does not deny.
    const known = [
      'open the debugger of the engine',
      'lower the priority of the engine',
      'see the engine at all',
      'signal SIGUSR1 to its parent',
      'signal SIGUSR1 to the engine by its number',
    ]
    expect(open.filter((what) => !known.includes(what))).toEqual([])
    expect(engine.exitCode).toBeNull()
    expect(errors()).not.toMatch(/Debugger listening/)
    expect(await isOpen(9229)).toBe(debuggerOpen)
    expect(fs.readdirSync(writable)).toEqual([])
  })

  test('has a session and process group of its own', needs('linux'), async () => {
    const { engine } = await plant(node, 'plain')
    const groups = [engine.pid ?? 0, ...childrenOf(engine.pid ?? 0)].map((pid) => {
      const fields = fs
        .readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ')
      // proc_pid_stat(5): process group, session.
      return { pid, group: Number(fields[2]), session: Number(fields[3]) }
    })
    const [own, ...gates] = groups
    expect(gates.length).toBeGreaterThan(0)
    for (const gate of gates) {
      expect(gate.group).not.toBe(own?.group)
      expect(gate.session).not.toBe(own?.session)
      expect(startedWith(gate.pid, 'environ').join(' ')).not.toContain('otter')
    }
  })
})
