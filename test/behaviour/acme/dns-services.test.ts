import { hash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createProvider, readDnsConfig, type DnsProviderName } from '../../../electron/engine/acme/dns/config.ts'
import type { DnsProvider } from '../../../electron/engine/acme/dns/provider.ts'
import { temporaryFolder } from '../../support/engine.ts'
import {
  startHttpsService,
  type HttpsService,
  type ServiceAnswer,
  type ServiceRequest,
} from '../../support/https-service.ts'

/** The services as their documentation describes them, with one zone in memory. Each knows the token `right`. */
const ZONE = 'example.org'
const NAME = `_acme-challenge.home.${ZONE}`

type Records = Map<string, string[]>

interface Service {
  readonly provider: DnsProviderName
  readonly config: (service: HttpsService, token: string) => Record<string, unknown>
  readonly answer: (records: Records) => (request: ServiceRequest) => ServiceAnswer
}

const withToken = (service: HttpsService, token: string): Record<string, unknown> => ({
  token,
  api: service.url,
  ca: service.ca,
})
const refused = (status: number, body: unknown): ServiceAnswer => ({ status, body })

const idOf = (name: string, content: string): string => hash('sha256', `${name} ${content}`, 'hex')

const services: readonly Service[] = [
  {
    // https://desec.readthedocs.io/en/latest/dns/rrsets.html
    provider: 'desec',
    config: withToken,
    answer: (records) => (request) => {
      const { method, url, headers, body } = request
      if (headers.authorization !== 'Token right')
        return refused(401, { detail: `Invalid token: ${headers.authorization ?? ''}` })
      if (url.pathname === '/domains/') {
        const owned = url.searchParams.get('owns_qname')?.endsWith(ZONE) === true
        return { body: owned ? [{ name: ZONE, minimum_ttl: 3600 }] : [] }
      }
      const one = new RegExp(`^/domains/${ZONE}/rrsets/([^/]+)/TXT/$`).exec(url.pathname)
      if (method === 'GET' && one) {
        const found = records.get(`${one[1]}.${ZONE}`)
        return found ? { body: { records: found, ttl: 3600 } } : refused(404, { detail: 'Not found.' })
      }
      if (method !== 'PUT' || url.pathname !== `/domains/${ZONE}/rrsets/`) return refused(405, {})
      for (const set of JSON.parse(body) as { subname: string; ttl: number; records: string[] }[]) {
        if (set.ttl < 3600) return refused(400, [{ ttl: ['too low'] }])
        if (set.records.length === 0) records.delete(`${set.subname}.${ZONE}`)
        else records.set(`${set.subname}.${ZONE}`, set.records)
      }
      return { body: [] }
    },
  },
  {
    // https://developers.cloudflare.com/api/resources/dns/subresources/records/
    provider: 'cloudflare',
    config: withToken,
    answer: (records) => (request) => {
      const { method, url, headers, body } = request
      if (headers.authorization !== 'Bearer right') {
        return refused(403, { success: false, errors: [{ code: 9109, message: 'Invalid access token' }] })
      }
      if (url.pathname === '/zones') {
        return { body: { result: url.searchParams.get('name') === ZONE ? [{ id: 'zone1' }] : [] } }
      }
      const list = (name: string): string[] => records.get(name) ?? []
      if (method === 'POST') {
        const { name, content } = JSON.parse(body) as { name: string; content: string }
        records.set(name, [...list(name), content])
        return { body: { result: { id: 'new' } } }
      }
      if (method === 'GET') {
        const [name, content] = [url.searchParams.get('name') ?? '', url.searchParams.get('content') ?? '']
        const found = list(name).includes(content)
        return {
          body: { result: found ? [{ id: idOf(name, content) }] : [] },
        }
      }
      const id = url.pathname.split('/').at(-1) ?? ''
      for (const [name, contents] of records) {
        const left = contents.filter((one) => idOf(name, one) !== id)
        if (left.length > 0) records.set(name, left)
        else records.delete(name)
      }
      return { body: { result: { id } } }
    },
  },
  {
    // https://docs.hetzner.cloud/reference/cloud#zone-rrset-actions
    provider: 'hetzner',
    config: withToken,
    answer: (records) => (request) => {
      const { method, url, headers, body } = request
      if (headers.authorization !== 'Bearer right') {
        return refused(401, { error: { code: 'unauthorized', message: 'unable to authenticate' } })
      }
      if (method === 'GET') {
        if (url.pathname === `/zones/${ZONE}`) return { body: { zone: { name: ZONE } } }
        return refused(404, { error: { code: 'not_found', message: 'zone not found' } })
      }
      const match = new RegExp(`^/zones/${ZONE}/rrsets/([^/]+)/TXT/actions/(add|remove)_records$`).exec(url.pathname)
      const name = `${match?.[1]}.${ZONE}`
      const values = (JSON.parse(body) as { records: { value: string }[] }).records.map((one) => one.value)
      const before = records.get(name) ?? []
      if (match?.[2] === 'add') records.set(name, [...before, ...values])
      else {
        const left = before.filter((one) => !values.includes(one))
        if (left.length > 0) records.set(name, left)
        else records.delete(name)
      }
      return { status: 201, body: { action: { id: 1, status: 'running' } } }
    },
  },
]

