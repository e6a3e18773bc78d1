import { once } from 'node:events'
import http, { type RequestListener } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { oldestTls } from '../../../electron/engine/network/oldest-tls.ts'
import { siteVerdict } from '../../../shared/verdict/site-verdict.ts'
import { startHouse } from '../../support/house.ts'

/** Longest wait for what another process has to tell; nothing depends on it. */
const WAIT = { timeout: 20_000 }

/** What the diagnosis says of devices that let nobody see a page, each with a twin that differs in one header. */
async function device(answer: RequestListener): Promise<{ url: string; close: () => Promise<void> }> {
  const server = http.createServer(answer).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const devices: readonly (readonly [string, RequestListener, string | null])[] = [
  ['shows a page', (_, response) => response.end('<title>Hi</title>'), null],
  [
    'does not trust this computer as its proxy',
    (request, response) => response.writeHead(request.headers['x-forwarded-for'] === undefined ? 200 : 400).end(),
    'answer/proxy-untrusted',
  ],
  [
    'knows its own name only',
    (request, response) => response.writeHead(request.headers.host?.startsWith('127.0.0.1') === true ? 200 : 403).end(),
    'answer/host-refused',
  ],
  [
    'has no room for a certificate',
    (request, response) => response.writeHead(JSON.stringify(request.headers).length > 1024 ? 400 : 200).end(),
    'answer/headers-too-large',
  ],
  ['has failed', (_, response) => response.writeHead(503).end(), 'answer/device-failed'],
  ['has no page there', (_, response) => response.writeHead(404).end(), 'answer/nothing-there'],
  ['refuses everybody', (_, response) => response.writeHead(403).end(), 'answer/device-refuses'],
  [
    'sends visitors in a circle',
    (_, response) => response.writeHead(302, { location: '/' }).end(),
    'answer/redirects-to-itself',
  ],
]

test.each(devices)('a device that %s', async (_, answer, code) => {
  const behind = await device(answer)
  const house = await startHouse({ upstream: behind.url, upstreamHeaders: 'full' })
  try {
    const report = await house.client.call('diagnosis.site', { site: 'Camera' })
    expect(report.page?.problems.map((problem) => problem.code)).toEqual(code === null ? [] : [code])
    expect(report.ok).toBe(code === null)
    expect(report.summary.id).toBe(code === null ? 'siteDiagnosis.summary.right' : 'siteDiagnosis.summary.error')
  } finally {
    await house.close()
    await behind.close()
  }
})

test('when every visitor gets an error, the verdict says so and why; one page takes it back', async () => {
  let mended = false
  const behind = await device((request, response) =>
    response.writeHead(!mended && request.headers['x-forwarded-for'] !== undefined ? 400 : 200).end(),
  )
  const house = await startHouse({ upstream: behind.url })
  try {
    const certificate = await house.addDevice('Phone')
    const verdict = async () => siteVerdict(await house.client.call('site.show', { site: 'Camera' }))
    await house.visit({ certificate })
    await house.visit({ certificate })
    expect((await verdict()).state).toBe('works')
    await house.visit({ certificate })
    await expect.poll(async () => (await verdict()).reason?.code, WAIT).toBe('answer/proxy-untrusted')
    expect(await verdict()).toMatchObject({ state: 'nobody-gets-through', needsOwner: true })
    mended = true
    await house.visit({ certificate })
    await expect.poll(async () => (await verdict()).state, WAIT).toBe('works')
  } finally {
    await house.close()
    await behind.close()
  }
})

test.each([
  [0x0300, 'SSL 3.0'],
  [0x0301, 'TLS 1.0'],
  [0x0302, 'TLS 1.1'],
] as const)('a server that answers with version %i speaks %s', async (version, name) => {
  // Takes a hello of its own version or a newer one, as RFC 5246 appendix E.1 has it.
  const server = net
    .createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', (hello) => {
        const offered = hello.readUInt16BE(9)
        const body = Buffer.alloc(38)
        body.writeUInt16BE(version, 0)
        const alert = Buffer.of(21, 3, 0, 0, 2, 2, 70)
        const answer = Buffer.concat([Buffer.of(22, 3, 1, 0, 42, 2, 0, 0, 38), body])
        socket.end(offered >= version ? answer : alert)
      })
    })
    .listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  expect(await oldestTls({ host: '127.0.0.1', port, serverName: null })).toBe(name)
  server.close()
})
