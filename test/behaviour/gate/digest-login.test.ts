// @module-tag apache2
import { createHash, randomBytes } from 'node:crypto'
import http from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoginPolicy } from '../../../electron/gate/protocol.ts'
import { startForeignServer, type ForeignServer } from '../../support/foreign-server.ts'
import {
  freePort,
  policyOf,
  siteOf,
  startGate,
  startUpstream,
  visit,
  type TestGate,
  type Upstream,
} from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'
import { accessRule } from '../../support/rules.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })
const USER = 'admin'
const PASSWORD = 'geheim: 42'
const digest: LoginPolicy = {
  header: 'Authorization',
  value: '',
  digest: { user: USER, password: PASSWORD },
  leavesVisitors: true,
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What a camera does: SHA-256, `qop=auth`; each nonce is good for so many requests. */
interface Camera extends Upstream {
  readonly bodies: string[]
  readonly statuses: number[]
  uses: number
  announcesNext: boolean
}
async function startCamera(): Promise<Camera> {
  const nonces = new Map<string, Set<string>>()
  const bodies: string[] = []
  const statuses: number[] = []
  const fresh = (): string => {
    const nonce = randomBytes(12).toString('base64')
    nonces.set(nonce, new Set())
    return nonce
  }
  const handler: http.RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const sent = request.headers.authorization ?? ''
      const found = Object.fromEntries(
        [...sent.matchAll(/(\w+)=(?:"([^"]*)"|([^,\s]+))/g)].map(([, name = '', a, b = '']) => [name, a ?? b]),
      )
      const [first, second] = [sha256(`${USER}:Kamera:${PASSWORD}`), sha256(`${request.method}:${request.url}`)]
      const right = sha256([first, found['nonce'], found['nc'], found['cnonce'], 'auth', second].join(':'))
      const used = nonces.get(found['nonce'] ?? '')
      const isRight = found['response'] === right && found['uri'] === request.url
      // A counter that was seen is a replay (RFC 7616 §3.4).
      const isNew = used !== undefined && !used.has(found['nc'] ?? '') && used.size < camera.uses
      if (isRight && isNew) {
        used.add(found['nc'] ?? '')
        bodies.push(Buffer.concat(chunks).toString())
        statuses.push(200)
        if (camera.announcesNext) response.setHeader('authentication-info', `nextnonce="${fresh()}"`)
        return response.end(`live ${request.url}`)
      }
      statuses.push(401)
      const stale = isRight ? ', stale=true' : ''
      const challenge = `Digest realm="Kamera", qop="auth", algorithm=SHA-256, nonce="${fresh()}"${stale}`
      response.writeHead(401, { 'www-authenticate': challenge })
      return response.end('<h1>401</h1>'.repeat(100))
    })
  }
  const upstream = await startUpstream(handler)
  const camera: Camera = { ...upstream, bodies, statuses, uses: Number.POSITIVE_INFINITY, announcesNext: false }
  return camera
}

function apacheWithDigest(): Promise<ForeignServer> {
  const modules = '/usr/lib/apache2/modules'
  const hash = createHash('md5').update(`${USER}:NAS:${PASSWORD}`).digest('hex')
  return startForeignServer({
    program: 'apache2',
    from: 'apache2',
    args: (_port, folder) => ['-X', '-d', folder, '-f', `${folder}/httpd.conf`],
    files: (port, folder) => ({
      'index.html': 'apache',
      users: `${USER}:NAS:${hash}\n`,
      'httpd.conf': `
ServerName nas.home
PidFile ${folder}/httpd.pid
ErrorLog ${folder}/error.log
DefaultRuntimeDir ${folder}
${['mpm_event', 'authz_core', 'authz_user', 'authn_core', 'authn_file', 'auth_digest', 'dir'].map((one) => `LoadModule ${one}_module ${modules}/mod_${one}.so`).join('\n')}
Listen 127.0.0.1:${port}
DocumentRoot ${folder}
DirectoryIndex index.html
<Location "/">
  AuthType Digest
  AuthName "NAS"
  AuthDigestProvider file
  AuthUserFile ${folder}/users
  Require valid-user
</Location>
`,
    }),
  })
}

const gate: TestGate = startGate()
let camera: Camera
let nas: ForeignServer
beforeAll(async () => {
  camera = await startCamera()
  nas = await apacheWithDigest()
})
afterAll(async () => {
  gate.close()
  await camera.close()
  await nas.stop()
})