const unquoted = (records: Records): string[] =>
  (records.get(NAME) ?? []).map((one) => one.replaceAll('"', '')).toSorted()

let running: HttpsService | null = null
afterEach(async () => {
  await running?.close()
  running = null
})

async function start(service: Service, token: string): Promise<{ dns: DnsProvider; records: Records }> {
  const records: Records = new Map()
  running = await startHttpsService(service.answer(records))
  const config = readDnsConfig(service.provider, JSON.stringify(service.config(running, token)))
  const deps = { version: '0.0.0-test', now: Date.now, signal: new AbortController().signal }
  return { dns: createProvider(config, deps), records }
}

describe.each(services)('$provider', (service) => {
  it('adds a record beside those of others, and removes only its own', async () => {
    const { dns, records } = await start(service, 'right')
    records.set(NAME, ['"of somebody else"'])
    await dns.check(NAME)
    await dns.add(NAME, 'first')
    await dns.add(NAME, 'second')
    expect(unquoted(records)).toEqual(['first', 'of somebody else', 'second'])
    await dns.remove(NAME, 'first')
    await dns.remove(NAME, 'second')
    expect(unquoted(records)).toEqual(['of somebody else'])
  })

  it('tells that the token is not accepted, without repeating it', async () => {
    const { dns } = await start(service, 'wrong-secret')
    const error = await dns.check(NAME).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'acme/dns-token' })
    expect(JSON.stringify(error) + String(error)).not.toContain('wrong-secret')
  })

  it('tells that it does not answer for a domain', async () => {
    const { dns } = await start(service, 'right')
    await expect(dns.add('_acme-challenge.example.net', 'x')).rejects.toMatchObject({ code: 'acme/dns-zone' })
  })
})

describe('duckdns', () => {
  // https://www.duckdns.org/spec.jsp
  const answer =
    (texts: Map<string, string>) =>
    ({ url }: ServiceRequest): ServiceAnswer => {
      const { searchParams: said } = url
      if (said.get('token') !== 'right' || said.get('domains') !== 'house') return { body: 'KO' }
      if (said.get('clear') === 'true') texts.delete('house')
      else texts.set('house', said.get('txt') ?? '')
      return { body: 'OK' }
    }
  const open = async (token: string): Promise<{ dns: DnsProvider; texts: Map<string, string> }> => {
    const texts = new Map<string, string>()
    running = await startHttpsService(answer(texts))
    const config = readDnsConfig('duckdns', JSON.stringify(withToken(running, token)))
    const deps = { version: '0.0.0-test', now: Date.now, signal: new AbortController().signal }
    return { dns: createProvider(config, deps), texts }
  }

  it('keeps one record at a time, for the name and what is below it', async () => {
    const { dns, texts } = await open('right')
    await dns.add('_acme-challenge.camera.house.duckdns.org', 'value')
    expect(texts.get('house')).toBe('value')
    expect(dns.single).toBe(true)
    await dns.remove('_acme-challenge.camera.house.duckdns.org', 'value')
    expect(texts.size).toBe(0)
  })

  it('tells that the token is not accepted, without repeating it, and knows its own domain only', async () => {
    const { dns } = await open('wrong-secret')
    const error = await dns.add('_acme-challenge.house.duckdns.org', 'x').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'acme/dns-token' })
    expect(JSON.stringify(error) + String(error)).not.toContain('wrong-secret')
    await expect(dns.add(NAME, 'x')).rejects.toMatchObject({ code: 'acme/dns-zone' })
  })
})

