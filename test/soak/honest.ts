import { createHash, randomBytes } from 'node:crypto'
import http2 from 'node:http2'
import https from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import type tls from 'node:tls'
import { WebSocket } from 'ws'
import { visit, type VisitOptions } from '../support/gate.ts'
import { FLAPPING, STABLE, type House } from './house.ts'
import type { Tally } from './tally.ts'
import { DOWNLOAD } from './upstreams.ts'

/** Visitors of one sort, at work until they are stopped. */
export interface Visitors {
  stop(): Promise<void>
}

/** Milliseconds that anything may take: a limit against hanging, on a machine that has other things to do. */
const PATIENCE = 30_000
/** Milliseconds between two requests of one visitor. */
const PAUSE = 20

async function inTime<T>(work: Promise<T>): Promise<T> {
  const over = new AbortController()
  try {
    const late = wait(PATIENCE, undefined, { signal: over.signal }).then(() => Promise.reject(new Error('it hangs')))
    return await Promise.race([work, late])
  } finally {
    over.abort()
  }
}

function same(got: unknown, expected: unknown): void {
  if (got !== expected) throw new Error(`got ${String(got).slice(0, 200)} instead of ${String(expected).slice(0, 80)}`)
}

/** Does the same thing again and again; whatever goes wrong before the end is a failure. */
function repeat(tally: Tally, what: string, once: () => Promise<void>): Visitors {
  const state = { stopped: false }
  const run = async (): Promise<void> => {
    while (!state.stopped) {
      try {
        await inTime(once())
        tally.good(what)
      } catch (error) {
        tally.failed(what, error)
      }
      await wait(PAUSE)
    }
  }
  const done = run()
  return {
    stop() {
      state.stopped = true
      return done
    },
  }
}

/** Several as one, and what they share is given back when the last of them has stopped. */
function together(all: readonly Visitors[], end: () => void = () => undefined): Visitors {
  return {
    async stop() {
      await Promise.all(all.map((one) => one.stop()))
      end()
    },
  }
}

function asAlice({ port, trust, alice }: House): VisitOptions & tls.ConnectionOptions {
  const { cert, key } = alice
  return { port, host: `${STABLE}:${port}`, ca: trust, servername: STABLE, certificate: alice, cert, key }
}

/** Requests over connections that are kept, and over new ones. */
function requests(house: House, tally: Tally): Visitors {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 2 })
  let count = 0
  const get = async (kept: boolean): Promise<void> => {
    const path = `/page/${count++}`
    const { status, body } = await visit({ ...asAlice(house), path, ...(kept ? { agent } : {}) })
    same(`${status} ${body}`, `200 ${path} for Alice`)
  }
  const post = async (): Promise<void> => {
    const body = randomBytes(30_000)
    const digest = createHash('sha256').update(body).digest('hex')
    same((await visit({ ...asAlice(house), method: 'POST', path: '/upload', body, agent })).body, digest)
  }
  const download = async (): Promise<void> => {
    const { body } = await visit({ ...asAlice(house), path: '/download', agent })
    same(body.length, DOWNLOAD.length)
    same(body === DOWNLOAD.toString(), true)
  }
  const all = [
    repeat(tally, 'request', () => get(true)),
    repeat(tally, 'request', () => get(true)),
    repeat(tally, 'request on a new connection', () => get(false)),
    repeat(tally, 'upload', post),
    repeat(tally, 'download', download),
  ]
  return together(all, () => agent.destroy())
}

/** Streams of one HTTP/2 connection that lives as long as the soak. */
function streams(house: House, tally: Tally): Visitors {
  const { port, trust, alice } = house
  const session = http2.connect(`https://127.0.0.1:${port}`, {
    ca: trust,
    cert: alice.cert,
    key: alice.key,
    servername: STABLE,
  })
  // What it means for a stream is told there.
  session.on('error', () => undefined)
  let count = 0
  const stream = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const path = `/stream/${count++}`
      const request = session.request({ ':path': path, ':authority': `${STABLE}:${port}` })
      let text = ''
      request.setEncoding('utf8')
      request.on('data', (chunk: string) => (text += chunk))
      request.on('error', reject)
      request.on('end', () => {
        if (text === `${path} for Alice`) resolve()
        else reject(new Error(`got ${text.slice(0, 200)}`))
      })
    })
  const all = [1, 2, 3].map(() => repeat(tally, 'stream', stream))
  return together(all, () => session.destroy())
}

/** A connection that is to stay open: its end before the end of the soak is a failure. */
function lasting(tally: Tally, what: string, open: (broke: (why: string) => void) => () => void): Visitors {
  const state = { stopped: false }
  const close = open((why) => (state.stopped ? undefined : tally.failed(what, why)))
  return {
    stop() {
      state.stopped = true
      close()
      return Promise.resolve()
    },
  }
}

function events(house: House, tally: Tally): Visitors {
  return lasting(tally, 'event stream', (broke) => {
    let next = 0
    let text = ''
    const { port, trust, alice } = house
    const request = https.get(
      {
        port,
        host: '127.0.0.1',
        servername: STABLE,
        path: '/events',
        agent: false,
        ca: trust,
        cert: alice.cert,
        key: alice.key,
        headers: { host: `${STABLE}:${port}` },
      },
      (response) => {
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
          for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
            if (text.slice(0, end) === `data: ${next}`) tally.good('event')
            else broke(`expected event ${next}, got ${text.slice(0, 60)}`)
            next += 1
            text = text.slice(end + 2)
          }
        })
        response.on('close', () => broke('it was closed'))
      },
    )
    request.on('error', (error) => broke(error.message))
    return () => request.destroy()
  })
}

function webSocket(house: House, tally: Tally): Visitors {
  return lasting(tally, 'WebSocket', (broke) => {
    const { port, trust, alice } = house
    const socket = new WebSocket(`wss://${STABLE}:${port}/live`, {
      lookup: (_name, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
      ca: trust,
      cert: alice.cert,
      key: alice.key,
    })
    let sent = Buffer.alloc(0)
    let timer: NodeJS.Timeout | undefined
    const send = (): void => {
      sent = randomBytes(1 + (randomBytes(2).readUInt16BE(0) % 20_000))
      socket.send(sent)
    }
    socket.on('open', send)
    socket.on('message', (data: Buffer) => {
      if (data.equals(sent)) tally.good('message')
      else broke('another message came back')
      timer = setTimeout(send, PAUSE)
    })
    socket.on('error', (error) => broke(error.message))
    socket.on('close', (code) => broke(`it was closed with ${code}`))
    return () => {
      clearTimeout(timer)
      socket.terminate()
    }
  })
}

/** Before an upstream that misbehaves a visitor gets what there is of it, or a page; never nothing. */
function patient(house: House, tally: Tally): Visitors {
  return repeat(tally, 'request to the upstream that flaps', async () => {
    const asked = visit({ ...asAlice(house), servername: FLAPPING, host: `${FLAPPING}:${house.port}` })
    const status = await asked.then(
      (answer) => answer.status,
      // An answer that breaks off is passed on as one.
      (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? 200 : Promise.reject(error)),
    )
    if (![200, 502, 504].includes(status)) throw new Error(`status ${status}`)
  })
}

export function startHonest(house: House, tally: Tally): Visitors {
  return together([
    requests(house, tally),
    streams(house, tally),
    events(house, tally),
    events(house, tally),
    webSocket(house, tally),
    webSocket(house, tally),
    patient(house, tally),
    patient(house, tally),
  ])
}
