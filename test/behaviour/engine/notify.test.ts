import { createHmac } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { PASSPHRASE } from '../../support/engine.ts'
import type { ServiceAnswer } from '../../support/https-service.ts'
import { codeOf, useNotifyHouse } from '../../support/notify.ts'
import { said } from '../../support/said.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const SECRET = 'tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2'
const house = useNotifyHouse()

describe('a refused device is told', () => {
  test('to ntfy: the message is the body, the title a header, the token an authorization', async () => {
    const { url, ca, requests } = await house.service()
    await house.add({ kind: 'ntfy', to: `${url}/front-door`, secret: SECRET, ca })
    await house.refuse('Telefon Jürgen')
    await expect.poll(() => requests.length).toBe(1)
    const [request] = requests
    expect(request?.url.pathname).toBe('/front-door')
    expect(request?.headers.authorization).toBe(`Bearer ${SECRET}`)
    const title = String(request?.headers['title'])
    // RFC 2047 §2: what is not ASCII is an encoded word.
    expect(title).toMatch(/^=\?UTF-8\?B\?[A-Za-z0-9+/=]+\?=$/)
    expect(Buffer.from(title.slice(10, -2), 'base64').toString()).toContain('Telefon Jürgen was refused')
    expect(request?.body).toBe('The certificate of “Telefon Jürgen” was revoked.')
  })

  test('to Gotify: JSON to /message with the key of the application', async () => {
    const { url, ca, requests } = await house.service()
    await house.add({ kind: 'gotify', to: `${url}/gotify/`, secret: SECRET, ca })
    await house.refuse('Phone')
    await expect.poll(() => requests.length).toBe(1)
    expect(requests[0]?.url.pathname).toBe('/gotify/message')
    expect(requests[0]?.headers['x-gotify-key']).toBe(SECRET)
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({
      title: expect.stringContaining('Phone was refused') as string,
      message: 'The certificate of “Phone” was revoked.',
      priority: 5,
    })
  })

  test('to a webhook: JSON with an HMAC-SHA-256 over exactly these bytes', async () => {
    const { url, ca, requests } = await house.service()
    await house.add({ kind: 'webhook', to: `${url}/hook?for=me`, secret: SECRET, ca })
    await house.refuse('Phone')
    await expect.poll(() => requests.length).toBe(1)
    const { body = '', headers } = requests[0] ?? {}
    const signature = createHmac('sha256', SECRET).update(body).digest('hex')
    expect(headers?.['x-vestibule-signature']).toBe(`sha256=${signature}`)
    expect(JSON.parse(body)).toMatchObject({
      source: 'vestibule',
      kind: 'device-refused',
      topic: 'refused',
      title: expect.stringContaining('Phone') as string,
      notices: [{ kind: 'device-refused' }],
    })
  })

  test('to Home Assistant: to the webhook, whose id is in the address or is the secret', async () => {
    const { url, ca, requests } = await house.service()
    await house.add({ kind: 'home-assistant', to: `${url}/api/webhook/abc-def`, ca })
    await house.add({ kind: 'home-assistant', to: url, secret: 'geheim', ca })
    await house.refuse('Phone')
    await expect.poll(() => requests.length).toBe(2)
    expect(requests.map((one) => one.url.pathname).toSorted()).toEqual(['/api/webhook/abc-def', '/api/webhook/geheim'])
    expect(requests.map((one) => one.headers['x-vestibule-signature'])).toEqual([undefined, undefined])
  })
})