describe('acme-dns', () => {
  // https://github.com/joohoi/acme-dns#update-endpoint
  const open = async (password: string): Promise<{ dns: DnsProvider; texts: string[] }> => {
    const texts: string[] = []
    running = await startHttpsService(({ url, headers, body }) => {
      if (url.pathname !== '/update') return { status: 404, body: {} }
      if (headers['x-api-user'] !== 'user' || headers['x-api-key'] !== 'right') {
        return { status: 401, body: { error: 'forbidden' } }
      }
      const { subdomain, txt } = JSON.parse(body) as { subdomain: string; txt: string }
      if (subdomain !== 'sub') return { status: 400, body: { error: 'bad_subdomain' } }
      if (txt.length !== 43) return { status: 400, body: { error: 'bad_txt' } }
      texts.push(txt)
      return { body: { txt } }
    })
    const file = { username: 'user', password, subdomain: 'sub', fulldomain: 'sub.auth.example.org', allowfrom: [] }
    const config = readDnsConfig('acme-dns', JSON.stringify({ ...file, server: running.url, ca: running.ca }))
    const deps = { version: '0.0.0-test', now: Date.now, signal: new AbortController().signal }
    return { dns: createProvider(config, deps), texts }
  }

  it('takes what acme-dns itself writes as settings, and updates its record', async () => {
    const { dns, texts } = await open('right')
    await dns.check(NAME)
    await dns.add(NAME, 'v'.repeat(43))
    expect(texts.at(-1)).toBe('v'.repeat(43))
  })

  it('tells that the key is not accepted', async () => {
    const { dns } = await open('wrong')
    await expect(dns.check(NAME)).rejects.toMatchObject({ code: 'acme/dns-token' })
  })
})

describe("a program of the owner's", () => {
  const folder = temporaryFolder()
  const script = (name: string, text: string): string => {
    const file = path.join(folder, name)
    fs.writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o700 })
    return file
  }
  const open = (config: Record<string, unknown>): DnsProvider =>
    createProvider(readDnsConfig('exec', JSON.stringify(config)), {
      version: '0.0.0-test',
      now: Date.now,
      signal: new AbortController().signal,
    })

  it('is given its arguments, what to do and the secret on its standard input, and no environment', async () => {
    const out = path.join(folder, 'out.txt')
    const program = script('good.sh', `{ echo "$@"; cat; echo; env | cut -d= -f1 | sort | tr '\\n' ' '; } > ${out}`)
    process.env['VESTIBULE_PASSPHRASE'] = 'never'
    await open({ program, args: ['--zone', 'home'], secret: 'quiet' }).add(NAME, 'value')
    delete process.env['VESTIBULE_PASSPHRASE']
    const [args, secret, environment = ''] = fs.readFileSync(out, 'utf8').split('\n')
    expect(args).toBe(`--zone home present ${NAME} value`)
    expect(secret).toBe('quiet')
    expect(environment).not.toContain('VESTIBULE')
  })

  it('is told about when it fails, without its secret', async () => {
    const failing = script('bad.sh', 'cat >&2; echo "no such zone" >&2; exit 3')
    await expect(open({ program: failing }).add(NAME, 'value')).rejects.toMatchObject({
      code: 'acme/dns-program',
      message: expect.stringContaining('it ended with 3: no such zone') as string,
    })
    const error = await open({ program: failing, secret: 'quiet' })
      .add(NAME, 'value')
      .catch((one: unknown) => one)
    expect(JSON.stringify(error) + String(error)).not.toContain('quiet')
    await expect(open({ program: path.join(folder, 'none') }).add(NAME, 'v')).rejects.toMatchObject({
      message: expect.stringContaining('it does not exist') as string,
    })
  })
})

describe('settings of a DNS service', () => {
  it('may be lines instead of JSON', () => {
    const text =
      '# for the house\nserver = 127.0.0.1:5353\nkey: "k"\nsecret = AAAAAAAAAAAAAAAAAAAAAAAA\nresolvers = 127.0.0.1, 127.0.0.2'
    expect(readDnsConfig('rfc2136', text)).toMatchObject({ key: 'k', resolvers: ['127.0.0.1', '127.0.0.2'] })
  })
  it.each([
    ['an unknown name', 'desec', '{"token":"x","tokn":"secret-value"}'],
    ['a missing one', 'cloudflare', '{}'],
    ['a token with a line break', 'hetzner', '{"token":"secret-value\\nHost: x"}'],
    ['an address that is not https', 'desec', '{"token":"secret-value","api":"http://127.0.0.1"}'],
    ['a program without its folder', 'exec', '{"program":"secret-value"}'],
    ['no JSON', 'desec', '{token: secret-value'],
    ['no line', 'desec', 'secret-value'],
  ] as const)('are refused without repeating them: %s', (_what, provider, text) => {
    let error: unknown
    try {
      readDnsConfig(provider, text)
    } catch (reason) {
      error = reason
    }
    expect(error).toMatchObject({ code: 'acme/dns-config' })
    expect(JSON.stringify(error) + String(error)).not.toContain('secret-value')
  })
})
