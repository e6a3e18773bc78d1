import { isIP } from 'node:net'
import { readDnsConfig } from '../../../electron/engine/acme/dns/config.ts'
import {
  DnsError,
  OPCODE,
  readMessage,
  TYPE,
  txtData,
  writeMessage,
} from '../../../electron/engine/acme/dns/message.ts'
import { signMessage, TsigError, verifyAnswer, type TsigKey } from '../../../electron/engine/acme/dns/tsig.ts'
import { explainProblem, ProblemError, readProblem } from '../../../electron/engine/acme/problem.ts'
import { Authorization, Order } from '../../../electron/engine/acme/client/objects.ts'
import { checkCsr } from '../../../electron/engine/acme/server/csr.ts'
import { isIdentifier, matchesPattern } from '../../../electron/engine/acme/server/names.ts'
import { parseJson, readJws } from '../../../electron/engine/acme/server/read-jws.ts'
import { Refusal } from '../../../electron/engine/acme/server/refusal.ts'
import { must, mustBeOneLine, type Target } from '../target.ts'

const KEY: TsigKey = { name: 'key', algorithm: 'hmac-sha256', secret: Buffer.alloc(32, 1) }
const NOW = Date.UTC(2026, 10, 30)

const question = { name: 'example.org', type: TYPE.soa }
const update = writeMessage({
  id: 1,
  opcode: OPCODE.update,
  question,
  updates: [{ name: '_acme-challenge.example.org', type: TYPE.txt, class: 1, ttl: 60, data: txtData('value') }],
})
const signed = signMessage(update, KEY, NOW).bytes

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const jws = JSON.stringify({
  protected: encode({ alg: 'ES256', kid: 'https://a/acme/account/1', nonce: 'x', url: 'https://a/acme/new-order' }),
  payload: encode({ identifiers: [{ type: 'dns', value: 'nas.home' }] }),
  signature: 'AAAA',
})
const PROBLEM = JSON.stringify({
  type: 'urn:ietf:params:acme:error:compound',
  detail: 'x',
  subproblems: [{ type: 'urn:ietf:params:acme:error:caa', detail: 'y', identifier: { type: 'dns', value: 'a.b' } }],
})
const OBJECT = JSON.stringify({
  status: 'pending',
  identifier: { type: 'dns', value: 'a.b' },
  authorizations: ['https://a/'],
  finalize: 'https://a/',
  challenges: [{ type: 'http-01', url: 'https://a/', status: 'pending', token: 'abc' }],
})

function jsonOf(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString('utf8'))
  } catch {
    return null
  }
}

/** What ACME authorities, their clients and DNS servers send. */
export const acmeTargets: readonly Target[] = [
  {
    name: 'dns-message',
    seeds: [update, signed],
    most: 65_535,
    mayThrow: [DnsError, TsigError],
    read(input) {
      const message = readMessage(input)
      for (const record of [...message.answers, ...message.additional])
        must(record.name.length < 256, 'names are short')
      verifyAnswer(input, KEY, Buffer.alloc(32), NOW)
      // Nothing that a stranger changed counts as signed.
      must(false, 'the signature was refused')
    },
  },
  {
    name: 'acme-problem',
    seeds: [PROBLEM],
    most: 65_536,
    read(input) {
      const problem = readProblem(jsonOf(input), 400)
      const words = explainProblem(new ProblemError(problem), { host: 'ca.example', names: ['home.example'] })
      mustBeOneLine(words.message + words.remedy)
      must(problem.subproblems.length <= 20, 'lists are bounded')
    },
  },
  {
    name: 'acme-object',
    seeds: [OBJECT],
    most: 65_536,
    read(input) {
      const value = jsonOf(input)
      const { data } = Authorization.safeParse(value)
      for (const { token } of data?.challenges ?? [])
        must(token === undefined || /^[\w-]+$/.test(token), 'tokens are words')
      Order.safeParse(value)
    },
  },
  {
    name: 'acme-request',
    seeds: [jws],
    most: 65_536,
    mayThrow: [Refusal],
    read(input) {
      const request = readJws(parseJson(input, 'The request'))
      must((request.jwk === null) !== (request.kid === null), 'key or account')
    },
  },
  {
    name: 'acme-csr',
    from: ['request'],
    most: 65_536,
    mayThrow: [Refusal],
    read: (input) => checkCsr(input, ['nas.home']),
  },
  {
    name: 'acme-name',
    seeds: ['nas.home', '*.nas.home', '127.0.0.1', 'fd00::1', 'fd00::1%0', 'xn--nxasmq6b.home'],
    most: 300,
    read(input) {
      const name = input.toString('utf8')
      if (isIdentifier('ip', name)) must(isIP(name) !== 0 && /^[0-9a-f.:]+$/.test(name), 'an address is one', name)
      if (!isIdentifier('dns', name)) return
      mustBeOneLine(name)
      must(/^(?:\*\.)?[a-z0-9_.-]+$/.test(name), 'names are of letters, digits, dots and dashes', name)
      if (matchesPattern(name, '*.home')) must(name.endsWith('.home') && name.length > 5, 'below the pattern', name)
    },
  },
  {
    name: 'acme-dns-config',
    seeds: [
      '{"token":"abc"}',
      'token = abc\nresolvers = 127.0.0.1',
      'server: 127.0.0.1\nkey: k\nsecret: AAAAAAAAAAAAAAAA',
    ],
    most: 65_536,
    read(input) {
      const text = input.toString('utf8')
      return [readDnsConfig('desec', text), readDnsConfig('rfc2136', text)]
    },
  },
]
