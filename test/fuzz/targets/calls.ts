import { contract, type MethodName } from '../../../shared/contract/index.ts'
import type { Engine } from '../../../electron/engine/engine.ts'
import { createDispatcher } from '../../../electron/rpc/dispatch.ts'
import { introduce, newNonce, welcome } from '../../../electron/rpc/handshake.ts'
import { readCall } from '../../../electron/rpc/message.ts'
import { must, mustBeOneLine, type Target } from '../target.ts'

const CALLS: readonly (readonly [MethodName, object])[] = [
  ['device.add', { name: 'Phone', key: 'p256', groups: ['a'], platform: 'iphone' }],
  ['device.list', { search: 'x', status: 'valid' }],
  ['site.propose', { upstream: '192.168.1.20' }],
  [
    'authority.create',
    { name: 'Home', passphrase: 'tidal otter lantern basin', key: 'p256', permitted: ['home.arpa'] },
  ],
  ['diagnosis.file', { name: 'a.pfx', base64: 'AAAA', password: 'x' }],
  ['activity.list', { limit: 10, address: '192.168.1.2' }],
]
const SEEDS = CALLS.map(([method, input], id) => JSON.stringify({ id, method, input }))

/** An engine that does nothing: what is judged is everything in front of it. */
const nothing = Object.fromEntries(Object.keys(contract).map((name) => [name, () => Promise.resolve(null)]))
const engine = { methods: nothing, subscribe: () => () => undefined } as unknown as Engine

/** What other programs of this computer send. */
export const callTargets: readonly Target[] = [
  {
    name: 'call',
    seeds: SEEDS,
    async read(input) {
      const call = readCall(input.toString('utf8'))
      if (!call) return
      const bugs: unknown[] = []
      const dispatcher = createDispatcher(engine, { onBug: (_method, error) => void bugs.push(error) })
      const envelope = await dispatcher.call(call.method as MethodName, call.input)
      if (bugs.length > 0) throw bugs[0]
      if (envelope.ok) return
      must(envelope.error.message.length < 2500, 'a refusal is short')
      mustBeOneLine(envelope.error.message)
    },
  },
  {
    name: 'local-handshake',
    seeds: [JSON.stringify({ nonce: newNonce() }), JSON.stringify({ nonce: newNonce(), proof: newNonce() })],
    read(input) {
      const line = input.toString('utf8')
      const key = newNonce()
      const server = welcome(key, () => undefined)
      must(server.line(line) !== true, 'nobody is let in with one line')
      must(server.line(line) !== true, 'nobody is let in without the key')
      must(introduce(key, newNonce(), line) === null, 'nobody is taken for the server without the key')
    },
  },
]