describe('what a channel is told', () => {
  test('is what was chosen for it, and nothing else', async () => {
    const { url, ca, requests } = await house.service()
    await house.add({ kind: 'ntfy', name: 'ends', to: `${url}/ends`, ca, on: ['expiry'] })
    await house.add({ kind: 'ntfy', name: 'refusals', to: `${url}/refusals`, ca, on: ['refused', 'down'] })
    await house.refuse('Phone')
    await expect.poll(() => requests.map((one) => one.url.pathname)).toEqual(['/refusals'])
    expect(await house.channel('ends')).toMatchObject({ waiting: 0, lastSentAt: null })
  })

  test('an upstream that is gone, by its name and the reason', async () => {
    const { url: to, ca, requests } = await house.service()
    await house.add({ kind: 'ntfy', to: `${to}/t`, ca, on: ['down'] })
    const site = await house.running.client.call('site.add', {
      name: 'Camera',
      hosts: ['cam.local'],
      listen: '127.0.0.1:8443',
      upstream: 'http://127.0.0.1:1',
      passphrase: PASSPHRASE,
    })
    const url = 'http://127.0.0.1:1/'
    house.running.gate.found([
      { siteId: site.id, url, at: house.now, milliseconds: null, status: null, problem: 'ECONNREFUSED' },
    ])
    await expect.poll(() => requests.length).toBe(1)
    expect(requests[0]?.headers['title']).toBe('Nothing gets through at Camera')
    expect(requests[0]?.headers['priority']).toBe('4')
  })

  test('a site that still stands open at the hourly look', async () => {
    const { url, ca, requests } = await house.service()
    await house.add({ kind: 'ntfy', to: `${url}/t`, ca, on: ['open'] })
    await house.running.client.call('site.add', {
      name: 'Camera',
      hosts: ['cam.local'],
      listen: '127.0.0.1:8443',
      upstream: 'http://127.0.0.1:1',
      mode: 'pages',
      observe: true,
      passphrase: PASSPHRASE,
    })
    expect(requests).toEqual([])
    house.sleep(HOUR)
    await expect.poll(() => requests.length).toBe(1)
    expect(requests[0]?.headers['title']).toBe('Camera stands open to everybody')
    house.sleep(HOUR)
    await house.running.client.call('notify.test', { channel: 'ntfy' })
    expect(requests.map((one) => one.headers['title'])).toEqual([
      'Camera stands open to everybody',
      'A test from Vestibule',
    ])
  })

  test('is gathered into one message an hour where that was chosen', async () => {
    const { url, ca, requests } = await house.service()
    await house.add({ kind: 'ntfy', to: `${url}/t`, ca, pace: 'hour' })
    await house.refuse('One')
    await expect.poll(() => requests.length).toBe(1)
    await house.refuse('Two')
    await house.refuse('Three')
    expect(await house.channel('ntfy')).toMatchObject({ waiting: 2, problem: null })
    house.sleep(HOUR + MINUTE)
    await expect.poll(() => requests.length).toBe(2)
    expect(requests[1]?.headers['title']).toBe('2 notices from Vestibule')
    expect(requests[1]?.body).toContain('Two was refused')
    expect(requests[1]?.body).toContain('Three was refused')
  })

  test('is in the language that the owner chose', async () => {
    const { url, ca, requests } = await house.service()
    await house.running.client.call('settings.set', { language: 'de' })
    await house.add({ kind: 'webhook', to: `${url}/t`, ca })
    await house.refuse('Phone')
    await expect.poll(() => requests.length).toBe(1)
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({
      language: 'de',
      message: 'Das Zertifikat von „Phone“ wurde gesperrt.',
    })
  })
})

