/** @module-tag openssl */
import { english } from '../../../shared/messages/english.ts'
import fs from 'node:fs'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { probe } from '../../../electron/engine/diagnosis/probe.ts'
import { isOpenSsl, isOwnFailure } from '../../../electron/engine/tls-library.ts'
import { connector } from '../../../electron/gate/upstream/connect.ts'
import { compileUpstream } from '../../../electron/gate/upstream/compile.ts'
import { OWN_FAILURE, upstreamCause } from '../../../shared/upstream-causes.ts'
import { freePort, upstreamOf } from '../../support/gate.ts'
import { selfSigned } from '../../support/openssl-pki.ts'

const identity = selfSigned('localhost', 'serverAuth')
const server = https.createServer(identity, (_request, response) => response.end('page'))
let port: number
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close().closeAllConnections()
})

const visit = (at: number, credentials: { certPem: string; keyPem: string } | null) =>
  probe({
    target: { address: '127.0.0.1', port: at, servername: 'localhost', serverTrust: [] },
    version: '1.3',
    credentials,
  })

describe('a visit of the diagnosis', () => {
  test('that its own TLS library does not take is not tried: nothing is said of the door', async () => {
    const { seen, problem } = await visit(port, { certPem: 'no certificate', keyPem: 'no key' })
    expect(seen).toMatchObject({ handshake: 'not-tried', status: null, alert: null })
    expect(problem?.id).toBe('text.verbatim')
  })

  test('at a door where nobody answers has failed', async () => {
    const { seen, problem } = await visit(await freePort(), null)
    expect([seen.handshake, problem]).toEqual(['failed', null])
  })

  test('that is answered is a visit', async () => {
    const { seen, problem } = await visit(port, null)
    expect([seen.handshake, seen.status, problem]).toEqual(['completed', 200, null])
  })
})

test('which TLS library runs is found out by doing, and agrees with what this Node says of itself', () => {
  const { openssl_is_boringssl: boring } = process.features as { openssl_is_boringssl?: boolean }
  expect(isOpenSsl()).toBe(boring !== true)
})

test.each([
  ['EMFILE', true],
  ['EADDRNOTAVAIL', true],
  ['ECONNREFUSED', false],
  ['ECONNRESET', false],
  ['', false],
])('%s is a failure of this computer: %s', (code, own) => expect(isOwnFailure(code)).toBe(own))

describe('a connection to an upstream', () => {
  const { getCACertificates } = tls
  afterEach(() => {
    tls.getCACertificates = getCACertificates
  })
  const outcome = (): Promise<string> =>
    new Promise((resolve) => {
      const url = new URL(`https://127.0.0.1:${port}/`)
      const trust = { trust: { by: 'system' }, depth: null, serverName: null, identity: null } as const
      connector({ ...compileUpstream('test', upstreamOf(url.href)), tls: trust })((error, socket) => {
        socket?.destroy()
        resolve(error === null ? 'connected' : 'code' in error ? String(error.code) : error.message)
      })
    })

  test('is judged by the authorities that come with the program where this Node cannot ask the system', async () => {
    ;(tls as { getCACertificates?: unknown }).getCACertificates = undefined
    // A certificate of its own making: the judgement of a verifier, not a failure of ours.
    expect(await outcome()).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
  })

  test('that fails here, before anything was sent, is told as our own failure', async () => {
    tls.getCACertificates = () => {
      throw new TypeError('tls.getCACertificates is not a function')
    }
    expect(await outcome()).toBe(OWN_FAILURE)
    expect(english.say(upstreamCause(OWN_FAILURE).cause)).toContain('no fault of the device')
  })
})

test('nothing asks a property of Node which TLS library it has', () => {
  const sources = fs.globSync('electron/**/*.{ts,js}', { cwd: new URL('../../..', import.meta.url) })
  expect(sources.length).toBeGreaterThan(200)
  for (const file of sources) {
    const text = fs.readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
    expect(`${file}: ${/openssl_is_boringssl|versions\[?\.?'?boringssl/.exec(text)?.[0] ?? ''}`).toBe(`${file}: `)
  }
})
