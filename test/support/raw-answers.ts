/**
 * What devices, and broken devices, answer: the bytes of a response whose page is `hello`. Read by curl, nginx, HAProxy,
 * Caddy and the door in test/interop/clients/raw-answers.test.ts.
 */
export interface RawAnswer {
  readonly name: string
  /** Written one after the other; then the connection ends. */
  readonly parts: readonly string[]
}

const OK = 'HTTP/1.1 200 OK\r\n'
const LENGTH = 'Content-Length: 5\r\n'
const CHUNKED = 'Transfer-Encoding: chunked\r\n'
const CHUNKS = '5\r\nhello\r\n0\r\n\r\n'

function of(kind: string, list: Readonly<Record<string, string | readonly string[]>>): RawAnswer[] {
  return Object.entries(list).map(([name, parts]) => ({
    name: `${kind}: ${name}`,
    parts: typeof parts === 'string' ? [parts] : parts,
  }))
}

const inPieces = (text: string): string[] => text.split('')
/** With this Content-Length, as it is written. */
const length = (value: string): string => `${OK}Content-Length: ${value}\r\n\r\nhello`
/** With this Transfer-Encoding, and chunks. */
const encoding = (value: string): string => `${OK}Transfer-Encoding: ${value}\r\n\r\n${CHUNKS}`
/** A chunked page, as it is written. */
const chunks = (...written: string[]): string[] => {
  const [first = '', ...rest] = written
  return [`${OK}${CHUNKED}\r\n${first}`, ...rest]
}
/** With this field line beside a length. */
const field = (line: string): string => `${OK}${line}${LENGTH}\r\nhello`
/** With this status line. */
const status = (line: string): string => `${line}${LENGTH}\r\nhello`

