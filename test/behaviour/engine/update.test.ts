import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { portOf } from '../../support/acme-client.ts'
import { startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { needs } from '../../support/programs.ts'

const DAY = 86_400_000

/** A release server: what it answers to each path. */
let server: http.Server
let url = ''
let answers = new Map<string, Buffer | ((response: http.ServerResponse) => void)>()
let requests: http.IncomingMessage[] = []
const keys = temporaryFolder()
let folder = ''
let running: TestEngine
let now = 0
let uptime = 0

/** Key pairs of minisign(1), without a password. @returns the line of the public one */
function makeKey(name: string): string {
  const [publicFile, secretFile] = [path.join(keys, `${name}.pub`), path.join(keys, name)]
  execFileSync('minisign', ['-G', '-W', '-f', '-p', publicFile, '-s', secretFile], { stdio: 'ignore' })
  return fs.readFileSync(publicFile, 'utf8').split('\n')[1] ?? ''
}

describe('newer versions', needs('minisign'), () => {
  let publicKey = ''
  beforeAll(async () => {
    publicKey = makeKey('ours')
    makeKey('others')
    server = http.createServer((request, response) => {
      requests.push(request)
      const answer = answers.get(request.url ?? '')
      if (answer === undefined) response.writeHead(404).end()
      else if (typeof answer === 'function') answer(response)
      else response.end(answer)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${portOf(server)}/latest.json`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
    fs.rmSync(keys, { recursive: true })
  })
  const open = async (): Promise<void> => {
    const releases = { url, publicKey, timeoutMs: 2000 }
    running = await startEngine(folder, { now: () => now, running: () => uptime, version: '1.2.0', releases })
  }
  beforeEach(async () => {
    folder = temporaryFolder()
    answers = new Map()
    requests = []
    now = Date.now()
    uptime = 1_000_000
    await open()
  })
  afterEach(async () => {
    await running.engine.close()
    fs.rmSync(folder, { recursive: true })
    if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  })

  const release = (version: string, more = {}): Record<string, unknown> => ({
    product: 'vestibule',
    version,
    released: '2026-11-30T00:00:00.000Z',
    expires: new Date(now + 30 * DAY).toISOString(),
    summary: 'mends a fault of the gate',
    ...more,
  })
  /** Puts a file there that minisign has signed. */
  const publish = (content: unknown, { by = 'ours', mode = ['-H'] }: { by?: string; mode?: string[] } = {}): void => {
    const file = path.join(keys, 'latest.json')
    fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
    execFileSync('minisign', ['-S', ...mode, '-s', path.join(keys, by), '-m', file], { stdio: 'ignore', input: '' })
    answers.set('/latest.json', fs.readFileSync(file))
    answers.set('/latest.json.minisig', fs.readFileSync(`${file}.minisig`))
  }
  const check = () => running.client.call('update.check', {})

  test.each([
    ['prehashed', ['-H']],
    ['legacy', ['-l']],
  ])('are told when the signature is right (%s), once', async (_form, mode) => {
    const kinds: string[] = []
    running.client.on('app.notice', ({ kind }) => kinds.push(kind))
    publish(release('1.3.0'), { mode })
    expect(await check()).toMatchObject({
      newer: { version: '1.3.0', summary: 'mends a fault of the gate' },
      problem: null,
    })
    await check()
    expect(kinds).toEqual(['update-available'])
  })

  test.each(['1.2.0', '1.1.9'])('the same or an older one (%s) is none', async (version) => {
    publish(release(version))
    expect(await check()).toMatchObject({ newer: null, problem: null })
  })

  test('nothing is sent but the request', async () => {
    publish(release('1.3.0'))
    await check()
    expect(requests.map((one) => [one.method, one.url, Object.keys(one.headers).toSorted()])).toEqual([
      ['GET', '/latest.json', ['connection', 'host']],
      ['GET', '/latest.json.minisig', ['connection', 'host']],
    ])
  })

  const bad: readonly [what: string, code: string, play: () => void][] = [
    ['the signature of another key', 'update/signature', () => publish(release('1.4.0'), { by: 'others' })],
    [
      'a file that was changed after it was signed',
      'update/signature',
      () => {
        publish(release('1.4.0'))
        answers.set('/latest.json', Buffer.from(JSON.stringify(release('1.5.0'))))
      },
    ],
    [
      'a trusted comment that was changed',
      'update/signature',
      () => {
        publish(release('1.4.0'))
        const signature = String(answers.get('/latest.json.minisig'))
        answers.set(
          '/latest.json.minisig',
          Buffer.from(signature.replace(/^trusted comment: .*$/m, 'trusted comment: x')),
        )
      },
    ],
    [
      'no signature',
      'update/answer',
      () => {
        publish(release('1.4.0'))
        answers.delete('/latest.json.minisig')
      },
    ],
    ['an earlier release than one that was told of', 'update/older', () => publish(release('1.2.5'))],
    [
      'a file that has ended',
      'update/expired',
      () => publish(release('1.4.0', { expires: new Date(now - 1).toISOString() })),
    ],
    ['a signed file of something else', 'update/not-a-release', () => publish(release('1.4.0', { product: 'other' }))],
    ['a version that is none', 'update/not-a-release', () => publish(release('1.4.0-beta; rm -rf'))],
    [
      'a redirect',
      'update/answer',
      () => {
        publish(release('1.4.0'))
        answers.set('/elsewhere', answers.get('/latest.json') ?? Buffer.of())
        answers.set('/latest.json', (response) => response.writeHead(302, { location: '/elsewhere' }).end())
      },
    ],
    [
      'a huge answer',
      'update/answer',
      () => {
        publish(release('1.4.0'))
        answers.set('/latest.json', Buffer.alloc(1_000_000, 32))
      },
    ],
    [
      'an endless answer',
      'update/answer',
      () => {
        publish(release('1.4.0'))
        answers.set('/latest.json', (response) => {
          const timer = setInterval(() => response.write(Buffer.alloc(8192, 32)), 1)
          response.on('close', () => clearInterval(timer))
        })
      },
    ],
    [
      'a silent server',
      'update/unreachable',
      () => {
        publish(release('1.4.0'))
        answers.set('/latest.json', () => undefined)
      },
    ],
    [
      'an answer that comes in drops',
      'update/unreachable',
      () => {
        publish(release('1.4.0'))
        answers.set('/latest.json', (response) => {
          const timer = setInterval(() => response.write(' '), 100)
          response.on('close', () => clearInterval(timer))
        })
      },
    ],
    [
      'an answer that is cut off',
      'update/unreachable',
      () => {
        publish(release('1.4.0'))
        answers.set('/latest.json', (response) => {
          response.writeHead(200, { 'content-length': '500' })
          response.write('{"product":', () => response.destroy())
        })
      },
    ],
  ]
  test.each(bad)('%s changes nothing, and is said', async (_what, code, play) => {
    publish(release('1.3.0'))
    const before = await check()
    play()
    const after = await check()
    expect(after.problem?.code).toBe(code)
    expect({ ...after, problem: null }).toEqual(before)
    expect(await running.client.call('site.list', {})).toEqual([])
    publish(release('1.4.0'))
    expect(await check()).toMatchObject({ newer: { version: '1.4.0' }, problem: null })
  })

  test('are looked for once a day, and only where the owner wants it', async () => {
    publish(release('1.3.0'))
    const nextDay = (): void => {
      now += DAY
      uptime += DAY
      running.engine.wake()
    }
    nextDay()
    await running.client.call('site.list', {})
    expect(await running.client.call('update.show', {})).toMatchObject({ check: null, checkedAt: null })
    expect(requests).toEqual([])
    await running.client.call('update.set', { check: true })
    nextDay()
    await expect.poll(() => requests.length).toBe(2)
    now += DAY / 2
    uptime += DAY / 2
    running.engine.wake()
    nextDay()
    await expect.poll(() => requests.length).toBe(4)
    await running.client.call('update.set', { check: false })
    nextDay()
    await running.client.call('site.list', {})
    expect(requests).toHaveLength(4)
  })
})
