import { describe, expect, test } from 'vitest'
import {
  endOfHead,
  endOfLooseHead,
  readRequestHead,
  readResponseHead,
  type RequestHead,
} from '../../../electron/gate/http/head.ts'

const request = (...lines: string[]): ReturnType<typeof readRequestHead> => readRequestHead([...lines, ''].join('\r\n'))
const good = (...lines: string[]): RequestHead => {
  const head = request(...lines)
  if ('refused' in head) throw new Error('refused')
  return head
}
const response = (text: string, method = 'GET') => readResponseHead(text, method)

describe('the head of a request', () => {
  test('is read as RFC 9112 §3 and §5 write it', () => {
    expect(
      good('GET /a?b=c HTTP/1.1', 'Host: camera.home', 'X-A:  two words\t', 'x-a:', "X!#$%&'*+.^_`|~-9: b"),
    ).toEqual({
      method: 'GET',
      target: '/a?b=c',
      minor: 1,
      headers: ['Host', 'camera.home', 'X-A', 'two words', 'x-a', '', "X!#$%&'*+.^_`|~-9", 'b'],
      host: 'camera.home',
      body: { kind: 'none' },
      keepAlive: true,
      expect: 'nothing',
      webSocket: false,
      upgrade: '',
    })
  })

  test.each([
    ['no method', ' / HTTP/1.1'],
    ['lower-case method', 'get / HTTP/1.1'],
    ['two spaces', 'GET  / HTTP/1.1'],
    ['tab for space', 'GET\t/ HTTP/1.1'],
    ['no target', 'GET HTTP/1.1'],
    ['space in the target', 'GET / / HTTP/1.1'],
    ['control character in the target', 'GET /\x01 HTTP/1.1'],
    ['NUL in the target', 'GET /\0 HTTP/1.1'],
    ['no version', 'GET /'],
    ['version 0.9', 'GET / HTTP/0.9'],
    ['version 1.2', 'GET / HTTP/1.2'],
    ['version 1.10', 'GET / HTTP/1.10'],
    ['version 2.0', 'GET / HTTP/2.0'],
    ['version in small letters', 'GET / http/1.1'],
    ['something behind the version', 'GET / HTTP/1.1 '],
    ['a line feed in the line', 'GET / HTTP/1.1\nHost: b'],
  ])('with %s is refused', (_what, line) => {
    expect(request(line, 'Host: a')).toEqual({ refused: 400 })
  })

  test.each([
    ['space before the colon', 'X-A : b'],
    ['no colon', 'X-A'],
    ['empty name', ': b'],
    ['space in the name', 'X A: b'],
    ['a folded line', 'X-A: b\r\n c'],
    ['a line that begins with a tab', '\tX-A: b'],
    ['a bare line feed', 'X-A: b\nX-B: c'],
    ['a bare carriage return', 'X-A: b\rX-B: c'],
    ['NUL', 'X-A: \0'],
    ['delete', 'X-A: \x7f'],
    ['a vertical tab', 'X-A: \x0bb'],
    ['a letter beyond ASCII in the name', 'X-\xe4: b'],
  ])('with %s in a field is refused', (_what, line) => {
    expect(request('GET / HTTP/1.1', 'Host: a', line)).toEqual({ refused: 400 })
  })

  test.each([
    ['Content-Length: 5', { kind: 'length', bytes: 5 }],
    ['content-length: 0', { kind: 'none' }],
    ['Content-Length: 0005', { kind: 'length', bytes: 5 }],
    ['Transfer-Encoding: chunked', { kind: 'chunked' }],
    ['TRANSFER-ENCODING: Chunked', { kind: 'chunked' }],
    ['X-A: b', { kind: 'none' }],
  ])('with %s has a body with a certain end', (line, body) => {
    expect(good('POST / HTTP/1.1', 'Host: a', line).body).toEqual(body)
  })

  test.each([
    [['Content-Length: 5', 'Content-Length: 5']],
    [['Content-Length: 5', 'Content-Length: 6']],
    [['Content-Length: 5, 5']],
    [['Content-Length: +5']],
    [['Content-Length: -1']],
    [['Content-Length: 0x5']],
    [['Content-Length: 5 5']],
    [['Content-Length: ']],
    [['Content-Length: 5.0']],
    [['Content-Length: 99999999999999999999']],
    [['Content-Length: 5', 'Transfer-Encoding: chunked']],
    [['Transfer-Encoding: chunked', 'Content-Length: 0']],
    [['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked']],
    [['Transfer-Encoding: gzip, chunked']],
    [['Transfer-Encoding: chunked, identity']],
    [['Transfer-Encoding: identity']],
    [['Transfer-Encoding: xchunked']],
    [['Transfer-Encoding: "chunked"']],
    [['Transfer-Encoding:']],
  ])('with %j has no certain end and is refused', (lines) => {
    expect(request('POST / HTTP/1.1', 'Host: a', ...lines)).toEqual({ refused: 400 })
  })

  test('of HTTP/1.0 knows no encoding', () => {
    expect(request('POST / HTTP/1.0', 'Host: a', 'Transfer-Encoding: chunked')).toEqual({ refused: 400 })
  })

  test('of HTTP/1.1 needs a Host, and two of them are none', () => {
    expect(request('GET / HTTP/1.1')).toEqual({ refused: 400 })
    expect(request('GET / HTTP/1.1', 'Host:')).toEqual({ refused: 400 })
    expect(good('GET / HTTP/1.1', 'Host: a', 'hOST: b').host).toBeNull()
    expect(good('GET / HTTP/1.0').host).toBe('')
  })

  test.each([
    ['HTTP/1.1', [], true],
    ['HTTP/1.1', ['Connection: close'], false],
    ['HTTP/1.1', ['Connection: x, Close'], false],
    ['HTTP/1.1', ['Connection: x', 'Connection: close'], false],
    ['HTTP/1.0', [], false],
    ['HTTP/1.0', ['Connection: Keep-Alive'], true],
    ['HTTP/1.0', ['Connection: keep-alive, close'], false],
  ])('of %s with %j keeps the connection: %s', (version, lines, keepAlive) => {
    expect(good(`GET / ${version}`, 'Host: a', ...lines).keepAlive).toBe(keepAlive)
  })

  test('asks for a WebSocket only with all that RFC 6455 §4.1 wants of a request line and connection', () => {
    const asks = ['Host: a', 'Connection: keep-alive, Upgrade', 'Upgrade: WebSocket']
    expect(good('GET / HTTP/1.1', ...asks).webSocket).toBe(true)
    expect(good('POST / HTTP/1.1', ...asks).webSocket).toBe(false)
    expect(good('GET / HTTP/1.0', ...asks).webSocket).toBe(false)
    expect(good('GET / HTTP/1.1', 'Host: a', 'Upgrade: websocket').webSocket).toBe(false)
    expect(good('GET / HTTP/1.1', 'Host: a', 'Connection: upgrade', 'Upgrade: h2c').webSocket).toBe(false)
    expect(request('GET / HTTP/1.1', ...asks, 'Content-Length: 4')).toEqual({ refused: 400 })
  })

  test('ends with an empty line between CRLFs and nothing else', () => {
    expect(endOfHead(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\nrest'))).toBe(27)
    for (const end of ['\n\n', '\r\r', '\r\n\n', '\n\r\n', '\r\n\r']) {
      expect(endOfHead(Buffer.from(`GET / HTTP/1.1\r\nHost: a${end}`))).toBe(-1)
    }
  })
})

describe('the head of a response', () => {
  test('is read, also without a reason, and with the line ends and folds of small devices', () => {
    const plain = { status: 200, headers: ['A', 'b c', 'Content-Length', '4'], body: { kind: 'length', bytes: 4 } }
    expect(response('HTTP/1.1 200 OK\r\nA: b c\r\nContent-Length: 4\r\n\r\n')).toMatchObject({ ...plain, reason: 'OK' })
    expect(response('HTTP/1.1 200\r\nA: b c\r\nContent-Length: 4\r\n\r\n')).toMatchObject({ ...plain, reason: '' })
    expect(response('HTTP/1.0 200 OK\nA: b\n  c\nContent-Length: 4\n\n')).toMatchObject({ ...plain, keepAlive: false })
  })

  test('ends at the first empty line, whatever its body holds', () => {
    const loose = 'HTTP/1.1 200 OK\nContent-Length: 9\n\n'
    expect(endOfLooseHead(Buffer.from(`${loose}body\r\n\r\n`))).toBe(loose.length)
    const strict = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'
    expect(endOfLooseHead(Buffer.from(`${strict}body\n\nx`))).toBe(strict.length)
    expect(endOfLooseHead(Buffer.from('HTTP/1.1 200 OK\r\nA: b\r\n'))).toBe(-1)
  })

  test.each([
    ['GET', 200, '', { kind: 'until-close' }],
    ['GET', 200, 'Transfer-Encoding: chunked\r\n', { kind: 'chunked' }],
    ['HEAD', 200, 'Content-Length: 4\r\n', { kind: 'none' }],
    ['GET', 204, '', { kind: 'none' }],
    ['GET', 304, 'Content-Length: 4\r\n', { kind: 'none' }],
    ['GET', 103, '', { kind: 'none' }],
  ])('to %s with %i and “%s” has this body', (method, status, lines, body) => {
    expect(response(`HTTP/1.1 ${status} x\r\n${lines}\r\n`, method)?.body).toEqual(body)
  })

  test.each([
    'SSH-2.0-OpenSSH_9.2\r\n\r\n',
    'HTTP/1.1 20 OK\r\n\r\n',
    'HTTP/1.1 099 OK\r\n\r\n',
    'HTTP/2 200\r\n\r\n',
    'HTTP/1.1 200 OK\r\nA\r\n\r\n',
    'HTTP/1.1 200 OK\r\nA: \0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nA: b\rSet-Cookie: c\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 4, 5\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n',
    'HTTP/1.1 200 OK\r\nA b: c\r\n\r\n',
  ])('%j is none', (text) => {
    expect(response(text)).toBeNull()
  })

  // As small devices write it; what goes on says it once. Nothing else comes over such a connection.
  test.each([
    // RFC 9112 §6.3: the encoding overrides the length.
    ['1.1', ['Content-Length: 4', 'A: b', 'Transfer-Encoding: Chunked'], ['A', 'b', 'Transfer-Encoding', 'chunked']],
    ['1.0', ['Transfer-Encoding: chunked', 'Connection: keep-alive'], ['Transfer-Encoding', 'chunked']],
    // RFC 9110 §8.6: the same length several times is that length.
    ['1.1', ['Content-Length: 4', 'content-length: 4'], ['Content-Length', '4']],
    ['1.1', ['Content-Length: 4, 4'], ['Content-Length', '4']],
    // RFC 2616 §3.6.
    ['1.1', ['Transfer-Encoding: identity', 'Content-Length: 4'], ['Content-Length', '4']],
  ])('of HTTP/%s that says “%s” is one that says so once', (version, lines, expected) => {
    const head = response(`HTTP/${version} 200 OK\r\n${lines.join('\r\n')}\r\n\r\n`)
    const body = expected.includes('chunked') ? { kind: 'chunked' } : { kind: 'length', bytes: 4 }
    expect(head).toMatchObject({ body, keepAlive: false })
    expect(head?.headers.filter((one) => !/connection|keep-alive/i.test(one))).toEqual(expected)
  })

  test('has no blanks in front of its colons when it goes on', () => {
    // RFC 9112 §5.1: a proxy must remove them from a response.
    const head = response('HTTP/1.1 200 OK\r\nContent-Length : 4\r\nServer \t: b : c\r\n\r\n')
    expect(head).toMatchObject({ headers: ['Content-Length', '4', 'Server', 'b : c'], body: { bytes: 4 } })
  })
})