describe('a service that does not take it', () => {
  const cases: readonly [what: string, answer: ServiceAnswer, code: string][] = [
    ['answers 500', { status: 500 }, 'notify/refused'],
    ['answers 404', { status: 404 }, 'notify/refused'],
    ['does not know the token', { status: 403 }, 'notify/denied'],
    ['redirects', { status: 307, headers: { location: '/elsewhere' } }, 'notify/redirected'],
  ]
  test.each(cases)('%s: it waits and is tried again, later each time', async (_what, answer, code) => {
    let answers = answer
    const { url, ca, requests } = await house.service(() => answers)
    await house.add({ kind: 'ntfy', to: `${url}/t`, secret: SECRET, ca })
    await house.refuse('Phone')
    await expect.poll(async () => (await house.channel('ntfy')).problem?.code).toBe(code)
    const first = await house.channel('ntfy')
    expect(first).toMatchObject({ waiting: 1, lastSentAt: null })
    expect(Date.parse(first.nextAttemptAt ?? '')).toBe(house.now + MINUTE)
    expect(requests.map((one) => one.url.pathname)).toEqual(['/t'])
    house.sleep(2 * MINUTE)
    await expect
      .poll(async () => Date.parse((await house.channel('ntfy')).nextAttemptAt ?? ''))
      .toBe(house.now + 5 * MINUTE)
    answers = {}
    house.sleep(6 * MINUTE)
    await expect.poll(() => house.channel('ntfy')).toMatchObject({ waiting: 0, problem: null, nextAttemptAt: null })
    expect(requests.map((one) => one.url.pathname)).toEqual(['/t', '/t', '/t'])
  })

  test('hangs: it holds up neither the others nor what the engine is asked', async () => {
    await house.reopen({ notifyTimeoutMs: 500 })
    const silent = await house.service(
      () => ({}),
      () => true,
    )
    const { url, ca, requests } = await house.service()
    await house.add({ kind: 'ntfy', name: 'silent', to: `${silent.url}/t`, ca: silent.ca })
    await house.add({ kind: 'ntfy', name: 'well', to: `${url}/t`, ca })
    await house.refuse('Phone')
    await expect.poll(() => requests.length).toBe(1)
    expect(await house.running.client.call('site.list', {})).toEqual([])
    await expect
      .poll(async () => said((await house.channel('silent')).problem))
      .toMatchObject({
        code: 'notify/unreachable',
        message: expect.stringContaining('does not answer in time') as string,
      })
  })

  test('answers without end: the status is enough', async () => {
    const endless = await house.service(
      () => ({}),
      (_incoming, response) => {
        const timer = setInterval(() => response.write('x'.repeat(65_536)), 1)
        response.on('close', () => clearInterval(timer))
        return true
      },
    )
    await house.add({ kind: 'ntfy', to: `${endless.url}/t`, ca: endless.ca })
    expect(await codeOf(house.running.client.call('notify.test', { channel: 'ntfy' }))).toBe('sent')
  })

  test('is none that its certificate vouches for: nothing is sent', async () => {
    const { url, requests } = await house.service()
    await house.add({ kind: 'ntfy', to: `${url}/t`, secret: SECRET })
    expect(await codeOf(house.running.client.call('notify.test', { channel: 'ntfy' }))).toBe('notify/certificate')
    expect(requests).toEqual([])
  })

  test('is tried for three days, and then given up and counted', async () => {
    const { url, ca, requests } = await house.service(() => ({ status: 500 }))
    await house.add({ kind: 'ntfy', to: `${url}/t`, ca })
    await house.refuse('Phone')
    await expect.poll(async () => (await house.channel('ntfy')).problem?.code).toBe('notify/refused')
    house.sleep(73 * HOUR)
    await expect.poll(() => house.channel('ntfy')).toMatchObject({ waiting: 0, dropped: 1 })
    expect(requests).toHaveLength(1)
  })
})

describe('the queue', () => {
  test('survives a restart', async () => {
    const well = { answers: false }
    const { url, ca, requests } = await house.service(() => ({ status: well.answers ? 200 : 500 }))
    await house.add({ kind: 'ntfy', to: `${url}/t`, ca })
    await house.refuse('Phone')
    await expect.poll(async () => (await house.channel('ntfy')).problem?.code).toBe('notify/refused')
    well.answers = true
    house.now += 2 * MINUTE
    await house.reopen()
    await expect.poll(() => requests.length).toBe(2)
    expect(requests[1]?.body).toBe(requests[0]?.body)
    await expect.poll(async () => (await house.channel('ntfy')).waiting).toBe(0)
  })

  test('of what is sent when the engine is closed is sent after the next start', async () => {
    const held = await house.service(
      () => ({}),
      (incoming) => incoming.url === '/t' && house.running.bugs.length === 0 && hangs,
    )
    let hangs = true
    await house.add({ kind: 'ntfy', to: `${held.url}/t`, ca: held.ca })
    await house.refuse('Phone')
    const sending = house.reopen()
    hangs = false
    await sending
    await expect.poll(() => held.requests.length).toBe(1)
  })

  test('is bounded: the oldest go first, and are counted', async () => {
    const { url, ca } = await house.service(() => ({ status: 500 }))
    await house.add({ kind: 'ntfy', to: `${url}/t`, ca })
    for (let n = 0; n < 110; n += 1) {
      // The clock is set back, which is told each time.
      house.now -= 2 * HOUR
      house.running.engine.wake()
    }
    await expect.poll(() => house.channel('ntfy')).toMatchObject({ waiting: 100, dropped: 10 })
  })

  test('goes with its channel', async () => {
    const { url, ca } = await house.service(() => ({ status: 500 }))
    await house.add({ kind: 'ntfy', to: `${url}/t`, ca })
    await house.refuse('Phone')
    await expect.poll(async () => (await house.channel('ntfy')).waiting).toBe(1)
    await house.running.client.call('notify.remove', { channel: 'NTFY' })
    expect(await house.running.client.call('notify.list', {})).toEqual([])
  })
})

