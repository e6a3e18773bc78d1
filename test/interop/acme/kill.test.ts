// @module-tag pebble
// @module-tag openssl
import { execFile } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { AcmeState } from '../../../electron/engine/store/acme.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'
import { startPebble, type Pebble } from '../../support/pebble.ts'

// A dozen programs, one after the other: a limit against hanging, not a measurement.
vi.setConfig({ testTimeout: 300_000 })

interface Result {
  readonly certificatePem: string
  readonly keyPem: string
  readonly state: AcmeState
  readonly orderKey: string | null
  readonly commits: number
}

const child = fileURLToPath(new URL('../../support/child-acme.ts', import.meta.url))
const before = opensslAuthority('Home CA').leaf({ cn: 'before', eku: 'serverAuth', san: 'DNS:before' })
let pebble: Pebble

/** @returns what it wrote at its end; null when it was killed */
function order(folder: string, host: string, kill: { answer?: number; commit?: number } = {}): Promise<Result | null> {
  const orders = JSON.stringify({
    directory: pebble.directory,
    ca: pebble.ca,
    httpPort: pebble.httpPort,
    host,
    certificatePem: before.cert,
    killAtAnswer: kill.answer ?? 0,
    killAtCommit: kill.commit ?? 0,
  })
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [child, folder, orders], (error, stdout, stderr) => {
      if (!error) resolve(JSON.parse(stdout) as Result)
      else if (error.signal === 'SIGKILL') resolve(null)
      else reject(new Error(stderr))
    })
  })
}

describe('an order that is killed', () => {
  beforeAll(async () => {
    pebble = await startPebble({ env: { PEBBLE_WFE_NONCEREJECT: '0', PEBBLE_AUTHZREUSE: '0' } })
  })
  afterAll(() => pebble.stop())

  const goesOn = async (host: string, kill: { answer?: number; commit?: number }): Promise<boolean> => {
    const folder = temporaryFolder()
    const issued = (): number => (pebble.log().match(/Issued certificate serial/g) ?? []).length
    const count = issued()
    const killed = await order(folder, host, kill)
    if (killed) {
      fs.rmSync(folder, { recursive: true, force: true })
      return false
    }
    const result = await order(folder, host)
    if (!result) throw new Error('the second one was killed, too')
    const certificate = new X509Certificate(result.certificatePem)
    expect(certificate.checkHost(host)).toBe(host)
    expect(certificate.checkPrivateKey(createPrivateKey(result.keyPem))).toBe(true)
    expect(result.state).toMatchObject({ order: null, failures: 0, lastFailure: null })
    expect(result.orderKey).toBeNull()
    expect(issued() - count).toBe(1)
    fs.rmSync(folder, { recursive: true, force: true })
    return true
  }

  // Each kill after an answer is also one before the write that the answer would have led to.
  it('after one of the first answers of the authority goes on, with one certificate and no key lost', async () => {
    for (let answer = 1; answer <= 6; answer += 1) {
      expect(await goesOn(`answer-${answer}.example.org`, { answer })).toBe(true)
    }
  })

  it('after one of the later ones goes on the same way', async () => {
    let answer = 7
    while (await goesOn(`answer-${answer}.example.org`, { answer })) answer += 1
    // Directory, nonce, account, order, authorization, challenge, polls, finalize, certificate.
    expect(answer).toBeGreaterThan(10)
  })

  it('after the certificate was taken has nothing left to do', async () => {
    const folder = temporaryFolder()
    const whole = await order(folder, 'whole.example.org')
    fs.rmSync(folder, { recursive: true, force: true })
    expect(await goesOn('last.example.org', { commit: whole?.commits ?? 0 })).toBe(true)
  })
})
