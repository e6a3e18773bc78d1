import fs from 'node:fs'
import https from 'node:https'
import path from 'node:path'
import tls from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { freePort, startUpstream, until, type Upstream } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const folder = temporaryFolder()
const env = { VESTIBULE_DATA: path.join(folder, 'data'), VESTIBULE_PASSPHRASE: PASSPHRASE }
const [cert, key] = [path.join(folder, 'fullchain.pem'), path.join(folder, 'privkey.pem')]
const root = opensslAuthority('Public Root')
let serve: RunningServe
let upstream: Upstream
let port: number
let finish = (): void => undefined

async function run(...args: string[]): Promise<Record<string, unknown>> {
  const answer = documentOf(await cli([...args, '--json'], env))
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`)
  return answer.value
}

function renew() {
  const leaf = root.leaf({ cn: 'nas', eku: 'serverAuth', san: 'DNS:nas.example.org' })
  for (const [file, text] of [
    [key, leaf.key],
    [cert, leaf.cert],
  ] as const) {
    fs.writeFileSync(`${file}.new`, text)
    fs.renameSync(`${file}.new`, file)
  }
  return leaf
}

/** The certificate that a new visitor is shown. */
function shown(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: '127.0.0.1', port, servername: 'nas.example.org', ca: root.cert }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '') ?? '')
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

beforeAll(async () => {
  upstream = await startUpstream((_request, response) => {
    response.write('first ')
    finish = () => void response.end('last')
  })
  await run('authority', 'create', '--name', 'Home', '--key', 'p256')
  await run('device', 'add', 'Alice', '--platform', 'script')
  await run('device', 'export', 'Alice', '--out', path.join(folder, 'alice.pem'), '--format', 'pem')
  serve = await startServe([], env)
  port = await freePort()
})
afterAll(async () => {
  await serve.stop()
  await upstream.close()
  fs.rmSync(folder, { recursive: true })
})

test('files given on the command line are watched: a renewal is swapped in while a download goes on', async () => {
  const first = renew()
  const listen = `127.0.0.1:${port}`
  const where = ['--host', 'nas.example.org', '--listen', listen, '--upstream', upstream.url]
  const added = await run('site', 'add', 'NAS', ...where, '--cert', cert, '--key', key)
  expect(added).toMatchObject({ certificate: { source: 'own' }, certificateFiles: { cert, key, problem: null } })
  expect(await shown()).toBe(first.fingerprint)

  const pem = fs.readFileSync(path.join(folder, 'alice.pem'))
  let body = ''
  const download = new Promise<void>((resolve, reject) => {
    const options = { host: '127.0.0.1', port, servername: 'nas.example.org', ca: root.cert, cert: pem, key: pem }
    const request = https.get({ ...options, headers: { host: 'nas.example.org' }, agent: false }, (response) => {
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', resolve)
      response.on('error', reject)
    })
    request.on('error', reject)
  })
  await until(() => body === 'first ')
  const second = renew()
  while ((await shown()) !== second.fingerprint) await new Promise((resolve) => setTimeout(resolve, 20))
  finish()
  await download
  expect(body).toBe('first last')
})

test('a broken renewal is said by `site show`, and visitors still get the certificate before it', async () => {
  const before = await shown()
  fs.writeFileSync(cert, 'half a fi')
  let text = ''
  while (!text.includes('not used')) text = (await cli(['site', 'show', 'NAS'], env)).stdout
  expect(text).toContain('could not be read')
  expect(await shown()).toBe(before)
})
