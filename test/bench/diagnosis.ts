import net, { type AddressInfo } from 'node:net'
import { haproxy } from '../support/front-ends.ts'
import { startHouse } from '../support/house.ts'
import { opensslAuthority } from '../support/openssl-pki.ts'
import { median, type Figure } from './figure.ts'
import { say } from '../support/said.ts'

const ROUNDS = 7

async function times(work: () => Promise<unknown>, rounds = ROUNDS): Promise<number[]> {
  const all: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const before = performance.now()
    await work()
    all.push(performance.now() - before)
  }
  return all
}

/** How long a person waits for the diagnosis: a site, a server, one that hangs, a dropped file. */
export async function benchDiagnosis(): Promise<Figure[]> {
  const elsewhere = opensslAuthority('Elsewhere')
  const server = elsewhere.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
  const house = await startHouse()
  const front = await haproxy({ server, ca: elsewhere.cert, demand: 'required' })
  const sockets: net.Socket[] = []
  const silent = net.createServer((socket) => void sockets.push(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { client } = house
  try {
    await house.addDevice('Phone')
    const site = async (): Promise<number> => {
      const report = await client.call('diagnosis.site', { site: 'Camera' })
      if (!report.ok) throw new Error(say(report.summary))
      return report.visitors.length
    }
    const visits = await site()
    const sites = await times(site)
    const at = { host: '127.0.0.1', servername: 'camera.home', port: front.port }
    const servers = await times(() => client.call('diagnosis.server', at))

    const runId = 'hanging'
    const hanging = client
      .call('diagnosis.server', { host: '127.0.0.1', port: (silent.address() as AddressInfo).port, runId })
      .catch(() => performance.now())
    while (sockets.length === 0) await new Promise((resolve) => setImmediate(resolve))
    const asked = performance.now()
    await client.call('app.cancel', { runId })
    const cancelled = Number(await hanging) - asked

    const { fileName: name, base64, password = '' } = await client.call('device.export', { device: 'Phone' })
    const [first = 0] = await times(() => client.call('diagnosis.file', { name, base64, password }), 1)
    const files = await times(() => client.call('diagnosis.file', { name, base64, password }))
    const several = await times(() =>
      client.call('diagnosis.files', {
        files: [
          { name, base64, password },
          { name: 'ca.crt', base64: Buffer.from(house.ca).toString('base64') },
          { name: 'server.crt', base64: Buffer.from(server.cert).toString('base64') },
          { name: 'server.key', base64: Buffer.from(server.key).toString('base64') },
        ],
      }),
    )
    return [
      {
        name: `a site: ${visits} visits, fresh and resumed, TLS 1.2 and 1.3, median`,
        value: median(sites),
        unit: 'ms',
      },
      { name: 'a server (HAProxy), median', value: median(servers), unit: 'ms' },
      { name: 'a server that hangs, left when cancelled', value: cancelled, unit: 'ms' },
      { name: 'a dropped .pfx, the first, with its thread', value: first, unit: 'ms' },
      { name: 'a dropped .pfx, median', value: median(files), unit: 'ms' },
      { name: 'four files at once, median', value: median(several), unit: 'ms' },
    ]
  } finally {
    for (const socket of sockets) socket.destroy()
    silent.close()
    await front.stop()
    await house.close()
  }
}
