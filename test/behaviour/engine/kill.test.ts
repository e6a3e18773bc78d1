import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, test } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder } from '../../support/engine.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true }))

const child = path.join(import.meta.dirname, '../../support/child-engine.ts')

interface Said {
  readonly added: string[]
  readonly revoked: string[]
  readonly crl: number[]
}

/** Runs the worker until it has answered `after` calls and a little more, kills it, and returns what it had said. */
async function runAndKill(after: number, wait: number): Promise<Said> {
  const said: Said = { added: [], revoked: [], crl: [] }
  const worker = spawn(process.execPath, [child, folder, 'work'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => worker.once('close', resolve))
  let lines = 0
  for await (const line of createInterface({ input: worker.stdout })) {
    const message = JSON.parse(line) as { added?: string; revoked?: string; crl?: number; code?: string }
    if (message.code !== undefined) throw new Error(line)
    if (message.added !== undefined) said.added.push(message.added)
    if (message.revoked !== undefined) said.revoked.push(message.revoked)
    if (message.crl !== undefined) said.crl.push(message.crl)
    lines += 1
    if (lines === after) setTimeout(() => worker.kill('SIGKILL'), wait)
  }
  await ended
  return said
}

test('nothing that was answered is lost when the engine is killed at any moment', { timeout: 120_000 }, async () => {
  const first = await startEngine(folder)
  await first.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await first.engine.close()

  const added = new Set<string>()
  const revoked = new Set<string>()
  let highest = 0
  for (let round = 0; round < 15; round += 1) {
    const said = await runAndKill(3 + round, Math.random() * 20)
    for (const serial of said.added) {
      expect(added).not.toContain(serial)
      added.add(serial)
    }
    for (const serial of said.revoked) revoked.add(serial)
    for (const number of said.crl) {
      expect(number).toBeGreaterThanOrEqual(highest)
      highest = number
    }
    const { client, engine, bugs } = await startEngine(folder, { startSites: false })
    const devices = await client.call('device.list', {})
    const bySerial = new Map(devices.map((device) => [device.serial, device]))
    expect(bySerial.size).toBe(devices.length)
    for (const serial of added) expect(bySerial.has(serial)).toBe(true)
    for (const serial of revoked) expect(bySerial.get(serial)?.status).toBe('revoked')
    const [authority] = await client.call('authority.list', {})
    expect(authority?.crl?.number).toBeGreaterThanOrEqual(highest)
    // Revocation and list are one transaction: never one without the other.
    expect(authority?.crl?.pending).toBe(false)
    expect(authority?.crl?.entries).toBe(devices.filter((device) => device.status === 'revoked').length)
    highest = authority?.crl?.number ?? 0
    expect(bugs).toEqual([])
    await engine.close()
  }
  expect(revoked.size).toBeGreaterThan(15)
})
