import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import os from 'node:os'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { freePort } from '../../support/gate.ts'

let folder = ''
let running: TestEngine
let port: number
beforeEach(async () => {
  folder = temporaryFolder()
  running = await startEngine(folder)
  port = await freePort()
  await running.client.call('authority.create', { name: 'Home "1"\\', passphrase: PASSPHRASE, key: 'p256' })
  await running.client.call('device.add', { name: 'Alice’s iPhone', key: 'p256' })
  const camera = { name: 'Camera', hosts: ['cam.local'], listen: '127.0.0.1:8443', upstream: 'http://127.0.0.1:1' }
  await running.client.call('site.add', camera)
})
afterEach(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const turn = (wanted: number | null, deviceNames = false) =>
  running.client.call('settings.set', { metrics: { port: wanted, deviceNames } })

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

const read = (options: http.RequestOptions = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, path: '/metrics', agent: false, ...options },
      (response) => {
        let body = ''
        response.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body }),
        )
      },
    )
    request.on('error', reject)
    request.end()
  })

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format, one regular expression a kind of line. */
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`
const SAMPLE = new RegExp(String.raw`^([a-z_:][a-z0-9_:]*)(?:\{(${LABEL}(?:,${LABEL})*)\})? (-?\d+(?:\.\d+)?)$`)

/** Samples by name and labels. @throws when a line is none that Prometheus reads */
function samples(text: string): Map<string, number> {
  const found = new Map<string, number>()
  const typed = new Set<string>()
  for (const line of text.trimEnd().split('\n')) {
    const comment = /^# (HELP|TYPE) ([a-z_]+) (?:.+)$/.exec(line)
    if (comment) {
      if (comment[1] === 'TYPE') typed.add(comment[2] ?? '')
      continue
    }
    const sample = SAMPLE.exec(line)
    if (!sample || !typed.has(sample[1] ?? '')) throw new Error(`not a sample: ${line}`)
    const key = `${sample[1] ?? ''}{${sample[2] ?? ''}}`
    if (found.has(key)) throw new Error(`twice: ${line}`)
    found.set(key, Number(sample[3]))
  }
  return found
}

test('are off until a port is chosen, and off again when it is taken back', async () => {
  expect((await running.client.call('settings.show', {})).metrics).toEqual({
    port: null,
    deviceNames: false,
    problem: null,
  })
  await expect(read()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect((await turn(port)).metrics.port).toBe(port)
  expect((await read()).status).toBe(200)
  await turn(null)
  await expect(read()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('say in Prometheus’ text format how the house is', async () => {
  await turn(port)
  const site = await running.client.call('site.show', { site: 'Camera' })
  const [authority] = await running.client.call('authority.list', {})
  running.gate.report([
    { at: Date.now(), siteId: site.id, outcome: 'allowed' },
    { at: Date.now(), siteId: site.id, outcome: 'allowed', observed: 'expired' },
    { at: Date.now(), siteId: site.id, outcome: 'no-certificate' },
    { at: Date.now(), siteId: site.id, outcome: 'no-certificate', probe: true },
  ])
  await vi.waitFor(async () => expect(samples((await read()).body).get('vestibule_activity_lines{}')).toBe(4))
  const { type, body } = await read()
  expect(type).toBe('text/plain; version=0.0.4; charset=utf-8')
  const got = samples(body)
  expect(got.get('vestibule_gate_up{}')).toBe(1)
  expect(got.get('vestibule_site_up{site="Camera"}')).toBe(1)
  expect(got.get('vestibule_knocks_total{site="Camera",outcome="allowed"}')).toBe(2)
  expect(got.get('vestibule_knocks_total{site="Camera",outcome="no-certificate"}')).toBe(1)
  expect(got.get('vestibule_observed_total{site="Camera",outcome="expired"}')).toBe(1)
  expect(got.get('vestibule_devices{status="waiting"}')).toBe(1)
  const ends = got.get('vestibule_authority_expiry_timestamp_seconds{authority="Home \\"1\\"\\\\"}')
  expect(ends).toBe(Math.floor(Date.parse(authority?.notAfter ?? '') / 1000))
  expect(got.get('vestibule_site_certificate_expiry_timestamp_seconds{site="Camera"}')).toBe(
    Math.floor(Date.parse(site.certificate.notAfter) / 1000),
  )
})

test('name devices only when that is wanted', async () => {
  await turn(port)
  expect((await read()).body).not.toContain('Alice')
  await turn(port, true)
  const [device] = await running.client.call('device.list', {})
  const key = `vestibule_device_certificate_expiry_timestamp_seconds{device="Alice’s iPhone",id="${device?.id ?? ''}"}`
  expect(samples((await read()).body).get(key)).toBe(Math.floor(Date.parse(device?.notAfter ?? '') / 1000))
})

test('are for this computer, and not for a page that calls itself so', async () => {
  await turn(port)
  expect((await read({ headers: { host: 'evil.example' } })).status).toBe(403)
  expect((await read({ headers: { host: `localhost:${port}` } })).status).toBe(200)
  expect((await read({ path: '/' })).status).toBe(404)
  expect((await read({ method: 'POST' })).status).toBe(405)
  expect(await read({ method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  const outside = Object.values(os.networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter((one) => !one.internal && one.family === 'IPv4')
  for (const { address } of outside) {
    await expect(read({ host: address })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  }
})

test('on a port that is taken are refused, and the old port stays', async () => {
  await turn(port)
  const other = net.createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const taken = (other.address() as net.AddressInfo).port
  await expect(turn(taken)).rejects.toMatchObject({ code: 'app/metrics-port' })
  expect((await running.client.call('settings.show', {})).metrics.port).toBe(port)
  expect((await read()).status).toBe(200)
  await running.engine.close()
  const blocker = net.createServer()
  await new Promise<void>((resolve) => blocker.listen(port, '127.0.0.1', resolve))
  running = await startEngine(folder)
  // The app starts all the same, and says why there are none.
  expect((await running.client.call('settings.show', {})).metrics).toMatchObject({
    port,
    problem: { code: 'app/metrics-port' },
  })
  for (const server of [other, blocker]) await new Promise((resolve) => server.close(resolve))
  await running.engine.close()
  running = await startEngine(folder)
  expect((await read()).status).toBe(200)
})
