import { describe, expect, test } from 'vitest'
import { CompressionError, encodeResponse, HpackDecoder } from '../../../electron/gate/http/http2/hpack.ts'

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')
const pairs = (headers: readonly string[]): string[] =>
  headers.flatMap((one, at) => (at % 2 === 0 ? [`${one}: ${headers[at + 1]}`] : []))

/** Requests and responses of RFC 7541 appendix C: blocks of one connection, and what they say. */
const sequences: [name: string, blocks: [hex: string, fields: string[]][]][] = [
  [
    'C.3, requests without Huffman code',
    [
      [
        '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
        [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'],
      ],
      [
        '8286 84be 5808 6e6f 2d63 6163 6865',
        [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com', 'cache-control: no-cache'],
      ],
      [
        '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
        [
          ':method: GET',
          ':scheme: https',
          ':path: /index.html',
          ':authority: www.example.com',
          'custom-key: custom-value',
        ],
      ],
    ],
  ],
  [
    'C.4, requests with Huffman code',
    [
      [
        '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
        [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'],
      ],
      [
        '8286 84be 5886 a8eb 1064 9cbf',
        [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com', 'cache-control: no-cache'],
      ],
      [
        '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
        [
          ':method: GET',
          ':scheme: https',
          ':path: /index.html',
          ':authority: www.example.com',
          'custom-key: custom-value',
        ],
      ],
    ],
  ],
  [
    // The table of these has 256 octets: the first block begins by saying so.
    'C.6, responses that push entries out of the table',
    [
      [
        '3fe101 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
        [
          ':status: 302',
          'cache-control: private',
          'date: Mon, 21 Oct 2013 20:13:21 GMT',
          'location: https://www.example.com',
        ],
      ],
      [
        '4883 640e ffc1 c0bf',
        [
          ':status: 307',
          'cache-control: private',
          'date: Mon, 21 Oct 2013 20:13:21 GMT',
          'location: https://www.example.com',
        ],
      ],
      [
        '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
        [
          ':status: 200',
          'cache-control: private',
          'date: Mon, 21 Oct 2013 20:13:22 GMT',
          'location: https://www.example.com',
          'content-encoding: gzip',
          'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
        ],
      ],
    ],
  ],
]

describe('header blocks', () => {
  test.each(sequences)('of RFC 7541 %s are decoded in their order', (_name, blocks) => {
    const decoder = new HpackDecoder(32_768)
    for (const [hex, fields] of blocks) {
      const { headers, tooLarge } = decoder.decode(bytes(hex))
      expect(pairs(headers)).toEqual(fields)
      expect(tooLarge).toBe(false)
    }
  })

  const broken: [what: string, hex: string][] = [
    ['index 0', '80'],
    ['an index beyond the table', 'be'],
    ['a name beyond the table', '7f00 0161'],
    ['a string that is longer than the block', '0005 6162'],
    ['no value', '0001 61'],
    ['an integer without end', 'ff80 8080 8080 8080 8080 01'],
    ['an integer that is cut off', 'ff'],
    ['an update of the table size behind a field', '82 20'],
    ['a table that is larger than allowed', '3fe2 1f'],
    ['EOS in a string', '0084 ffff ffff 00'],
    ['padding of a whole octet', '0082 1fff 00'],
    ['padding that is no prefix of EOS', '0081 1e 00'],
  ]
  test.each(broken)('with %s are refused', (_what, hex) => {
    expect(() => new HpackDecoder(32_768).decode(bytes(hex))).toThrow(CompressionError)
  })
  // The same in order: what is refused above is refused for that one thing.
  test.each([
    ['index 1', '81'],
    ['the largest table', '3fe1 1f'],
    ['padding of seven bits at most', '0081 1f 00'],
  ])('with %s are not', (_what, hex) => {
    expect(() => new HpackDecoder(32_768).decode(bytes(hex))).not.toThrow()
  })

  test('that name one large entry thousands of times cost no memory', () => {
    const decoder = new HpackDecoder(32_768)
    const value = Buffer.alloc(4000, 'a')
    const entry = Buffer.concat([bytes('40 01 61 7f'), Buffer.from([0xa1, 0x1e]), value])
    const { headers, tooLarge } = decoder.decode(Buffer.concat([entry, Buffer.alloc(60_000, 0xbe)]))
    expect(tooLarge).toBe(true)
    expect(headers.join('').length).toBeLessThan(32_768)
    // The connection goes on: both sides still know the same.
    expect(pairs(decoder.decode(bytes('82')).headers)).toEqual([':method: GET'])
  })

  test('that are written are read back, whatever their lengths', () => {
    const headers = ['Content-Type', 'text/html', 'x-long', 'b'.repeat(40_000), 'x-empty', '', 'X-Bytes', '\xff\x80']
    for (const status of [103, 200, 204, 404, 599]) {
      const block = Buffer.from(encodeResponse(status, headers), 'latin1')
      const read = new HpackDecoder(65_536).decode(block).headers
      expect(read).toEqual([':status', String(status), ...headers.map((one, at) => (at % 2 ? one : one.toLowerCase()))])
    }
  })
})