async function door(url: string, login: LoginPolicy = digest, rules: Parameters<typeof siteOf>[0]['rules'] = []) {
  const port = await freePort()
  expect(await gate.apply(policyOf(home, port, [siteOf({ server, upstream: url, login, rules })]))).toMatchObject({
    type: 'applied',
  })
  camera.statuses.length = 0
  camera.bodies.length = 0
  camera.uses = Number.POSITIVE_INFINITY
  camera.announcesNext = false
  return (path = '/', rest: Partial<Parameters<typeof visit>[0]> = {}) =>
    visit({ port, ca: home.cert, certificate: alice, path, ...rest })
}

test('Apache’s mod_auth_digest lets the visitor in, time after time', async () => {
  const enter = await door(`http://127.0.0.1:${nas.port}`)
  for (let times = 0; times < 3; times += 1) expect(await enter('/?x=1')).toMatchObject({ status: 200, body: 'apache' })
  // Its twin with another password.
  const wrong = await door(`http://127.0.0.1:${nas.port}`, { ...digest, digest: { user: USER, password: 'falsch' } })
  const refused = await wrong()
  expect(refused.status).toBe(401)
  expect(refused.headers['www-authenticate']).toContain('Digest')
})

test('a challenge is asked for once, and each answer counts on', async () => {
  const enter = await door(camera.url)
  for (const path of ['/a', '/b?c=d,e', '/e']) expect((await enter(path)).status).toBe(200)
  expect(camera.statuses).toEqual([401, 200, 200, 200])
})

test('a body that was refused is sent again, whole, and once only carried out', async () => {
  const enter = await door(camera.url)
  const short = 'x'.repeat(30_000)
  expect((await enter('/post', { method: 'POST', body: short })).status).toBe(200)
  // Longer than what is kept: the challenge is asked for without the body.
  const long = 'y'.repeat(300_000)
  expect((await enter('/put', { method: 'PUT', body: long })).status).toBe(200)
  expect(camera.bodies.map((body) => body.length)).toEqual([30_000, 300_000])
})

test('a nonce that is used up is renewed, by `stale` or by the next nonce', async () => {
  const enter = await door(camera.url)
  camera.uses = 1
  for (const path of ['/a', '/b', '/c']) expect((await enter(path)).status).toBe(200)
  expect(camera.statuses).toEqual([401, 200, 401, 200, 401, 200])
  const announced = await door(camera.url)
  camera.uses = 1
  camera.announcesNext = true
  for (const path of ['/a', '/b', '/c']) expect((await announced(path)).status).toBe(200)
  expect(camera.statuses).toEqual([401, 200, 200, 200])
})

test('many visitors at once share one nonce and no counter', async () => {
  const enter = await door(camera.url)
  const answers = await Promise.all(Array.from({ length: 20 }, (_one, at) => enter(`/${at}`)))
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
})

test('nobody but a proven visitor is logged in, and a visitor’s own login goes on untouched', async () => {
  const enter = await door(camera.url, digest, [accessRule('/open', 'none')])
  expect((await enter('/open', { certificate: undefined })).status).toBe(401)
  expect((await enter('/open')).status).toBe(200)
  const own = { authorization: 'Digest username="guest", realm="Kamera", nonce="n", uri="/", response="0"' }
  camera.requests.length = 0
  expect((await enter('/', { headers: own })).status).toBe(401)
  expect(camera.requests).toHaveLength(1)
  expect(camera.requests[0]?.headers.authorization).toBe(own.authorization)
  // Its twin: the owner wants the stored login in any case.
  const { leavesVisitors: _leaves, ...replaces } = digest
  const replaced = await door(camera.url, replaces)
  expect((await replaced('/', { headers: own })).status).toBe(200)
})

test('a Basic login answers a device that asks for Digest', async () => {
  const value = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`
  const enter = await door(camera.url, { ...digest, value })
  expect((await enter('/')).status).toBe(200)
  expect((await enter('/')).status).toBe(200)
  expect(camera.statuses).toEqual([401, 200, 200])
})

test('the password is in nothing that is sent', async () => {
  const enter = await door(camera.url)
  camera.requests.length = 0
  await enter('/')
  const sent = JSON.stringify(camera.requests.map(({ rawHeaders }) => rawHeaders))
  expect(sent).toContain('Digest username=')
  expect(sent).not.toMatch(/geheim/)
  expect(sent).not.toContain(Buffer.from(PASSWORD).toString('base64'))
})
