import net, { type AddressInfo } from 'node:net'

/** A small server that reads request heads and does with them what some device does. */
export interface OddUpstream {
  readonly url: string
  /** Connections that are open now, and how many there ever were. */
  open(): number
  connections(): number
  /** First lines of the requests, with the number of their connection. */
  readonly requests: { readonly connection: number; readonly line: string; readonly head: string }[]
  close(): void
}

interface Line {
  readonly socket: net.Socket
  readonly number: number
  /** What has come and is not read. */
  text: string
  /** Whatever a device keeps for a connection. */
  user: string | null
}

export interface OddOptions {
  /** Answers one request; its body is read already. */
  readonly answer: (line: Line, head: string) => void
  /** Connections that are served at a time; the others wait, are closed, or find no listener. */
  readonly places?: number
  readonly beyond?: 'wait' | 'close' | 'refuse'
}

export async function startOddUpstream({
  answer,
  places = Infinity,
  beyond = 'wait',
}: OddOptions): Promise<OddUpstream> {
  const requests: OddUpstream['requests'] = []
  const open = new Set<Line>()
  let connections = 0
  const serve = (line: Line): void => {
    for (;;) {
      const end = line.text.indexOf('\r\n\r\n')
      if (end === -1) return
      const head = line.text.slice(0, end)
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
      if (line.text.length < end + 4 + length) return
      line.text = line.text.slice(end + 4 + length)
      requests.push({ connection: line.number, line: head.split('\r\n')[0] ?? '', head })
      answer(line, head)
    }
  }
  const isServed = (line: Line): boolean => [...open].indexOf(line) < places
  const server = net.createServer({ noDelay: true }, (socket) => {
    connections += 1
    const line: Line = { socket, number: connections, text: '', user: null }
    open.add(line)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      open.delete(line)
      for (const one of open) if (isServed(one)) serve(one)
      if (beyond === 'refuse' && open.size < places && !server.listening) server.listen(port, '127.0.0.1')
    })
    if (!isServed(line) && beyond === 'close') socket.destroy()
    if (beyond === 'refuse' && open.size >= places) server.close()
    socket.on('data', (chunk: Buffer) => {
      line.text += chunk.toString('latin1')
      if (isServed(line)) serve(line)
    })
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    open: () => open.size,
    connections: () => connections,
    requests,
    close() {
      server.close()
      for (const { socket } of open) socket.destroy()
    },
  }
}

/** A whole response with a body. */
export function response(body: string, head = '200 OK', fields = ''): string {
  return `HTTP/1.1 ${head}\r\n${fields}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/** Logs a connection in, as NTLM and Negotiate do: whoever comes by it afterwards is the same user. */
export function connectionLogin(challenge: string): OddOptions['answer'] {
  return (line, head) => {
    const scheme = /^\S+/.exec(challenge)?.[0] ?? ''
    const said = new RegExp(`^authorization: ${scheme} (\\S+)`, 'im').exec(head)?.[1]
    if (said !== undefined) line.user = Buffer.from(said, 'base64').toString()
    const asks = `WWW-Authenticate: ${challenge}\r\n`
    if (line.user === null) line.socket.write(response('who?', '401 Unauthorized', asks))
    else if (/^upgrade: websocket/im.test(head)) {
      line.socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n${line.user}`,
      )
    } else line.socket.write(response(`hello ${line.user}`))
  }
}
