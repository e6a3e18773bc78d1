import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { serveInterface, type Served } from '../../electron/headless/interface/server.ts'
import { createDispatcher, type Dispatcher } from '../../electron/rpc/dispatch.ts'
import { connectLocalSocket, serveLocalSocket, type LocalTransport } from '../../electron/rpc/local-socket.ts'
import { pathFields } from '../../shared/contract/file-path.ts'
import { managing } from '../../shared/contract/managing.ts'
import { contract, type MethodName } from '../../shared/contract/index.ts'
import { transports, type TransportName } from '../../shared/contract/method.ts'
import type { Transport } from '../../shared/transport.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../support/engine.ts'
import { connectPageSocket, enterInterface, openInterface, transportOver } from '../support/interface-page.ts'

const folder = temporaryFolder()
const own = path.join(folder, 'authorized_keys')
const CONTENT = 'ssh-ed25519 AAAA the owner\n'
let running: TestEngine
let dispatcher: Dispatcher
let served: Served
let local: LocalTransport | null
let stopLocal: () => Promise<void>
const ways = {} as Record<TransportName, Transport>
const sockets: { terminate(): void }[] = []

beforeAll(async () => {
  const data = path.join(folder, 'data')
  running = await startEngine(data)
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  dispatcher = createDispatcher(running.engine, { onBug: (_method, error) => void running.bugs.push(error) })
  stopLocal = await serveLocalSocket(data, dispatcher.for({ via: 'local' }))
  local = await connectLocalSocket(data)
  served = await serveInterface({
    transportFor: (caller) => dispatcher.for(caller),
    interfaceFolder: folder,
    port: 0,
  })
  const browser = await openInterface(served)
  const stranger = await connectPageSocket(served.port, (await enterInterface(served.entrance())).cookie)
  sockets.push(browser.socket, stranger)
  if (!local) throw new Error('the local socket does not answer')
  Object.assign(ways, {
    direct: dispatcher,
    local,
    // The desktop's IPC hands its calls to exactly this.
    window: dispatcher.for({ via: 'window' }),
    browser,
    page: transportOver(stranger),
    // Behind the gate: test/behaviour/headless/manage.test.ts.
    device: dispatcher.for({ via: 'device', session: 'one', device: 'Phone' }),
  } satisfies typeof ways)
})
afterAll(async () => {
  for (const socket of sockets) socket.terminate()
  local?.close()
  await stopLocal()
  await served.close()
  await running.engine.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const methods = Object.keys(contract) as MethodName[]
const codeOf = async (via: TransportName, method: MethodName, input: unknown): Promise<string> => {
  const envelope = await ways[via].call(method, input)
  return envelope.ok ? 'ok' : envelope.error.code
}

describe.each(transports)('over %s', (via) => {
  test.each(methods)('%s is called only where the contract says so', async (method) => {
    // No method takes text: an allowed call gets as far as its input, where the passphrase comes with it first.
    const proof = (managing as Partial<Record<MethodName, string>>)[method]
    const allowed = via === 'device' && proof === 'passphrase' ? 'session/passphrase-each-time' : 'app/invalid-input'
    const code = await codeOf(via, method, 'no input')
    const refusal = via === 'page' ? 'session/not-let-in' : 'app/not-from-here'
    expect(code).toBe(contract[method].from.includes(via) ? allowed : refusal)
  })
})

test('a page that has shown nothing may ask which program answers, and learns nothing of this house', async () => {
  expect(methods.filter((method) => contract[method].from.includes('page'))).toEqual(['app.status'])
  const answer = await ways.page.call('app.status', {})
  expect(answer).toMatchObject({ ok: true, value: { shell: 'headless', dataFolder: '', computer: { addresses: [] } } })
  expect(JSON.stringify(answer)).not.toContain(folder)
})

/** For each method that takes a path, an input that names a file of the owner. */
const naming: Partial<Record<MethodName, Record<string, unknown>>> = {
  'backup.create': { file: own, overwrite: true, passphrase: PASSPHRASE },
  'backup.setSchedule': { every: 'day', hour: 3, keep: 7, folder: own, backupPassphrase: PASSPHRASE },
  'backup.inspect': { file: own, passphrase: PASSPHRASE },
  'backup.restore': { file: own, passphrase: PASSPHRASE, replace: true },
  'site.add': {
    name: 'Camera',
    hosts: ['localhost'],
    listen: '127.0.0.1:0',
    upstream: 'http://127.0.0.1:9',
    certificateFiles: { cert: own, key: own },
  },
  'site.set': { site: 'Camera', certificateFiles: { cert: own, key: own } },
}

describe('a page in a browser names no file of the computer', () => {
  const takers = methods.filter((method) => pathFields(contract[method].input).length > 0)

  test('every method that takes a path is tried', () => {
    expect(takers.toSorted()).toEqual(Object.keys(naming).toSorted())
  })

  test.each(takers)('%s', async (method) => {
    fs.writeFileSync(own, CONTENT)
    const input = naming[method]
    expect(contract[method].input.safeParse(input).success).toBe(true)
    expect(await codeOf('browser', method, input)).toBe('app/path-from-browser')
    expect(fs.readFileSync(own, 'utf8')).toBe(CONTENT)
  })

  test.each(takers)('%s from a device', async (method) => {
    const code = await codeOf('device', method, { ...naming[method], passphrase: PASSPHRASE })
    expect(code).toBe(contract[method].from.includes('device') ? 'app/path-from-browser' : 'app/not-from-here')
  })

  test('elsewhere the same call is not refused for its path', async () => {
    const others = takers.filter((method) => method !== 'backup.create')
    for (const method of others) {
      expect(await codeOf('local', method, naming[method])).not.toBe('app/path-from-browser')
    }
  })

  test('nothing in the place of a path is none', async () => {
    expect(await codeOf('browser', 'site.set', { site: 'nobody', certificateFiles: null })).toBe('site/not-found')
  })
})

describe('paths are found in schemas', () => {
  interface Definition {
    readonly type: string
    readonly shape?: Readonly<Record<string, z.ZodType>>
    readonly innerType?: z.ZodType
    readonly element?: z.ZodType
    readonly options?: readonly z.ZodType[]
  }
  /** Every field of an input that is a text. */
  function texts(schema: z.ZodType, at: readonly string[] = []): (readonly string[])[] {
    const { type, shape = {}, innerType, element, options = [] } = schema.def as unknown as Definition
    if (type === 'string') return [at]
    return [
      ...Object.entries(shape).flatMap(([name, inner]) => texts(inner, [...at, name])),
      ...(element ? texts(element, [...at, '*']) : []),
      ...[innerType, ...options].flatMap((inner) => (inner ? texts(inner, at) : [])),
    ]
  }
  /** Names that sound like a path, and are none. */
  const others: Readonly<Record<string, string>> = {
    'app.share file.fileName': 'a name for the file that is shared',
    'app.share file.mediaType': 'no name at all',
    'app.share file.base64': 'a content',
    'site.acme.use directory': 'the address of an authority',
    'site.acme.check directory': 'the same',
    'handoff.write drive': 'an id of the list of drives',
  }
  const sounding = methods.flatMap((method) =>
    texts(contract[method].input)
      .filter((field) => /(?:^|\.)(?:\w*path|file\w*|\w*folder|dir\w*|place|drive|out)(?:\.|$)/i.test(field.join('.')))
      .map((field) => [method, field.join('.')] as const),
  )

  test.each(sounding)('%s: %s', (method, field) => {
    const known = pathFields(contract[method].input).map((one) => one.join('.'))
    const ofContent = /(?:^|\.)(?:base64|password|name|mediaType|fileName)$/.test(field)
    // The paths of rules belong to addresses: they begin with `/`, and are asked of the upstream.
    const ofAddress = /^(?:rule|site)\./.test(method) && /(?:^|\.)path$/.test(field)
    expect(known.includes(field) || ofContent || ofAddress || `${method} ${field}` in others).toBe(true)
  })
})

describe('nothing that exists is replaced unasked', () => {
  test.each<TransportName>(['direct', 'local', 'window'])('a backup over %s', async (via) => {
    fs.writeFileSync(own, CONTENT)
    const input = { file: own, passphrase: PASSPHRASE }
    expect(await codeOf(via, 'backup.create', input)).toBe('app/file-exists')
    expect(fs.readFileSync(own, 'utf8')).toBe(CONTENT)
  })

  test('is replaced when it is said so, and made where there is none', async () => {
    fs.writeFileSync(own, CONTENT)
    expect(await codeOf('local', 'backup.create', { file: own, overwrite: true, passphrase: PASSPHRASE })).toBe('ok')
    expect(fs.readFileSync(own, 'latin1')).toMatch(/^age-encryption\.org\/v1/)
    fs.rmSync(own)
    expect(await codeOf('local', 'backup.create', { file: own, passphrase: PASSPHRASE })).toBe('ok')
    expect(fs.readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
  })
})

describe('a device that came through the gate', () => {
  test('opens no other way in, and takes nothing out', () => {
    const never = methods.filter((method) =>
      /^(?:manage\.o|person|authority\.(?:create|import|trust|renew|set|remove|unlock|forget)|backup\.(?!schedule$)|store\.restore|passphrase\.change|handoff|notify\.(?!list)|session\.end|app\.(?:entrance|share|opened)|settings\.set|site\.(?:export|saveExport)|update\.(?:set|check))/.test(
        method,
      ),
    )
    expect(never.length).toBeGreaterThan(25)
    expect(never.filter((method) => contract[method].from.includes('device'))).toEqual([])
  })

  test('marks no device, whatever passphrase it has', async () => {
    await running.client.call('device.add', { name: 'Laptop', key: 'p256', passphrase: PASSPHRASE })
    const input = { device: 'Laptop', passphrase: PASSPHRASE }
    expect(await codeOf('device', 'device.set', { ...input, mayManage: true })).toBe('app/not-from-here')
    expect(await codeOf('device', 'device.set', { ...input, mayManage: false })).toBe('app/not-from-here')
    expect(await codeOf('device', 'device.set', { ...input, groups: ['family'] })).toBe('ok')
  })

  test('brings the passphrase each time, also while the vault is unlocked, and unlocks nothing by it', async () => {
    const input = { device: 'Laptop', name: 'Laptop' }
    await running.client.call('authority.unlock', { passphrase: PASSPHRASE })
    expect(await codeOf('device', 'device.renew', { device: 'Laptop' })).toBe('session/passphrase-each-time')
    expect(await codeOf('device', 'device.set', input)).toBe('session/passphrase-each-time')
    expect(await codeOf('device', 'device.set', { ...input, passphrase: '' })).toBe('session/passphrase-each-time')
    expect(await codeOf('window', 'device.set', input)).toBe('ok')
    await running.client.call('authority.lock', {})
    expect(await codeOf('device', 'device.set', { ...input, passphrase: 'another' })).toBe('authority/wrong-passphrase')
    expect(await codeOf('device', 'device.renew', { device: 'Laptop', passphrase: PASSPHRASE })).toBe('ok')
    expect((await running.client.call('app.status', {})).locked).toBe(true)
    expect(await ways.device.call('app.status', {})).toMatchObject({ value: { locked: true, asDevice: 'Phone' } })
  })

  test('is named in the audit log, also with what it tried in vain', async () => {
    const entries = await running.client.call('audit.list', { limit: 50 })
    const own = entries
      .filter(({ device }) => device === 'Phone')
      .map(({ via, method, outcome }) => [via, method, outcome])
    expect(own).toContainEqual(['device', 'device.set', 'done'])
    expect(own).toContainEqual(['device', 'device.set', 'authority/wrong-passphrase'])
  })
})
