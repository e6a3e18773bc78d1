import { expect, test } from 'vitest'
import { readClientHello } from '../../../electron/gate/tls/client-hello.ts'

/** RFC 8446 §4.1.2: legacy version, random, no session, one suite, no compression, then what is given. */
function hello(extensions: Buffer): Buffer {
  const head = Buffer.concat([Buffer.of(3, 3), Buffer.alloc(32), Buffer.of(0, 0, 2, 0x13, 0x01, 1, 0)])
  const body = Buffer.concat([head, extensions])
  return Buffer.concat([Buffer.of(1, 0, body.length >> 8, body.length & 0xff), body])
}

function record(message: Buffer): Buffer {
  return Buffer.concat([Buffer.of(22, 3, 1, message.length >> 8, message.length & 0xff), message])
}

/** RFC 6066 §3, in a list of extensions that may lie about its length. */
function serverName(name: string, length: number): Buffer {
  const entry = Buffer.concat([Buffer.of(0, 0, name.length), Buffer.from(name)])
  const list = Buffer.concat([Buffer.of(0, entry.length), entry])
  const extension = Buffer.concat([Buffer.of(0, 0, 0, list.length), list])
  return Buffer.concat([Buffer.of(length >> 8, length & 0xff), extension])
}

test('the name is read from the hello', () => {
  const extensions = serverName('nas.home.arpa', 22)
  expect(readClientHello(record(hello(extensions)))).toEqual({ state: 'hello', hello: { serverName: 'nas.home.arpa' } })
})

test('a list of extensions that goes on beyond the hello is a decode_error, whatever stands there', () => {
  // The extension itself is in the same record, but behind the end of the message.
  const message = hello(Buffer.of(0, 22))
  const behind = serverName('nas.home.arpa', 22).subarray(2)
  expect(readClientHello(record(Buffer.concat([message, behind])))).toEqual({ state: 'broken', alert: 50 })
})
