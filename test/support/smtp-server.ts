import net from 'node:net'
import tls from 'node:tls'
import { portOf } from './acme-client.ts'
import { opensslAuthority, type OpensslAuthority } from './openssl-pki.ts'

/** What one client did: its commands with what protected them, and the messages that were taken. */
export interface SmtpServer {
  readonly port: number
  /** PEM of what vouches for it. */
  readonly ca: string
  /** `tls AUTH …`, `plain EHLO …` */
  readonly commands: string[]
  readonly messages: string[]
  close(): Promise<void>
}

export interface SmtpOptions {
  /** From the first byte (RFC 8314). Default: STARTTLS is offered. */
  readonly implicit?: boolean
  readonly offersStartTls?: boolean
  /** Answer to a command in the place of the usual one; null: says nothing, ever. */
  readonly answers?: (command: string) => string | null | undefined
}

let authority: OpensslAuthority | null = null

/** A mail server for submission (RFC 6409) on the loopback address, as far as a client needs one. */
export async function startSmtpServer(options: SmtpOptions = {}): Promise<SmtpServer> {
  const { implicit = false, offersStartTls = true, answers = () => undefined } = options
  authority ??= opensslAuthority('Mail CA')
  const { cert, key } = authority.leaf({ cn: 'localhost', eku: 'serverAuth', san: 'DNS:localhost,IP:127.0.0.1' })
  const commands: string[] = []
  const messages: string[] = []
  const sockets = new Set<net.Socket>()

  const converse = (socket: net.Socket, secure: boolean): void => {
    let buffer = ''
    let data: string | null = null
    const usual = (command: string): string => {
      const [verb = ''] = command.toUpperCase().split(' ')
      if (verb === 'EHLO') {
        const more = secure ? ['AUTH PLAIN LOGIN'] : offersStartTls ? ['STARTTLS'] : []
        return ['localhost', ...more, 'SMTPUTF8'].map((one, at, all) => `250${at < all.length - 1 ? '-' : ' '}${one}`).join('\r\n') // prettier-ignore
      }
      if (verb === 'STARTTLS') return offersStartTls ? '220 go ahead' : '502 not here'
      if (verb === 'AUTH') return '235 welcome'
      if (verb === 'DATA') return '354 go on'
      return verb === 'QUIT' ? '221 bye' : '250 ok'
    }
    const onData = (chunk: Buffer): void => {
      buffer += chunk.toString('utf8')
      for (let end = buffer.indexOf('\r\n'); end !== -1; end = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, end)
        buffer = buffer.slice(end + 2)
        if (data !== null) {
          if (line === '.') {
            messages.push(data)
            data = null
            socket.write('250 queued\r\n')
          } else data += `${line}\n`
          continue
        }
        commands.push(`${secure ? 'tls' : 'plain'} ${line}`)
        const answer = answers(line)
        if (answer === null) continue
        socket.write(`${answer ?? usual(line)}\r\n`)
        if (answer !== undefined) continue
        if (line.toUpperCase() === 'DATA') data = ''
        if (line.toUpperCase() === 'STARTTLS' && offersStartTls) {
          socket.off('data', onData)
          converse(new tls.TLSSocket(socket, { isServer: true, cert, key }), true)
          return
        }
      }
    }
    socket.on('data', onData)
    socket.on('error', () => undefined)
  }
  const greet = (socket: net.Socket, secure: boolean): void => {
    socket.write('220 localhost ESMTP\r\n')
    converse(socket, secure)
  }
  const server = implicit
    ? tls.createServer({ cert, key }, (socket) => greet(socket, true))
    : net.createServer((socket) => greet(socket, false))
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: portOf(server),
    ca: authority.cert,
    commands,
    messages,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
