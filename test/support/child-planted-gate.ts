/**
 * Code in the gate's place, as if somebody had taken the gate over: it tries what its account can do to this computer, and
 * tells its parent what came of each. Started by the program's own launcher (child-planted-engine.ts), with what it is
 * after in a message.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

export interface Targets {
  /** Of the engine, outside. */
  readonly pid: number
  readonly data: string
  /** A folder that its account may write to. */
  readonly writable: string
  readonly interfacePort: number
  /** Whether it may stop and kill its parent, should it be able to. */
  readonly deadly: boolean
}

export interface Try {
  readonly what: string
  /** `open`: it worked. */
  readonly outcome: string
}

/** Marks what must not work; the others are noted only. */
type Attempt = readonly [what: string, work: () => unknown]

const require = createRequire(import.meta.url)
const asked = (name: string): unknown => process.getBuiltinModule(name)

function connects(where: net.NetConnectOpts, say: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(where)
    let heard = ''
    socket.on('connect', () => socket.write(say))
    socket.on('data', (data) => (heard += data.toString('latin1')))
    socket.on('error', reject)
    socket.on('close', () => resolve(heard))
  })
}

function attempts(targets: Targets): Attempt[] {
  const { pid, data, writable, interfacePort } = targets
  const at = (name: string): string => path.join(data, name)
  const signal = (name: NodeJS.Signals | 0): Attempt[] => [
    [`signal ${name} to its parent`, () => sendTo(process.ppid, name)],
    [`signal ${name} to the engine by its number`, () => sendTo(pid, name)],
  ]
  return [
    ['read the database', () => fs.readFileSync(at('vestibule.db'))],
    ['read the service key', () => fs.readFileSync(at('service.key'))],
    ['read the key of the local socket', () => fs.readFileSync(at('vestibule.instance'))],
    ['list the data folder', () => fs.readdirSync(data)],
    ['see whether a file is there', () => refuseFalse(fs.existsSync(at('service.key')))],
    ['read a file of the system', () => fs.readFileSync('/etc/passwd')],
    ['read through a file descriptor that was left open', readDescriptors],
    ['open the database with SQLite', () => openSqlite(at('vestibule.db'))],
    ['write a file with SQLite', () => openSqlite(path.join(writable, 'planted.db'))],
    ['read a file as a module', () => require(at('service.key'))],
    ['read a file as an environment', () => process.loadEnvFile(at('service.key'))],
    ['read its own environment from /proc', () => fs.readFileSync('/proc/self/environ')],
    ['read the environment of the engine', () => fs.readFileSync(`/proc/${pid}/environ`)],
    ['open the memory of the engine', () => fs.openSync(`/proc/${pid}/mem`, 'r+')],
    ['list the descriptors of the engine', () => fs.readdirSync(`/proc/${pid}/fd`)],
    ['write a file', () => fs.writeFileSync(path.join(writable, 'planted'), '')],
    ['write into the data folder', () => fs.writeFileSync(at('planted'), '')],
    ['write into its own code', () => fs.appendFileSync(import.meta.filename, '')],
    ['make a link', () => fs.symlinkSync('/etc/passwd', path.join(writable, 'planted-link'))],
    ['write a report', () => process.report.writeReport(path.join(writable, 'planted-report'))],
    ['change its folder', () => process.chdir(data)],
    ['start a process', () => (asked('child_process') as typeof import('node:child_process')).execFileSync('true')],
    ['start a process by the binding', () => internal('spawn_sync')],
    ['become another program', () => (process as { execve?(file: string): void }).execve?.('/bin/true') ?? missing()],
    [
      'start a thread',
      () => new (asked('worker_threads') as typeof import('node:worker_threads')).Worker('', { eval: true }),
    ],
    ['load an addon', () => process.dlopen({ exports: {} }, path.join(writable, 'planted.node'))],
    ['call into the system (node:ffi)', () => asked('node:ffi') ?? missing()],
    ['use WASI', () => startWasi()],
    ['run code from a string', () => Reflect.construct(Function, ['1'])],
    ['open its own debugger', () => (asked('inspector') as typeof import('node:inspector')).open(0)],
    ['open the debugger of the engine', () => debugProcess(pid)],
    ['lower the priority of the engine', () => os.setPriority(pid, 10)],
    ['see the engine at all', () => sendTo(pid, 0)],
    ...signal('SIGUSR1'),
    ['read the interface', () => readInterface(interfacePort)],
    ['speak over the local socket', () => speakLocally(at('vestibule.sock'))],
    ...(targets.deadly ? (['SIGUSR2', 'SIGHUP', 'SIGTERM', 'SIGSTOP', 'SIGKILL'] as const).flatMap(signal) : []),
  ]
}

