import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { cli, documentOf, startServe, type RunningServe } from './cli.ts'
import { freePort, startUpstream, type Upstream } from './gate.ts'

export const passphrase = 'tidal otter lantern basin'

/** An app with devices, a site and visits, for the screens to have something to show. */
export interface Furnished {
  /** The data folder. */
  readonly data: string
  readonly serve: RunningServe
  /** What a visitor types. */
  readonly url: string
  /** Somebody opens the page: a device, or a stranger without a certificate. */
  visit(device: string | null): Promise<void>
  close(): Promise<void>
}

/** What its owner has named. */
export const NAMES = [
  'Family home',
  'Alice’s iPhone',
  'Bob’s Pixel',
  'Living room laptop',
  'Grandma’s tablet',
  'Backup script',
  'Garden camera',
] as const

/** Everything is made through the command line and real visits, as a person would have made it. */
export async function furnish(folder: string): Promise<Furnished> {
  const data = path.join(folder, 'data')
  const run = async (...args: string[]): Promise<Record<string, unknown>> => {
    const answer = documentOf(await cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: passphrase }))
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value
  }
  const upstream: Upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Garden camera</title>')
  })
  await run('authority', 'create', '--name', 'Family home')
  const devices = [
    ['Alice’s iPhone', 'iphone', '365'],
    ['Bob’s Pixel', 'android', '365'],
    ['Living room laptop', 'linux', '20'],
    ['Grandma’s tablet', 'android', '365'],
    ['Backup script', 'script', '365'],
  ] as const
  const files = new Map<string, string>()
  for (const [name, platform, days] of devices) {
    await run('device', 'add', name, '--platform', platform, '--days', days, '--key', 'p256')
    const file = path.join(folder, `${files.size}.pfx`)
    const exported = await run('device', 'export', name, '--out', file)
    files.set(name, `${file}:${String(exported['password'])}`)
  }
  const ca = path.join(folder, 'ca.crt')
  fs.writeFileSync(ca, String((await run('authority', 'show', '--pem'))['pem']))
  const port = await freePort()
  await run(
    'site',
    'add',
    'Garden camera',
    '--host',
    'localhost',
    '--host',
    'camera.home.example',
    '--listen',
    `127.0.0.1:${port}`,
    '--upstream',
    upstream.url,
  )
  const serve = await startServe(['--data', data])
  const visit = (device: string | null): Promise<void> =>
    new Promise((resolve) => {
      const certificate = device === null ? [] : ['--cert-type', 'P12', '--cert', files.get(device) ?? '']
      execFile('curl', ['-sS', '--cacert', ca, ...certificate, `https://localhost:${port}/`], () => resolve())
    })
  await visit('Alice’s iPhone')
  await visit('Living room laptop')
  await visit('Grandma’s tablet')
  await visit(null)
  await run('device', 'revoke', 'Grandma’s tablet', '--reason', 'key-compromise')
  await visit('Grandma’s tablet')
  return {
    data,
    serve,
    url: `https://localhost:${port}/`,
    visit,
    async close() {
      await serve.stop()
      await upstream.close()
    },
  }
}