describe('secrets', () => {
  test('are in no answer, event, error or file of the data folder in clear', async () => {
    const events: unknown[] = []
    house.running.engine.subscribe((event) => events.push(event))
    const { url, ca } = await house.service(() => ({ status: 403, body: SECRET }))
    const topic = 'topic-that-nobody-knows'
    const added = await house.add({ kind: 'ntfy', to: `${url}/${topic}`, secret: SECRET, ca })
    expect(added.to).toBe(`${url}/…`)
    await house.refuse('Phone')
    await expect.poll(async () => (await house.channel('ntfy')).problem?.code).toBe('notify/denied')
    const error: unknown = await house.running.client
      .call('notify.test', { channel: 'ntfy' })
      .catch((one: unknown) => one)
    const shown = JSON.stringify([
      added,
      await house.channel('ntfy'),
      events,
      error,
      said((await house.channel('ntfy')).problem),
    ])
    expect(shown).toContain('notify/denied')
    for (const secret of [SECRET, topic]) {
      expect(shown).not.toContain(secret)
      const files = fs
        .readdirSync(house.folder, { recursive: true, encoding: 'utf8' })
        .map((name) => path.join(house.folder, name))
        .filter((file) => fs.statSync(file).isFile())
      expect(files.filter((file) => fs.readFileSync(file).includes(secret))).toEqual([])
    }
  })

  test('can be given anew; nothing else changes', async () => {
    const { url, ca, requests } = await house.service()
    await house.add({ kind: 'ntfy', to: `${url}/t`, secret: 'old', ca })
    await house.running.client.call('notify.set', { channel: 'ntfy', secret: 'new', name: 'phone' })
    await house.running.client.call('notify.test', { channel: 'phone' })
    expect(requests[0]?.headers.authorization).toBe('Bearer new')
  })
})

test.each([
  ['ntfy', { to: 'https://ntfy.sh/' }, 'notify/address'],
  ['ntfy', { to: 'ftp://ntfy.sh/topic' }, 'notify/address'],
  ['ntfy', { to: 'https://me:password@ntfy.sh/topic' }, 'notify/address'],
  ['ntfy', { to: 'https://ntfy.sh/topic', secret: 'two words' }, 'notify/secret-missing'],
  ['gotify', { to: 'https://gotify.home' }, 'notify/secret-missing'],
  ['home-assistant', { to: 'https://ha.home:8123' }, 'notify/address'],
  ['webhook', { to: 'not an address' }, 'notify/address'],
  ['mail', { to: 'me@example.org' }, 'notify/address'],
  ['mail', { to: 'nobody', server: 'smtps://mail.example.org' }, 'notify/address'],
  ['mail', { to: 'me@example.org\r\nBcc: x@example.org', server: 'smtps://mail.example.org' }, 'notify/address'],
  ['mail', { to: 'me@example.org', server: 'https://mail.example.org' }, 'notify/address'],
  ['mail', { to: 'me@example.org', server: 'smtps://mail.example.org', secret: 'x' }, 'notify/address'],
  ['mail', { to: 'me@example.org', server: 'smtps://mail.example.org', user: 'me' }, 'notify/secret-missing'],
] as const)('an address that cannot be used is refused when it is given: %s %j', async (kind, rest, code) => {
  expect(await codeOf(house.add({ kind, ...rest }))).toBe(code)
  expect(await house.running.client.call('notify.list', {})).toEqual([])
})
