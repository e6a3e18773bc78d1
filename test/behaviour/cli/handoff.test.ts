import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf, startServe } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { createHome } from '../../support/home.ts'
import { rawRequest } from '../../support/raw-http.ts'
import { programCommand } from '../../support/program.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
const env = { VESTIBULE_PASSPHRASE: 'tidal otter lantern basin' }

interface Line {
  readonly ok: boolean
  readonly value?: Record<string, unknown>
  readonly error?: { code: string }
}

/** `device handoff … --json` as a script would read it: a document a line. */
function handoff(...args: string[]) {
  const { PATH = '', HOME = '' } = process.env
  const [program, ...words] = programCommand()
  const child: ChildProcess = spawn(
    program,
    [...words, 'device', 'handoff', 'Phone', '--address', '127.0.0.1', '--data', data, '--json', ...args],
    { env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const lines: Line[] = []
  let rest = ''
  let errors = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    const all = (rest + chunk.toString()).split('\n')
    rest = all.pop() ?? ''
    for (const line of all) lines.push(JSON.parse(line) as Line)
  })
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const status = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const ready = async (): Promise<Record<string, unknown>> => {
    await expect.poll(() => lines.length, { timeout: 60_000 }).toBeGreaterThan(0)
    const [first] = lines
    if (!first?.value) throw new Error(`no link: ${JSON.stringify(first)} ${errors}`)
    return first.value
  }
  return { child, lines, status, ready, errors: () => errors }
}

async function takeBoth(url: string): Promise<void> {
  const page = await rawRequest(url, { headers: { 'user-agent': 'Mozilla/5.0 (Linux; Android 14; Pixel 8)' } })
  for (const [, href = ''] of page.body.toString().matchAll(/class="get" href="([^"]+)"/g)) {
    expect((await rawRequest(new URL(href, url).href)).status).toBe(200)
  }
}

beforeAll(async () => {
  await createHome(data)
  documentOf(await cli(['device', 'add', 'Phone', '--platform', 'android', '--data', data, '--json'], env))
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

test('without an instance the command itself offers the link, and ends when the device has what it needs', async () => {
  const run = handoff()
  const ready = await run.ready()
  expect(ready).toMatchObject({ event: 'ready', state: 'waiting', deviceName: 'Phone' })
  expect(String(ready['password']).length).toBeGreaterThan(20)
  await takeBoth(String(ready['url']))
  expect(await run.status).toBe(0)
  const events = run.lines.map(({ value }) => value?.['event'])
  expect(events).toEqual(['ready', 'opened', 'taken'])
  // The address is told once, and the progress does not repeat it.
  expect(JSON.stringify(run.lines.slice(1))).not.toContain(new URL(String(ready['url'])).pathname.slice(1, -1))
  await expect(rawRequest(String(ready['url']))).rejects.toThrow('ECONNREFUSED')
})

test('with a running instance the link is the instance’s, and stopping the command stops the link', async () => {
  const serve = await startServe(['--data', data], env)
  try {
    const run = handoff()
    const url = String((await run.ready())['url'])
    expect((await rawRequest(url)).status).toBe(200)
    run.child.kill('SIGINT')
    expect(await run.status).toBe(1)
    expect(run.lines.at(-1)).toMatchObject({ ok: false, error: { code: 'handoff/not-taken' } })
    await expect(rawRequest(url)).rejects.toThrow('ECONNREFUSED')
  } finally {
    await serve.stop()
  }
})

test('an address that this computer does not have is refused, and a missing one is wrong usage', async () => {
  const run = (...args: string[]) => cli(['device', 'handoff', 'Phone', ...args, '--data', data, '--json'], env)
  expect(documentOf(await run('--address', '203.0.113.1'))).toMatchObject({
    ok: false,
    error: { code: 'handoff/address-unavailable' },
  })
  expect((await run()).status).toBe(2)
})
