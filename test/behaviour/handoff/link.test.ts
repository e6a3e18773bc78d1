import { createHash, X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { runTool } from '../../support/external-tool.ts'
import { ANDROID, IPHONE, linksOf, listens, pageOf, useHandoffHouse } from '../../support/handoff.ts'
import { rawRequest } from '../../support/raw-http.ts'
import { needs } from '../../support/programs.ts'

const house = useHandoffHouse()

describe('a one-time link', () => {
  test('gives the certificate to one of 100 parallel requests, and the file opens with the password', async () => {
    const { url, password, id } = await house.start()
    const [, identity = ''] = linksOf((await pageOf(url)).body)
    const target = new URL(identity, url).href
    const answers = await Promise.all(Array.from({ length: 100 }, () => rawRequest(target)))
    const given = answers.filter(({ status }) => status === 200)
    expect(given).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(99)
    expect(given[0]?.headers['content-type']).toBe('application/x-pkcs12')
    const file = path.join(house.folder, 'raced.pfx')
    fs.writeFileSync(file, given[0]?.body ?? '')
    expect((await runTool('openssl', ['pkcs12', '-in', file, '-passin', `pass:${password}`, '-noout'])).status).toBe(0)
    // Gone for good, also after the race, and the page says so.
    expect((await rawRequest(target)).status).toBe(410)
    expect((await pageOf(url)).body.toString()).toContain('It was taken already')
    expect(await house.statusOf(id)).toMatchObject({ state: 'taken', open: true })
  })

  test('speaks the language of the phone', async () => {
    const { url } = await house.start()
    const german = { 'user-agent': IPHONE, 'accept-language': 'de-DE,de;q=0.9' }
    const page = await rawRequest(url, { headers: german })
    expect(page.headers['content-language']).toBe('de')
    expect(page.body.toString()).toContain('VPN und Geräteverwaltung')
    expect(page.body.toString()).toMatch(/Diese Seite schließt sich in \d+ Minuten/)
    expect((await pageOf(url, IPHONE)).body.toString()).toContain('VPN &#38; Device Management')
    const astray = await rawRequest(new URL('/elsewhere', url).href, { headers: german })
    expect([astray.status, astray.headers['content-language'], astray.body.toString()]).toEqual([
      404,
      'de',
      'Hier ist nichts.\n',
    ])
  })

  test('gives it once whichever of its two forms is taken', async () => {
    const { url } = await house.start()
    const [, pfx = ''] = linksOf((await pageOf(url)).body)
    const [profile = ''] = linksOf((await pageOf(url, IPHONE)).body)
    const targets = Array.from({ length: 50 }, () => [pfx, profile]).flat()
    const answers = await Promise.all(targets.map((href) => rawRequest(new URL(href, url).href)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('is not used up by a look at the headers', async () => {
    const { url } = await house.start()
    const [, identity = ''] = linksOf((await pageOf(url)).body)
    expect((await rawRequest(new URL(identity, url).href, { method: 'HEAD' })).status).toBe(200)
    expect((await rawRequest(new URL(identity, url).href)).status).toBe(200)
  })

  test('has a token of 128 bits, another one each time', async () => {
    const tokens = new Set<string>()
    for (let turn = 0; turn < 5; turn += 1) {
      const [, token = ''] = new URL((await house.start()).url).pathname.split('/')
      expect(Buffer.from(token, 'base64url')).toHaveLength(16)
      tokens.add(token)
    }
    expect(tokens.size).toBe(5)
  })

  test('cannot be guessed: every wrong token gets the same answer, and who goes on is not listened to', async () => {
    const { url } = await house.start()
    const [, token = ''] = new URL(url).pathname.split('/')
    const near = `${token.slice(0, -1)}${token.endsWith('A') ? 'Q' : 'A'}`
    const wrong = [near, 'A'.repeat(22), token.slice(0, 21), `${token}A`, '%00', '__proto__']
    const answers = await Promise.all(wrong.map((guess) => rawRequest(new URL(`/${guess}/`, url).href)))
    for (const answer of answers) {
      expect(answer.status).toBe(404)
      expect(answer.body).toEqual(answers[0]?.body)
    }
    for (let turn = 0; turn < 4; turn += 1) await rawRequest(new URL('/guess/', url).href)
    expect((await rawRequest(new URL('/guess/', url).href)).status).toBe(429)
    // Not even the right one counts now, or guessing would go on.
    expect((await pageOf(url)).status).toBe(429)
    house.clock += 60_000
    expect((await pageOf(url)).status).toBe(200)
  })

  test('what browsers ask for by themselves does not count as guessing', async () => {
    const { url } = await house.start()
    for (let turn = 0; turn < 30; turn += 1) {
      expect((await rawRequest(new URL('/favicon.ico', url).href)).status).toBe(404)
      expect((await rawRequest(new URL('/apple-touch-icon-precomposed.png', url).href)).status).toBe(404)
    }
    expect((await pageOf(url)).status).toBe(200)
  })

  test('is over after ten minutes', async () => {
    const { url, expiresAt, startedAt } = await house.start()
    expect(Date.parse(expiresAt) - Date.parse(startedAt)).toBe(600_000)
    const [authority = '', identity = ''] = linksOf((await pageOf(url)).body)
    house.clock += 600_000
    for (const href of [url, authority, identity]) {
      expect((await rawRequest(new URL(href, url).href)).status).toBe(410)
    }
  })

  test('closes by itself then, without anybody asking', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { url, id } = await house.start()
    try {
      vi.advanceTimersByTime(599_999)
      expect(await house.statusOf(id)).toMatchObject({ state: 'waiting', open: true })
      vi.advanceTimersByTime(1)
      expect(await house.statusOf(id)).toMatchObject({ state: 'expired', open: false })
    } finally {
      vi.useRealTimers()
    }
    await expect.poll(() => listens('127.0.0.1', Number(new URL(url).port))).toBe(false)
  })

  test('is in no event, activity or file of the data house.folder, and the password neither', async () => {
    const from = house.events.length
    const { url, password = '' } = await house.start()
    const [, token = ''] = new URL(url).pathname.split('/')
    for (const href of linksOf((await pageOf(url)).body)) await rawRequest(new URL(href, url).href)
    await expect.poll(() => JSON.stringify(house.events.slice(from))).toContain('"taken"')
    const told = JSON.stringify(house.events) + JSON.stringify(await house.engine.client.call('activity.list', {}))
    const kept = fs
      .readdirSync(house.folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => fs.statSync(path.join(house.folder, name)).isFile())
      .map((name) => fs.readFileSync(path.join(house.folder, name)).toString('latin1'))
    for (const secret of [token, password]) {
      expect(secret.length).toBeGreaterThan(20)
      expect(told).not.toContain(secret)
      for (const text of kept) expect(text).not.toContain(secret)
    }
  })

  test('never carries the password: not in the page, a header or a file', async () => {
    const { url, password = '' } = await house.start()
    const answers = [await pageOf(url), await pageOf(url, IPHONE)]
    for (const href of linksOf(answers[0]?.body ?? Buffer.alloc(0)))
      answers.push(await rawRequest(new URL(href, url).href))
    for (const { body, headers } of answers) {
      expect(body.toString('latin1') + JSON.stringify(headers)).not.toContain(password)
      expect(body.includes(Buffer.from(password, 'utf16le').swap16())).toBe(false)
    }
  })
})

describe('where a link is offered', () => {
  test('only at the address that was chosen', async () => {
    const { url } = await house.start()
    const port = Number(new URL(url).port)
    expect(await listens('127.0.0.1', port)).toBe(true)
    // The whole of 127/8 is this computer on Linux; everywhere, its other addresses are.
    const others = Object.values(os.networkInterfaces())
      .flatMap((all) => all ?? [])
      .map(({ address }) => address)
      .filter((address) => address !== '127.0.0.1' && !address.startsWith('fe80'))
    for (const other of ['127.0.0.2', ...others]) expect(await listens(other, port)).toBe(false)
  })

  test('at every address that is listed, with a link that leads there', async () => {
    const { addresses } = await house.engine.client.call('handoff.ways', {})
    expect(addresses.map(({ address }) => address)).toContain('127.0.0.1')
    for (const { address } of addresses) {
      const { url } = await house.start({ address })
      expect((await pageOf(url)).status).toBe(200)
    }
  })

  test.each(['0.0.0.0', '::', '203.0.113.7', 'localhost'])('never at %s', async (address) => {
    await expect(house.start({ address })).rejects.toMatchObject({ code: 'handoff/address-unavailable' })
  })

  test('under no other name: a page that points its own name here is refused', async () => {
    const { url } = await house.start()
    const { port } = new URL(url)
    for (const host of [`evil.example:${port}`, `localhost:${port}`, '127.0.0.1', `127.0.0.1:1`]) {
      expect((await rawRequest(url, { headers: { host } })).status).toBe(421)
    }
  })

  test('a port that another program has is told as such', async () => {
    const { url } = await house.start()
    const other = (await house.engine.client.call('device.add', { name: 'Other', key: 'p256' })).id
    const port = Number(new URL(url).port)
    await expect(house.start({ device: other, port })).rejects.toMatchObject({ code: 'handoff/address-unavailable' })
    await house.engine.client.call('device.remove', { device: other })
  })
})

describe('what a link answers', () => {
  test('forbids storing, framing, guessing types, referrers and scripts on every answer', async () => {
    const { url } = await house.start()
    const page = await pageOf(url)
    const [authority = '', identity = ''] = linksOf(page.body).map((href) => new URL(href, url).href)
    const answers = [page, await rawRequest(authority), await rawRequest(identity), await rawRequest(identity)]
    answers.push(await rawRequest(new URL('/x', url).href), await rawRequest(url, { method: 'POST' }))
    answers.push(await rawRequest(url, { headers: { host: 'evil.example' } }))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 410, 404, 405, 421])
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'/,
      )
    }
    // CSP Level 3 §6.7.2: the digest is that of the style sheet.
    const [, style = ''] = /<style>(.*)<\/style>/.exec(page.body.toString()) ?? []
    expect(page.headers['content-security-policy']).toContain(createHash('sha256').update(style).digest('base64'))
    expect(page.body.toString()).not.toMatch(/<script|<img|<iframe|javascript:/)
  })

  test('an iPhone gets a profile with both, anything else two files of the right types', needs('python3'), async () => {
    const { url, authorityFingerprint } = await house.start()
    const android = linksOf((await pageOf(url, ANDROID)).body)
    expect(android).toHaveLength(2)
    const authority = await rawRequest(new URL(android[0] ?? '', url).href)
    expect(authority.headers['content-type']).toBe('application/x-x509-ca-cert')
    const { fingerprint256 } = new X509Certificate(authority.body)
    expect(fingerprint256.replaceAll(':', '')).toBe(authorityFingerprint)

    const [profile = '', ...none] = linksOf((await pageOf(url, IPHONE)).body)
    expect(none).toEqual([])
    const answer = await rawRequest(new URL(profile, url).href)
    expect(answer.headers['content-type']).toBe('application/x-apple-aspen-config')
    const file = path.join(house.folder, 'a.mobileconfig')
    fs.writeFileSync(file, answer.body)
    const types =
      'import plistlib,sys; print([p["PayloadType"] for p in plistlib.load(open(sys.argv[1],"rb"))["PayloadContent"]])'
    expect((await runTool('python3', ['-c', types, file])).text.trim()).toBe(
      "['com.apple.security.root', 'com.apple.security.pkcs12']",
    )
  })

  test('shows steps for the visitor’s platform, and for another when asked', async () => {
    const { url } = await house.start()
    expect((await pageOf(url, IPHONE)).body.toString()).toContain('Certificate Trust Settings')
    expect((await pageOf(url, ANDROID)).body.toString()).toContain('VPN &#38; app user certificate')
    expect((await pageOf(`${url}?as=firefox`, IPHONE)).body.toString()).toContain('Your Certificates')
    expect((await pageOf(`${url}?as=toaster`, IPHONE)).body.toString()).toContain('Certificate Trust Settings')
  })

  test('names from outside cannot become markup', async () => {
    const name = '<img src=x onerror=alert(1)> & "q"'
    const { id } = await house.engine.client.call('device.add', { name, key: 'p256' })
    const { url } = await house.start({ device: id })
    const html = (await pageOf(url)).body.toString()
    expect(html).not.toContain('<img')
    expect(html).toContain('&#60;img')
    await house.engine.client.call('device.remove', { device: id })
  })

  test.each([
    ['no HTTP at all', '\u0000\u0001\u0002\r\n\r\n'],
    ['a header of a megabyte', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(1_048_576)}\r\n\r\n`],
    ['an upgrade', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
  ])('%s ends that connection and nothing else', async (_what, bytes) => {
    const { url } = await house.start()
    const ended = new Promise<void>((resolve) => {
      const socket = net.connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes))
      socket.on('error', () => undefined)
      socket.on('close', () => resolve())
      socket.resume()
    })
    await ended
    expect((await pageOf(url)).status).toBe(200)
  })
})

test('who holds many connections open keeps nobody else out', needs('linux'), async () => {
  const { url } = await house.start()
  const port = Number(new URL(url).port)
  const sockets: net.Socket[] = []
  let refused = 0
  // The whole of 127/8 is this computer on Linux: another address of it is another visitor.
  const hold = (): Promise<void> =>
    new Promise((resolve) => {
      const socket = net.connect({ host: '127.0.0.1', port, localAddress: '127.0.0.9' }, () => resolve())
      socket.on('error', () => undefined)
      socket.on('close', () => (refused += 1))
      socket.resume()
      sockets.push(socket)
    })
  for (let turn = 0; turn < 600; turn += 1) await hold()
  await expect.poll(() => refused).toBeGreaterThanOrEqual(600 - 128)
  expect((await pageOf(url)).status).toBe(200)
  for (const socket of sockets) socket.destroy()
})

test('nothing of this was a bug', () => {
  expect(house.engine.bugs).toEqual([])
})
