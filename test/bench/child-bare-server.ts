import fs from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import tls from 'node:tls'

/** A TLS server that asks for certificates and answers each request with two bytes. Tells its port to the parent. */
const [folder = ''] = process.argv.slice(2)
const read = (name: string): Buffer => fs.readFileSync(path.join(folder, name))
const server = tls.createServer(
  { cert: read('server.crt'), key: read('server.key'), ca: read('ca.crt'), requestCert: true },
  (socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
  },
)
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
