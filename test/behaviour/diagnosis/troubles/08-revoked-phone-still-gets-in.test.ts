import https from 'node:https'
import tls from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSPHRASE } from '../../../support/engine.ts'
import { startForeignServer, type ForeignServer } from '../../../support/foreign-server.ts'
import { haproxy } from '../../../support/front-ends.ts'
import { visit } from '../../../support/gate.ts'
import { startHouse, type Carried, type House } from '../../../support/house.ts'
import { opensslAuthority } from '../../../support/openssl-pki.ts'
import { endAfterEach } from '../../../support/running.ts'
import { said } from '../../../support/said.ts'
import { needs } from '../../../support/programs.ts'

/** T8: the revoked phone still gets in: no reload, a live connection, or a resumed session. */
const elsewhere = opensslAuthority('Elsewhere')
const server = elsewhere.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home,IP:127.0.0.1' })
const start = endAfterEach()
let house: House
beforeAll(async () => {
  house = await startHouse()
})
afterAll(() => house.close())

const crl = async (): Promise<string> => {
  const { base64 } = await house.client.call('authority.crl', { authority: 'Home', passphrase: PASSPHRASE })
  return Buffer.from(base64, 'base64').toString('utf8')
}
const front = async (): Promise<ForeignServer> =>
  start(haproxy({ server, ca: house.ca, demand: 'required', crl: await crl() }))
const ask = async (at: ForeignServer, device: string) =>
  said(
    await house.client.call('diagnosis.server', {
      host: '127.0.0.1',
      port: at.port,
      ca: elsewhere.cert,
      credentials: { kind: 'device', device },
      passphrase: PASSPHRASE,
    }),
  )

test(
  'no reload: HAProxy lets the revoked device in, the diagnosis knows better, and a new list ends it',
  needs('haproxy'),
  async () => {
    await house.addDevice('Lost phone')
    const at = await front()
    await house.client.call('device.revoke', { device: 'Lost phone', reason: 'key-compromise' })
    const found = await ask(at, 'Lost phone')
    expect(found.http).toMatchObject({ status: 200, withCertificate: true })
    expect(found.explanation).toContain('“Lost phone” is revoked here')
    expect(found.fix).toContain('Export the CRL')
    // The fix, followed: the list that the app exports now, and a restart.
    const again = await ask(await front(), 'Lost phone')
    expect(again.handshake.at(-1)).toMatchObject({ outcome: 'refused', alert: { number: 44 } })
    expect(again.verify).toMatchObject({ number: 23 })
  },
)

/** An nginx whose tickets outlive a restart, as a cluster has it. */
function nginxWithTickets(list: string, key: string): Promise<ForeignServer> {
  return startForeignServer({
    program: 'nginx',
    from: 'nginx',
    args: (_port, folder) => ['-p', folder, '-c', `${folder}/nginx.conf`],
    files: (port, folder) => ({
      'server.crt': server.cert,
      'server.key': server.key,
      'ca.pem': house.ca,
      'crl.pem': list,
      'ticket.key': key,
      'nginx.conf': `
daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr info;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${folder}/server.crt;
    ssl_certificate_key ${folder}/server.key;
    ssl_protocols TLSv1.2;
    ssl_verify_client on;
    ssl_client_certificate ${folder}/ca.pem;
    ssl_crl ${folder}/crl.pem;
    ssl_session_ticket_key ${folder}/ticket.key;
    location / { return 200 "nginx"; }
  }
}`,
    }),
  })
}

function knock(
  port: number,
  as: Carried,
  session?: Buffer,
): Promise<{ status: number; session: Buffer | undefined; reused: boolean }> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      port,
      host: '127.0.0.1',
      servername: 'camera.home',
      ca: elsewhere.cert,
      maxVersion: 'TLSv1.2',
      ...as,
      ...(session ? { session } : {}),
    })
    let text = ''
    let gained: Buffer | undefined
    let reused = false
    socket.on('session', (given: Buffer) => (gained = given))
    socket.on('secureConnect', () => {
      reused = socket.isSessionReused()
      socket.write('GET / HTTP/1.1\r\nHost: camera.home\r\nConnection: close\r\n\r\n')
    })
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.on('error', reject)
    socket.on('close', () => resolve({ status: Number(text.slice(9, 12)), session: gained, reused }))
  })
}

test(
  'a resumed session is not verified again: nginx with the new list still lets it in, and that it resumes is said',
  needs('nginx'),
  async () => {
    const lost = await house.addDevice('Lost tablet')
    const key = 'k'.repeat(48)
    const before = await start(nginxWithTickets(await crl(), key))
    const earned = await knock(before.port, lost)
    expect(earned).toMatchObject({ status: 200, reused: false })
    const found = await ask(before, 'Lost tablet')
    expect(found.handshake.filter(({ outcome }) => outcome === 'completed').map(({ resumes }) => resumes)).toContain(
      true,
    )
    await house.client.call('device.revoke', { device: 'Lost tablet' })
    const after = await start(nginxWithTickets(await crl(), key))
    expect(await knock(after.port, lost)).toMatchObject({ status: 400 })
    expect(await knock(after.port, lost, earned.session)).toMatchObject({ status: 200, reused: true })
  },
)

test('a site of this app: the open connection, a new one and one with the old session are all refused at once', async () => {
  const lost = await house.addDevice('Lost laptop')
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
  const sessions: Buffer[] = []
  agent.on('session', (session: Buffer) => sessions.push(session))
  const live = () =>
    visit({
      port: house.port,
      ca: house.ca,
      servername: 'localhost',
      host: `localhost:${house.port}`,
      certificate: lost,
      agent,
    })
  expect((await live()).status).toBe(200)
  await house.client.call('device.revoke', { device: 'Lost laptop' })
  expect((await live()).status).toBe(403)
  agent.destroy()
  expect((await house.visit({ certificate: lost })).status).toBe(403)
  const report = said(await house.client.call('diagnosis.site', { site: 'Camera' }))
  const lines = report.visitors.filter(({ id }) => id === 'revoked' || id === 'superseded')
  expect(lines.map(({ verdict, resumed }) => [verdict, resumed?.reused, resumed?.seen.page])).toEqual(
    lines.map(() => ['ok', false, 'revoked']),
  )
  expect(lines[0]?.resumed?.explanation).toContain('from before the revocation')
})