/** In a namespace of its own its parent has no number. */
function sendTo(pid: number, signal: NodeJS.Signals | 0): void {
  if (pid === 0) throw coded('no number to send it to')
  process.kill(pid, signal)
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code })
}
function missing(): never {
  throw coded('not in this Node')
}
function refuseFalse(found: boolean): void {
  if (!found) throw coded('not seen')
}
function openSqlite(file: string): void {
  const sqlite = asked('node:sqlite') as typeof import('node:sqlite') | undefined
  if (!sqlite) missing()
  new sqlite.DatabaseSync(file).exec('CREATE TABLE planted (a)')
}
function startWasi(): void {
  const { WASI } = asked('wasi') as typeof import('node:wasi')
  new WASI({ version: 'preview1', preopens: { '/': '/' } }).getImportObject()
}
function internal(name: string): unknown {
  return (process as unknown as { binding(name: string): unknown }).binding(name)
}
function debugProcess(pid: number): void {
  ;(process as unknown as { _debugProcess(pid: number): void })._debugProcess(pid)
}
/** 0 to 2 are its own streams, 3 the channel to its parent; Node has pipes and timers of its own. */
function readDescriptors(): void {
  for (let descriptor = 4; descriptor < 64; descriptor += 1) {
    try {
      if (fs.fstatSync(descriptor).isFile()) return
    } catch {
      // None of that number.
    }
  }
  throw coded('there is none')
}
/** Everybody of this computer reaches the port; it is asked whether that opens anything. */
async function readInterface(port: number): Promise<void> {
  const where = { host: '127.0.0.1', port }
  const host = `Host: 127.0.0.1:${port}\r\n`
  const page = await connects(where, `GET / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)
  const upgrade = `Origin: http://127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n`
  const socket = await connects(where, `GET /rpc HTTP/1.1\r\n${host}${upgrade}\r\n`)
  const statuses = [page, socket].map((answer) => answer.slice(9, 12))
  if (statuses.every((status) => status === '403')) throw coded(statuses.join(', '))
}
async function speakLocally(place: string): Promise<void> {
  const nonce = 'n'.repeat(43)
  const heard = await connects({ path: place }, `${JSON.stringify({ nonce })}\n${JSON.stringify({ proof: nonce })}\n`)
  if (!heard.includes('envelope') && !heard.includes('event')) throw coded('closed without its key')
}

async function run(targets: Targets): Promise<void> {
  const tries: Try[] = []
  for (const [what, work] of attempts(targets)) {
    try {
      await work()
      tries.push({ what, outcome: 'open' })
    } catch (error) {
      tries.push({ what, outcome: error instanceof Error && 'code' in error ? String(error.code) : String(error) })
    }
  }
  process.send?.({ type: 'tries', tries, ppid: process.ppid, pid: process.pid })
}

process.on('SIGUSR1', () => undefined)
process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  if ((message as { type: string }).type === 'stop') process.exit(0)
  if ((message as { type: string }).type === 'targets') void run((message as { targets: Targets }).targets)
})
process.send?.({ type: 'ready' })
