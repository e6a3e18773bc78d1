import { describe, expect, test } from 'vitest'
import { bodyReader } from '../../../electron/gate/http/body.ts'
import type { Framing } from '../../../electron/gate/http/head.ts'

/** Reads a text in pieces of some size. */
function read(
  framing: Framing,
  text: string,
  size: number,
  of: 'request' | 'response' = 'request',
): { content: string; rest: string; state: string } {
  const reader = bodyReader(framing, of)
  const bytes = Buffer.from(text, 'latin1')
  let content = ''
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size)
    const { used, state } = reader?.read(piece, (part) => (content += part.toString('latin1'))) ?? {
      used: 0,
      state: '',
    }
    if (state !== 'more') return { content, rest: bytes.subarray(at + used).toString('latin1'), state }
  }
  return { content, rest: '', state: 'more' }
}

const CHUNKED: Framing = { kind: 'chunked' }
const sizes = [1, 2, 3, 7, 1000]

test.each(sizes)('a body with a length ends there, in pieces of %i', (size) => {
  expect(read({ kind: 'length', bytes: 5 }, 'hello, next', size)).toEqual({
    content: 'hello',
    rest: ', next',
    state: 'end',
  })
})

describe('a chunked body', () => {
  // RFC 9112 §7.1, with extensions (§7.1.1) and a trailer section (§7.1.2).
  const text = '4\r\nWiki\r\n7;a=b;c="d"\r\npedia i\r\nB\r\nn \r\nchunks.\r\n0\r\nExpires: never\r\n\r\nnext'
  test.each(sizes)('is read to its end, in pieces of %i', (size) => {
    expect(read(CHUNKED, text, size)).toEqual({ content: 'Wikipedia in \r\nchunks.', rest: 'next', state: 'end' })
  })

  test.each([
    ['a size with a sign', '+4\r\nWiki\r\n0\r\n\r\n'],
    ['a size with a prefix', '0x4\r\nWiki\r\n0\r\n\r\n'],
    ['a space before the size', ' 4\r\nWiki\r\n0\r\n\r\n'],
    ['no size', '\r\nWiki\r\n0\r\n\r\n'],
    ['a size beyond all numbers', 'fffffffffffffffff\r\nWiki\r\n'],
    ['a line feed after the size', '4\nWiki\r\n0\r\n\r\n'],
    ['a carriage return in the extension', '4;a\rb\r\nWiki\r\n0\r\n\r\n'],
    ['NUL in the extension', '4;a\0\r\nWiki\r\n0\r\n\r\n'],
    ['too long an extension', `4;${'a'.repeat(300)}\r\nWiki\r\n0\r\n\r\n`],
    ['content longer than its size', '3\r\nWiki\r\n0\r\n\r\n'],
    ['content that ends with a line feed', '4\r\nWiki\n0\r\n\r\n'],
    ['a trailer that is no field', '0\r\nno field\r\n\r\n'],
    ['a trailer that speaks of the connection', '0\r\nConnection: close\r\n\r\n'],
    ['a trailer that speaks of the length', '0\r\nA: b\r\ncontent-LENGTH: 4\r\n\r\n'],
    ['a folded trailer', '0\r\nA: b\r\n c\r\n\r\n'],
    ['a trailer without end', `0\r\n${'A: b\r\n'.repeat(2000)}`],
  ])('with %s is broken', (_what, broken) => {
    for (const size of sizes) expect(read(CHUNKED, broken, size).state).toBe('broken')
  })
})

describe('a chunked body of a response', () => {
  // Apache 1.3, ESPAsyncWebServer and others; curl reads them all.
  test.each([
    ['sizes padded with blanks', '5   \r\nhello\r\n6 \t\r\n world\r\n0  \r\n\r\n'],
    ['sizes padded with zeros', '000000000000005\r\nhello\r\n0000006\r\n world\r\n00000000\r\n\r\n'],
    ['an extension with blanks', '5 ; a = b\r\nhello\r\n6;\r\n world\r\n0\r\n\r\n'],
    ['line feeds alone', '5\nhello\n6\n world\n0\n\n'],
  ])('with %s is read, in pieces of any size', (_what, text) => {
    for (const size of sizes) {
      const expected = { content: 'hello world', rest: 'next', state: 'end' }
      expect(read(CHUNKED, `${text}next`, size, 'response')).toEqual(expected)
      expect(read(CHUNKED, text, size).state).toBe('broken')
    }
  })

  test.each([
    ['no size', 'zz\r\nhello\r\n0\r\n\r\n'],
    ['a sign', '-5\r\nhello\r\n0\r\n\r\n'],
    ['a size beyond all numbers', 'fffffffffffff\r\n'],
    ['two sizes', '5 5\r\nhello\r\n0\r\n\r\n'],
  ])('with %s is broken all the same', (_what, text) => {
    expect(read(CHUNKED, text, 1000, 'response').state).toBe('broken')
  })

  test.each(sizes)('keeps the fields behind it, in pieces of %i', (size) => {
    const reader = bodyReader(CHUNKED, 'response')
    const bytes = Buffer.from('1\r\nx\r\n0\r\nX-Sum: abc\r\nGrpc-Status:0\r\n\r\n')
    for (let at = 0; at < bytes.length; at += size) reader?.read(bytes.subarray(at, at + size), () => undefined)
    expect(reader?.trailers).toEqual(['X-Sum', 'abc', 'Grpc-Status', '0'])
  })
})