export const RAW_ANSWERS: readonly RawAnswer[] = [
  ...of('plain', {
    'a length': `${OK}${LENGTH}\r\nhello`,
    chunks: `${OK}${CHUNKED}\r\n${CHUNKS}`,
    'until it closes': `${OK}\r\nhello`,
    'HTTP/1.0 until it closes': 'HTTP/1.0 200 OK\r\n\r\nhello',
    'HTTP/1.0 with a length': `HTTP/1.0 200 OK\r\n${LENGTH}\r\nhello`,
    'HTTP/1.0 kept alive': `HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n${LENGTH}\r\nhello`,
    'in pieces': inPieces(`${OK}${LENGTH}\r\nhello`),
    'the body behind its head': [`${OK}${LENGTH}\r\n`, 'hel', 'lo'],
  }),
  ...of('length and encoding', {
    'length, then encoding': `${OK}${LENGTH}${CHUNKED}\r\n${CHUNKS}`,
    'encoding, then length': `${OK}${CHUNKED}${LENGTH}\r\n${CHUNKS}`,
    'a length of 0': `${OK}Content-Length: 0\r\n${CHUNKED}\r\n${CHUNKS}`,
    'a length of all that is sent': `${OK}Content-Length: 15\r\n${CHUNKED}\r\n${CHUNKS}`,
    'a length that is none': `${OK}Content-Length: abc\r\n${CHUNKED}\r\n${CHUNKS}`,
    'a length of -1': `${OK}Content-Length: -1\r\n${CHUNKED}\r\n${CHUNKS}`,
    'two lengths': `${OK}${LENGTH}Content-Length: 6\r\n${CHUNKED}\r\n${CHUNKS}`,
    'HTTP/1.0 with both': `HTTP/1.0 200 OK\r\n${LENGTH}${CHUNKED}\r\n${CHUNKS}`,
  }),
  ...of('encoding', {
    'in HTTP/1.0': `HTTP/1.0 200 OK\r\n${CHUNKED}\r\n${CHUNKS}`,
    'in HTTP/1.0, kept alive': `HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n${CHUNKED}\r\n${CHUNKS}`,
    'in capitals': encoding('CHUNKED'),
    twice: `${OK}${CHUNKED}${CHUNKED}\r\n${CHUNKS}`,
    'twice in one line': encoding('chunked, chunked'),
    'identity beside a length': `${OK}Transfer-Encoding: identity\r\n${LENGTH}\r\nhello`,
    'identity alone': `${OK}Transfer-Encoding: identity\r\n\r\nhello`,
    'identity, then chunked': encoding('identity, chunked'),
    'with blanks': encoding(' \tchunked \t'),
    'with a comma behind': encoding('chunked,'),
    'with a comma in front': encoding(',chunked'),
    'with a parameter': encoding('chunked;a=b'),
    quoted: encoding('"chunked"'),
    unknown: encoding('xchunked'),
    empty: `${OK}Transfer-Encoding: \r\n${LENGTH}\r\nhello`,
  }),
  ...of('length', {
    twice: `${OK}${LENGTH}${LENGTH}\r\nhello`,
    'three times': `${OK}${LENGTH}${LENGTH}${LENGTH}\r\nhello`,
    'twice in one line': length('5, 5'),
    'twice in one line without a blank': length('5,5'),
    'twice, written differently': `${OK}${LENGTH}Content-Length: 05\r\n\r\nhello`,
    'two different ones': `${OK}${LENGTH}Content-Length: 6\r\n\r\nhello`,
    'two different ones in one line': length('5, 6'),
    'with a zero in front': length('05'),
    'with many zeros': length('00000000000000000005'),
    'with blanks': length('  5\t '),
    'with a plus': length('+5'),
    'with a minus': length('-5'),
    'with a point': length('5.0'),
    'in hexadecimal': length('0x5'),
    'with a word behind': length('5 bytes'),
    'a word': length('abc'),
    empty: length(''),
    'too large for any reader': length('99999999999999999999999'),
    'less than comes': length('5') + 'surplus',
    'more than comes': length('6'),
    'nothing comes': `${OK}${LENGTH}\r\n`,
  }),
  ...of('lines', {
    'bare line feeds': `${OK}${LENGTH}\r\nhello`.replaceAll('\r\n', '\n'),
    'a bare line feed among others': field('X-A: b\n'),
    'a bare line feed at the end': `${OK}X-A: b\r\n${LENGTH}\nhello`,
    'bare carriage returns': `${OK}${LENGTH}\r\n`.replaceAll('\r\n', '\r') + 'hello',
    'an empty line in front': `\r\n${OK}${LENGTH}\r\nhello`,
    'a line feed in front': `\n${OK}${LENGTH}\r\nhello`,
    'a blank before a colon': field('X-A : b\r\n'),
    'blanks before a colon': field('X-A \t : b\r\n'),
    'a blank before the colon of the length': `${OK}Content-Length : 5\r\n\r\nhello`,
    'a blank before the colon of the encoding': `${OK}Transfer-Encoding : chunked\r\n\r\n${CHUNKS}`,
    'no blank behind a colon': field('X-A:b\r\n'),
    'blanks around a value': field('X-A: \t b \t \r\n'),
    'folded with blanks': field('X-A: b\r\n  c\r\n'),
    'folded with a tab': field('X-A: b\r\n\tc\r\n'),
    'folded to nothing': field('X-A: b\r\n \r\n'),
    'a folded line first': field(' X-A: b\r\n'),
    'no colon': field('X-A\r\n'),
    'a line of HTML': field('<html>\r\n'),
    'no name': field(': b\r\n'),
    'a blank in a name': field('X A: b\r\n'),
    'brackets in a name': field('X(A): b\r\n'),
    'a letter with an accent in a name': field('X-\xe9: b\r\n'),
    'an empty value': field('X-A:\r\n'),
    'bytes above 127 in a value': field('X-A: caf\xc3\xa9 \xff\r\n'),
    'a tab in a value': field('X-A: b\tc\r\n'),
    'a control character in a value': field('X-A: b\x01c\r\n'),
    'an escape in a value': field('X-A: b\x1bc\r\n'),
    'DEL in a value': field('X-A: b\x7fc\r\n'),
    'NUL in a value': field('X-A: b\0c\r\n'),
    'a carriage return in a value': field('X-A: b\rc\r\n'),
    'two carriage returns at the end': field('X-A: b\r\r\n'),
    'a field of 3 KB': field(`X-A: ${'b'.repeat(3000)}\r\n`),
    'a field of 12 KB': field(`X-A: ${'b'.repeat(12_000)}\r\n`),
    'a field of 40 KB': field(`X-A: ${'b'.repeat(40_000)}\r\n`),
    'fields of 100 KB': field(Array.from({ length: 100 }, (_none, at) => `X-${at}: ${'b'.repeat(1000)}\r\n`).join('')),
    '90 fields': field(Array.from({ length: 90 }, (_none, at) => `X-${at}: b\r\n`).join('')),
    'many cookies': field(Array.from({ length: 60 }, (_none, at) => `Set-Cookie: c${at}=d; Path=/\r\n`).join('')),
    'Connection twice': field('Connection: close\r\nConnection: keep-alive\r\n'),
    'Connection names the length': field('Connection: close, Content-Length\r\n'),
    'a field named Host': field('Host: other.example\r\n'),
  }),
  ...of('status line', {
    'no reason': status('HTTP/1.1 200 \r\n'),
    'no reason and no blank': status('HTTP/1.1 200\r\n'),
    'two blanks': status('HTTP/1.1  200 OK\r\n'),
    'a tab': status('HTTP/1.1\t200\tOK\r\n'),
    'a tab before the reason': status('HTTP/1.1 200\tOK\r\n'),
    'a blank at the end': status('HTTP/1.1 200 OK \r\n'),
    'a reason of UTF-8': status('HTTP/1.1 200 Schön \r\n'),
    'a reason with a control character': status('HTTP/1.1 200 O\x01K\r\n'),
    'in small letters': status('http/1.1 200 OK\r\n'),
    'HTTP/1.2': status('HTTP/1.2 200 OK\r\n'),
    'HTTP/1.10': status('HTTP/1.10 200 OK\r\n'),
    'HTTP/1': status('HTTP/1 200 OK\r\n'),
    'HTTP/2': status('HTTP/2 200 OK\r\n'),
    'HTTP/2.0': status('HTTP/2.0 200 OK\r\n'),
    'HTTP/0.9': status('HTTP/0.9 200 OK\r\n'),
    'no version': status('HTTP 200 OK\r\n'),
    'of a radio station': status('ICY 200 OK\r\n'),
    'of RTSP': status('RTSP/1.0 200 OK\r\n'),
    'two digits': status('HTTP/1.1 20 OK\r\n'),
    'four digits': status('HTTP/1.1 2000 OK\r\n'),
    'a status of 0': status('HTTP/1.1 000 OK\r\n'),
    'a status of 299': status('HTTP/1.1 299 Fine\r\n'),
    'a status of 499': status('HTTP/1.1 499 Odd\r\n'),
    'a status of 599': status('HTTP/1.1 599 Odd\r\n'),
    'a status of 600': status('HTTP/1.1 600 Odd\r\n'),
    'a status of 999': status('HTTP/1.1 999 Odd\r\n'),
    'no status': status('HTTP/1.1 OK\r\n'),
    'no head at all': 'hello',
    'nothing at all': '',
    'a head without an end': `${OK}${LENGTH}`,
  }),
  ...of('chunks', {
    'size padded with blanks': chunks('5   \r\nhello\r\n0  \r\n\r\n'),
    'size padded with a tab': chunks('5\t\r\nhello\r\n0\r\n\r\n'),
    'blanks before a size': chunks('  5\r\nhello\r\n0\r\n\r\n'),
    'zeros before a size': chunks('0005\r\nhello\r\n000\r\n\r\n'),
    'twenty zeros before a size': chunks(`${'0'.repeat(20)}5\r\nhello\r\n0\r\n\r\n`),
    'capital digits': chunks('A\r\nhellohello\r\n0\r\n\r\n'),
    'small digits': chunks('a\r\nhellohello\r\n0\r\n\r\n'),
    'an extension': chunks('5;a=b\r\nhello\r\n0;c\r\n\r\n'),
    'an extension with blanks': chunks('5 ; a = b\r\nhello\r\n0\r\n\r\n'),
    'an extension that is none': chunks('5;"\r\nhello\r\n0\r\n\r\n'),
    'bare line feeds': chunks('5\nhello\n0\n\n'),
    'a bare line feed behind a size': chunks('5\nhello\r\n0\r\n\r\n'),
    'a bare line feed behind the content': chunks('5\r\nhello\n0\r\n\r\n'),
    'a bare line feed at the end': chunks('5\r\nhello\r\n0\r\n\n'),
    'no empty line at the end': chunks('5\r\nhello\r\n0\r\n'),
    'no last chunk': chunks('5\r\nhello\r\n'),
    'nothing behind the content': chunks('5\r\nhello'),
    'no line end behind the content': chunks('5\r\nhello0\r\n\r\n'),
    'two line ends behind the content': chunks('5\r\nhello\r\n\r\n0\r\n\r\n'),
    'an empty line in front': chunks('\r\n5\r\nhello\r\n0\r\n\r\n'),
    'no chunks at all': chunks('hello'),
    'nothing at all': chunks(''),
    '0x before a size': chunks('0x5\r\nhello\r\n0\r\n\r\n'),
    'a size below 0': chunks('-5\r\nhello\r\n0\r\n\r\n'),
    'a plus before a size': chunks('+5\r\nhello\r\n0\r\n\r\n'),
    'a size that is none': chunks('zz\r\nhello\r\n0\r\n\r\n'),
    'a size that is none, later than its head': chunks('', 'zz\r\nhello\r\n0\r\n\r\n'),
    'a word behind a size': chunks('5 bytes\r\nhello\r\n0\r\n\r\n'),
    'a size that no reader can count': chunks('ffffffffffffffffff\r\nhello\r\n0\r\n\r\n'),
    'a long extension': chunks(`5;a=${'b'.repeat(300)}\r\nhello\r\n0\r\n\r\n`),
    'a very long extension': chunks(`5;a=${'b'.repeat(10_000)}\r\nhello\r\n0\r\n\r\n`),
    'in pieces': [`${OK}${CHUNKED}\r\n`, ...inPieces(CHUNKS)],
    'a trailer': chunks('5\r\nhello\r\n0\r\nX-Sum: abc\r\n\r\n'),
    'a trailer with a bare line feed': chunks('5\r\nhello\r\n0\r\nX-Sum: abc\n\r\n'),
    'a trailer with a blank before its colon': chunks('5\r\nhello\r\n0\r\nX-Sum : abc\r\n\r\n'),
    'a trailer that is a length': chunks('5\r\nhello\r\n0\r\nContent-Length: 9\r\n\r\n'),
    'a trailer without a colon': chunks('5\r\nhello\r\n0\r\nabc\r\n\r\n'),
    'more behind the end': chunks(`${CHUNKS}surplus`),
    'another answer behind the end': chunks(`${CHUNKS}${OK}${LENGTH}\r\nother`),
  }),
  ...of('before the answer', {
    'Continue that nobody asked for': `HTTP/1.1 100 Continue\r\n\r\n${OK}${LENGTH}\r\nhello`,
    Processing: `HTTP/1.1 102 Processing\r\n\r\n${OK}${LENGTH}\r\nhello`,
    'Early Hints': `HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n${OK}${LENGTH}\r\nhello`,
    'two of them': `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n${OK}${LENGTH}\r\nhello`,
    'Switching Protocols that nobody asked for': `HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n${OK}${LENGTH}\r\nhello`,
    'Continue with a length': `HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n${OK}${LENGTH}\r\nhello`,
  }),
]
