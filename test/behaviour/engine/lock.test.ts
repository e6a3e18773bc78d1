import { spawn, type ChildProcess } from 'node:child_process'
import { createDecipheriv, createPrivateKey, scryptSync } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PassphraseCost } from '../../../electron/engine/store/vault.ts'
import { PASSPHRASE, startEngine, temporaryFolder } from '../../support/engine.ts'
import { isMet, needs } from '../../support/programs.ts'

const folder = temporaryFolder()
let child: ChildProcess
let next: () => Promise<string>
afterAll(() => {
  child?.kill('SIGKILL')
  fs.rmSync(folder, { recursive: true, force: true })
})

/** As seal.ts writes it: nonce, tag, ciphertext. */
function open(key: Uint8Array, purpose: string, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
  decipher.setAAD(Buffer.from(purpose))
  decipher.setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
}

/** The secrets of a data folder whose passphrase is known, by what they are. */
function secretsOf(data: string): Map<string, Buffer> {
  const database = new DatabaseSync(path.join(data, 'vestibule.db'), { readOnly: true })
  const vault = database.prepare('SELECT salt, sealed_key FROM vault').get() as Record<string, Uint8Array>
  const [{ parameters }] = database.prepare('SELECT parameters FROM vault').all() as [{ parameters: string }]
  const row = database.prepare("SELECT owner, sealed FROM secrets WHERE kind = 'authority-key'").get() as {
    owner: string
    sealed: Uint8Array
  }
  database.close()
  const { n, r, p } = JSON.parse(parameters) as PassphraseCost
  const wrapping = scryptSync(PASSPHRASE, vault['salt'] ?? '', 32, { N: n, r, p })
  const key = open(wrapping, 'vestibule:1:data-key', vault['sealed_key'] ?? new Uint8Array())
  const pkcs8 = open(key, `vestibule:1:authority-key:${row.owner}`, row.sealed)
  const { d = '' } = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })
  return new Map([
    ['key of the passphrase', wrapping],
    ['data key', key],
    ['private key of the authority', Buffer.from(d, 'base64url')],
  ])
}

/** How often each stands in the memory of a process that may be written to: proc_pid_maps(5), proc_pid_mem(5). */
function countInMemory(pid: number, secrets: ReadonlyMap<string, Buffer>): Record<string, number> {
  const counts = Object.fromEntries([...secrets.keys()].map((name) => [name, 0]))
  const memory = fs.openSync(`/proc/${pid}/mem`, 'r')
  for (const line of fs.readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
    const [, from = '', to = ''] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? []
    const size = Number.parseInt(to, 16) - Number.parseInt(from, 16)
    if (!(size > 0) || size > 2 ** 30 || line.includes('[vvar')) continue
    const bytes = Buffer.alloc(size)
    try {
      fs.readSync(memory, bytes, 0, size, Number.parseInt(from, 16))
    } catch {
      continue // Reserved, not there.
    }
    for (const [name, secret] of secrets) {
      for (let at = bytes.indexOf(secret); at !== -1; at = bytes.indexOf(secret, at + 1))
        counts[name] = (counts[name] ?? 0) + 1
    }
  }
  fs.closeSync(memory)
  return counts
}

async function ask(what: string): Promise<void> {
  child.stdin?.write(`${what}\n`)
  expect(await next()).toBe(what)
}

beforeAll(async () => {
  if (!isMet('linux')) return
  const { client, engine } = await startEngine(folder, { startSites: false })
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await engine.close()
})

// What is left is read from /proc.
test('locking takes the keys out of the memory of the program', needs('linux'), async () => {
  const secrets = secretsOf(folder)
  child = spawn(process.execPath, [path.join(import.meta.dirname, '../../support/child-lock.ts'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface(child.stdout ?? process.stdin)[Symbol.asyncIterator]()
  next = async () => String((await lines.next()).value)
  expect(await next()).toBe('ready')
  const pid = child.pid ?? 0
  expect(countInMemory(pid, secrets)).toEqual({
    'key of the passphrase': 0,
    'data key': 0,
    'private key of the authority': 0,
  })
  await ask('unlock')
  await ask('sign')
  // The twin: what is looked for is found while it is there.
  expect(countInMemory(pid, secrets)['data key']).toBeGreaterThan(0)
  await ask('authority.lock')
  expect(countInMemory(pid, secrets)).toEqual({
    'key of the passphrase': 0,
    'data key': 0,
    'private key of the authority': 0,
  })
})
