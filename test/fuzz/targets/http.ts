import { bodyReader } from '../../../electron/gate/http/body.ts'
import {
  endOfHead,
  endOfLooseHead,
  hasBareLineEnd,
  readRequestHead,
  readResponseHead,
  type HeaderList,
} from '../../../electron/gate/http/head.ts'
import { must, type Target } from '../target.ts'

const HOST = 'Host: camera.home\r\n'
const HEADS = [
  `GET /a?b=c HTTP/1.1\r\n${HOST}X-A: b\r\n\r\n`,
  `POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello`,
  `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nTrailer: X-A\r\n\r\n0\r\n\r\n`,
  `GET / HTTP/1.1\r\n${HOST}Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
]
const ANSWERS = [
  'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=b\r\n\r\nok',
  'HTTP/1.0 200 OK\nServer: camera\n  of old\nContent-Type: text/html\n\n<html>',
  'HTTP/1.1 304\r\nETag: "x"\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
]
const CHUNKED = [
  '4\r\nWiki\r\n7;a=b;c="d"\r\npedia i\r\n0\r\nExpires: never\r\n\r\nnext',
  '0\r\n\r\n',
  'ffffffffffff\r\n',
]

function written(headers: HeaderList): string {
  let text = ''
  for (let at = 0; at < headers.length; at += 2) text += `${headers[at]}: ${headers[at + 1]}\r\n`
  return text
}

function mustBeFields(headers: HeaderList): void {
  for (let at = 0; at < headers.length; at += 2) {
    must(/^[!#$%&'*+.^_`|~\w-]+$/.test(headers[at] ?? ''), 'a name is a token', headers[at])
    // oxlint-disable-next-line no-control-regex -- naming them is the point
    must(!/[\0-\x08\x0a-\x1f\x7f]/.test(headers[at + 1] ?? ''), 'a value ends no line', headers[at + 1])
  }
}

function readChunks(input: Buffer, size: number): string {
  const reader = bodyReader({ kind: 'chunked' }, 'request')
  let content = ''
  for (let at = 0; at < input.length; at += size) {
    const piece = input.subarray(at, at + size)
    const read = reader?.read(piece, (part) => (content += part.toString('latin1')))
    must(read !== undefined && read.used <= piece.length, 'no more is used than there is')
    if (read?.state !== 'more') return `${read?.state} ${read?.state === 'end' ? at + read.used : ''} ${content}`
  }
  return `more ${content}`
}

/** What visitors and upstreams say in HTTP/1.1. */
export const httpTargets: readonly Target[] = [
  {
    name: 'request-head',
    seeds: HEADS,
    most: 65_536,
    patience: 200,
    read(input) {
      const end = endOfHead(input)
      if (end === -1) return void hasBareLineEnd(input)
      const head = readRequestHead(input.toString('latin1', 0, end - 2))
      if ('refused' in head) return
      mustBeFields(head.headers)
      const again = readRequestHead(`${head.method} ${head.target} HTTP/1.${head.minor}\r\n${written(head.headers)}`)
      must(JSON.stringify(again) === JSON.stringify(head), 'what is passed on is read as what has come', head, again)
      const names = head.headers.filter((_one, at) => at % 2 === 0).map((one) => one.toLowerCase())
      const lengths = names.filter((one) => one === 'content-length' || one === 'transfer-encoding')
      must(lengths.length <= 1, 'a body has one end', lengths)
    },
  },
  {
    name: 'response-head',
    seeds: ANSWERS,
    most: 65_536,
    patience: 200,
    read(input) {
      const end = endOfLooseHead(input)
      if (end === -1) return
      const head = readResponseHead(input.toString('latin1', 0, end), 'GET')
      if (!head) return
      mustBeFields(head.headers)
      const again = readResponseHead(`HTTP/1.1 ${head.status} ${head.reason}\r\n${written(head.headers)}\r\n`, 'GET')
      must(JSON.stringify(again?.headers) === JSON.stringify(head.headers), 'what is passed on is read as it came')
    },
  },
  {
    name: 'chunked',
    seeds: CHUNKED,
    most: 65_536,
    patience: 500,
    read(input) {
      const whole = readChunks(input, input.length || 1)
      must(whole.length <= input.length + 32, 'no more comes out than went in')
      if (input.length > 4096) return
      for (const size of [1, 2, 5]) must(readChunks(input, size) === whole, 'a body is the same in any pieces', size)
    },
  },
]
