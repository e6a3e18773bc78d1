import http from 'node:http'
import net from 'node:net'
import tls from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ChallengePolicy } from '../../../electron/gate/protocol.ts'
import { createFetch } from '../../../electron/engine/acme/client/fetch.ts'
import { preflight, type PreflightOptions } from '../../../electron/engine/acme/client/preflight.ts'
import type { DnsProvider } from '../../../electron/engine/acme/dns/provider.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { freePort } from '../../support/gate.ts'
import { startHttpsService, type HttpsService } from '../../support/https-service.ts'

const { signal } = new AbortController()
let directory: HttpsService
let shown: ChallengePolicy = { http: [], tls: [] }
let ports = { http: 0, tls: 0 }
const open: (net.Server | http.Server | tls.Server)[] = []
beforeAll(async () => {
  directory = await startHttpsService(() => ({
    body: {
      newNonce: 'https://x/',
      newAccount: 'https://x/',
      newOrder: 'https://x/',
      meta: { profiles: { classic: '' }, externalAccountRequired: true },
    },
  }))
})
afterAll(() => directory.close())
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

async function look(change: Partial<PreflightOptions> = {}) {
  if (ports.http === 0) ports = { http: await freePort(), tls: await freePort() }
  const checks = await preflight({
    fetch: createFetch({ ca: directory.ca, version: '0.0.0-test', signal }),
    directory: directory.url,
    privateAuthority: true,
    hasExternalAccount: true,
    profile: null,
    names: ['home.example.org'],
    challenge: 'http-01',
    provider: null,
    show: async (challenges) => {
      shown = challenges
      return async () => {
        shown = { http: [], tls: [] }
      }
    },
    now: Date.now,
    signal,
    lookup: async () => ['127.0.0.1'],
    ports,
    ...change,
  })
  return checks.map(({ what, problem, certain }) => [what, problem?.code ?? 'fine', certain])
}

async function listen(server: net.Server | http.Server | tls.Server, port: number): Promise<void> {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
}

const door = (): http.Server =>
  http.createServer((request, response) => {
    response.end(shown.http.find((one) => one.path === request.url)?.body ?? 'something else')
  })

describe('what is looked at before an order', () => {
  it('is fine when the name leads here', async () => {
    ports = { http: await freePort(), tls: await freePort() }
    await listen(door(), ports.http)
    expect(await look()).toEqual([
      ['directory', 'fine', true],
      ['name', 'fine', true],
      ['port', 'fine', true],
    ])
    expect(shown.http).toEqual([])
  })

  it('tells that nobody listens, and that somebody else answers, as what only the authority knows for sure', async () => {
    ports = { http: await freePort(), tls: await freePort() }
    expect((await look()).at(-1)).toEqual(['port', 'acme/port-closed', false])
    await listen(
      http.createServer((_request, response) => response.end('the router')),
      ports.http,
    )
    expect((await look()).at(-1)).toEqual(['port', 'acme/name-elsewhere', false])
  })

  it('asks for tls-alpn-01 in the same way', async () => {
    ports = { http: await freePort(), tls: await freePort() }
    expect((await look({ challenge: 'tls-alpn-01' })).at(-1)).toEqual(['port', 'acme/port-closed', false])
    const server = tls.createServer({
      ALPNProtocols: ['acme-tls/1'],
      SNICallback(name, done) {
        const found = shown.tls.find((one) => one.serverName === name)
        done(null, found && tls.createSecureContext({ cert: found.certPem, key: found.keyPem }))
      },
    })
    server.on('tlsClientError', () => undefined)
    await listen(server, ports.tls)
    expect((await look({ challenge: 'tls-alpn-01' })).at(-1)).toEqual(['port', 'fine', true])
  })

  it('tells that a name is unknown, or leads to where no public authority comes', async () => {
    const unknown = async (): Promise<never> => Promise.reject(new Error('ENOTFOUND'))
    expect((await look({ lookup: unknown })).at(-1)).toEqual(['name', 'acme/name-unknown', true])
    expect((await look({ privateAuthority: false })).at(-1)).toEqual(['name', 'acme/name-private', true])
  })

  it('tells what the directory lacks', async () => {
    expect((await look({ hasExternalAccount: false }))[0]).toEqual(['directory', 'acme/eab-required', true])
    expect((await look({ profile: 'odd' }))[0]).toEqual(['directory', 'acme/profile-unknown', true])
    expect((await look({ profile: 'toString' }))[0]).toEqual(['directory', 'acme/profile-unknown', true])
    expect((await look({ directory: 'https://127.0.0.1:9/' }))[0]).toEqual(['directory', 'acme/unreachable', true])
  })

  it('tries the token of a DNS service, and no port', async () => {
    const asked: string[] = []
    const provider = (problem: AppError | null): DnsProvider => ({
      title: 'x',
      single: false,
      add: async () => undefined,
      remove: async () => undefined,
      async check(name) {
        asked.push(name)
        if (problem) throw problem
      },
    })
    const names = ['*.home.example.org']
    const fine = await look({ challenge: 'dns-01', names, provider: provider(null) })
    expect(fine.slice(1)).toEqual([['token', 'fine', true]])
    expect(asked).toEqual(['_acme-challenge.home.example.org'])
    const wrong = new AppError('acme/dns-token', { provider: 'x', name: 'y', detail: 'z' })
    expect((await look({ challenge: 'dns-01', names, provider: provider(wrong) })).at(-1)).toEqual([
      'token',
      'acme/dns-token',
      true,
    ])
  })
})
