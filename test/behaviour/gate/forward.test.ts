import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDoor, type Door } from '../../support/door.ts'
import { until, upstreamOf } from '../../support/gate.ts'

/** An upstream that speaks bytes: each connection, and what has come over it. */
interface Line {
  readonly socket: net.Socket
  heard: string
}

let door: Door
let lines: Line[] = []
let onHeard: (line: Line) => void = () => undefined
let server: net.Server

beforeAll(async () => {
  door = await openDoor()
  server = net.createServer((socket) => {
    const line: Line = { socket, heard: '' }
    lines.push(line)
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      line.heard += chunk.toString('latin1')
      onHeard(line)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await door.apply({}, { upstream: upstreamOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`) })
})
beforeEach(() => {
  for (const { socket } of lines) socket.destroy()
  lines = []
})
afterAll(async () => {
  await door.close()
  server.close()
})

const HOST = 'Host: camera.home\r\n'
const last = 'Connection: close\r\n'
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const answer = (text: string): void => {
  onHeard = ({ socket, heard }) => {
    if (heard.endsWith('\r\n\r\n')) socket.write(text)
  }
}
const get = (path = '/'): string => `GET ${path} HTTP/1.1\r\n${HOST}`

describe('connections to the upstream', () => {
  test('are used again, one request after the other', async () => {
    answer(OK)
    await door.raw(`${get('/one')}\r\n${get('/two')}\r\n${get('/three')}${last}\r\n`)
    expect(lines).toHaveLength(1)
    expect(lines[0]?.heard.match(/^GET \S+/gm)).toEqual(['GET /one', 'GET /two', 'GET /three'])
  })

  test.each([
    ['says close', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
    ['speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['goes on behind the end of its answer', `${OK}${OK}`],
  ])('are not used again when the upstream %s', async (_what, text) => {
    answer(text)
    const heard = await door.raw(`${get('/one')}\r\n${get('/two')}${last}\r\n`)
    expect(lines).toHaveLength(2)
    expect(heard.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
    expect(heard.match(/ok/g)).toHaveLength(2)
  })

  test('that the upstream closes in the moment they are used again cost a visitor nothing', async () => {
    onHeard = ({ socket, heard }) => {
      // It answers once, and ends the connection when the second request comes.
      if (heard.includes('/two') && lines.length === 1) socket.destroy()
      else if (heard.endsWith('\r\n\r\n')) socket.write(OK)
    }
    const heard = await door.raw(`${get('/one')}\r\n${get('/two')}${last}\r\n`)
    expect(heard.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
    expect(lines).toHaveLength(2)
  })

  test('but a request that may change something is never made twice, nor sent on a connection that may be dead', async () => {
    onHeard = ({ socket, heard }) => {
      if (heard.includes('/two')) socket.destroy()
      else if (heard.endsWith('\r\n\r\n')) socket.write(OK)
    }
    const heard = await door.raw(`${get('/one')}\r\nPOST /two HTTP/1.1\r\n${HOST}${last}\r\n`)
    expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 502'])
    // The gate may look by itself whether the upstream is still there, but not with this request.
    const asked = lines.filter((line) => line.heard.includes('/two'))
    expect(asked.map((line) => line.heard.match(/^[A-Z]+ /gm))).toEqual([['POST ']])
  })
})

describe('answers', () => {
  test('of devices that end lines with LF and fold them arrive as HTTP has them', async () => {
    onHeard = ({ socket }) => socket.end('HTTP/1.0 200 OK\nX-Name: Kamera\n  im Hof\nSet-Cookie: a=b\n\nhello')
    const heard = await door.raw(`${get()}${last}\r\n`)
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK\r\nX-Name: Kamera im Hof\r\nSet-Cookie: a=b\r\n/)
    expect(heard.endsWith('5\r\nhello\r\n0\r\n\r\n')).toBe(true)
    expect(heard.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  })

  test('without a length end with the connection for a visitor of HTTP/1.0', async () => {
    onHeard = ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
      socket.write('5\r\nhello\r\n0\r\n\r\n')
    }
    const heard = await door.raw(`GET / HTTP/1.0\r\n${HOST}Connection: keep-alive\r\n\r\n`)
    expect(heard).toMatch(/\r\n\r\nhello$/)
    expect(heard).toMatch(/^Connection: close\r$/m)
    expect(heard).not.toMatch(/transfer-encoding/i)
  })

  test('before the answer are passed on, over HTTP/1.1 and HTTP/2, but not to HTTP/1.0', async () => {
    answer(`HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nX-Vestibule-Page: forged\r\n\r\n${OK}`)
    const hint = /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>; rel=preload\r\n\r\nHTTP\/1\.1 200 OK\r\n/
    expect(await door.raw(`${get()}${last}\r\n`)).toMatch(hint)
    expect(await door.raw(`GET / HTTP/1.0\r\n${HOST}\r\n`)).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    const session = door.h2()
    const stream = session.request({ ':path': '/', ':authority': 'camera.home' })
    const hints: unknown[] = []
    stream.on('headers', (headers) => hints.push([headers[':status'], headers['link']]))
    stream.resume()
    await new Promise((resolve) => stream.on('close', resolve))
    session.destroy()
    expect(hints).toEqual([[103, '</a.css>; rel=preload']])
  })

  test('that come before the whole body arrive, and the rest of the body is no request', async () => {
    onHeard = ({ socket, heard }) => {
      if (heard.includes('\r\n\r\n')) socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nmuch')
    }
    const heard = await new Promise<string>((resolve) => {
      let text = ''
      const socket = tls.connect({ ...door.tlsOptions(), ALPNProtocols: ['http/1.1'] }, () =>
        socket.write(`POST / HTTP/1.1\r\n${HOST}Content-Length: 1000000\r\n\r\n${'a'.repeat(1000)}`),
      )
      socket.on('error', () => undefined)
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1')
        socket.write(get('/hidden') + '\r\n')
      })
      socket.on('close', () => resolve(text))
    })
    expect(heard).toMatch(/^HTTP\/1\.1 413 Too Large\r\n/)
    expect(heard).toMatch(/much$/)
    expect(heard.match(/HTTP\/1\.1/g)).toHaveLength(1)
    expect(lines).toHaveLength(1)
  })

  test('with a switch of protocols that nobody has asked for are no answers', async () => {
    answer('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    expect(await door.raw(`${get()}${last}\r\n`)).toMatch(/^HTTP\/1\.1 502 /)
  })

  test('get a date where the device has no clock, and keep theirs', async () => {
    answer(OK)
    const date = /^Date: (.*)\r$/m.exec(await door.raw(`${get()}${last}\r\n`))?.[1] ?? ''
    expect(new Date(date).toUTCString()).toBe(date)
    answer('HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 2\r\n\r\nok')
    const heard = await door.raw(`${get()}${last}\r\n`)
    expect(heard.match(/^Date: .*$/gm)).toEqual(['Date: Thu, 01 Jan 1970 00:00:00 GMT'])
  })
})

describe('requests', () => {
  test('over HTTP/2 arrive with one Cookie, whose crumbs are put together', async () => {
    answer(OK)
    const session = door.h2()
    const stream = session.request({ ':path': '/', ':authority': 'camera.home', cookie: ['a=b', 'c=d'] })
    stream.resume()
    await new Promise((resolve) => stream.on('close', resolve))
    session.destroy()
    // RFC 9113 §8.2.3
    expect(lines[0]?.heard.match(/^cookie: .*$/gim)).toEqual(['cookie: a=b; c=d'])
  })

  test('arrive without extensions of chunks, and with the fields behind the body that visitors may say there', async () => {
    onHeard = ({ socket, heard }) => {
      if (/\r\n0\r\n(?:.+\r\n)*\r\n$/.test(heard)) socket.write(OK)
    }
    const fields = [
      'X-SSL-Client-CN: forged',
      'Authorization: Basic Zm9yZ2Vk',
      'X-Sum: b',
      'Cookie: forged',
      'If-Match: "a"',
    ]
    const body = `5;name=value\r\nhello\r\n0\r\n${fields.join('\r\n')}\r\n\r\n`
    const heard = await door.raw(
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n${last}\r\n${body}`,
    )
    expect(heard).toMatch(/^HTTP\/1\.1 200 /)
    expect(lines[0]?.heard).toMatch(/^Trailer: X-Sum\r$/m)
    expect(lines[0]?.heard.split('\r\n\r\n').slice(1).join('\r\n\r\n')).toBe('5\r\nhello\r\n0\r\nX-Sum: b\r\n\r\n')
  })

  test('over HTTP/2 arrive with these fields, too', async () => {
    onHeard = ({ socket, heard }) => {
      if (/\r\n0\r\n(?:.+\r\n)*\r\n$/.test(heard)) socket.write(OK)
    }
    const session = door.h2()
    const stream = session.request(
      { ':method': 'POST', ':path': '/', ':authority': 'camera.home' },
      { waitForTrailers: true },
    )
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': 'b', 'x-forwarded-for': '192.0.2.1' }))
    stream.end('hello')
    stream.resume()
    await new Promise((resolve) => stream.on('close', resolve))
    session.destroy()
    expect(lines[0]?.heard).toMatch(/5\r\nhello\r\n0\r\nx-sum: b\r\n\r\n$/)
  })

  test('whose body turns out to be none are answered 400, and the upstream sees no whole request', async () => {
    onHeard = () => undefined
    const closed = new Promise((resolve) => {
      server.once('connection', (socket) => socket.on('close', resolve))
    })
    const heard = await door.raw(
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello!!\r\n0\r\n\r\n`,
    )
    expect(heard).toMatch(/^HTTP\/1\.1 400 /)
    await closed
    expect(lines[0]?.heard).not.toContain('0\r\n\r\n')
  })

  test('of a visitor who leaves are ended at the upstream, too', async () => {
    onHeard = () => undefined
    const socket = tls.connect({ ...door.tlsOptions(), ALPNProtocols: ['http/1.1'] }, () =>
      socket.write(`${get()}\r\n`),
    )
    await until(() => lines.some(({ heard }) => heard !== ''))
    socket.destroy()
    await until(() => lines.every((line) => line.socket.destroyed))
    expect(lines.map(({ heard }) => heard.split('\r\n')[0])).toEqual(['GET / HTTP/1.1'])
  })
})
