// @module-tag root
// @module-tag openssl
import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { clientKinds, type ForeignClient } from '../../support/acme-clients.ts'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { runTool } from '../../support/external-tool.ts'
import { freePort } from '../../support/gate.ts'

// Programs that start one after the other: a limit against hanging, not a measurement.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const folder = temporaryFolder()
const env = { VESTIBULE_DATA: path.join(folder, 'data'), VESTIBULE_PASSPHRASE: PASSPHRASE }
const unattended = { VESTIBULE_DATA: env.VESTIBULE_DATA }
let serve: RunningServe
let lego: ForeignClient
let ca: string

async function run(args: readonly string[], environment: Record<string, string> = unattended) {
  const answer = documentOf(await cli([...args, '--json'], environment))
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`)
  return answer.value
}

/** Allows what waits, until `done`. */
async function allowEverything(done: () => boolean): Promise<void> {
  while (!done()) {
    const waiting = (await run(['acme', 'request', 'list'])) as unknown as readonly { id: string }[]
    for (const { id } of waiting) await run(['acme', 'request', 'allow', id])
  }
}

beforeAll(async () => {
  const kind = clientKinds.find((one) => one.name === 'lego')
  if (!kind) throw new Error('there is no lego')
  const listen = `127.0.0.1:${await freePort()}`
  await run(['authority', 'create', '--name', 'Home', '--key', 'p256'], env)
  const set = ['acme', 'serve', '--listen', listen, '--host', 'localhost', '--names', 'localhost']
  const directory = String((await run(set, env))['directory'])
  ca = String((await run(['authority', 'show', 'Home', '--pem']))['pem'])
  serve = await startServe([], unattended)
  // The only name that every computer has leads to it, and validation asks at the usual port.
  lego = await kind.open({ directory, ca, httpPort: 80, tlsPort: 443 }, path.join(folder, 'lego'))
})
afterAll(async () => {
  await lego.close()
  await serve.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

it('gives lego a certificate when its owner allows it, renews it unasked, and revokes it', async () => {
  let done = false
  const allowing = allowEverything(() => done)
  const issued = await lego.issue('localhost').finally(() => (done = true))
  await allowing
  if (issued.status !== 0) throw new Error(issued.text)
  const first = lego.certificate('localhost')
  expect(new X509Certificate(first).checkHost('localhost')).toBe('localhost')
  const file = (name: string, text: string): string => {
    fs.writeFileSync(path.join(folder, name), text)
    return path.join(folder, name)
  }
  const chain = file('chain.pem', first)
  const trust = ['-CAfile', file('root.pem', ca), '-untrusted', chain, '-verify_hostname', 'localhost']
  expect((await runTool('openssl', ['verify', '-x509_strict', ...trust, chain])).text).toContain('OK')

  const renewed = await lego.renew('localhost')
  if (renewed.status !== 0) throw new Error(renewed.text)
  const second = lego.certificate('localhost')
  expect(new X509Certificate(second).serialNumber).not.toBe(new X509Certificate(first).serialNumber)

  const revoked = await lego.revoke?.('localhost')
  if (revoked?.status !== 0) throw new Error(revoked?.text)
  const { intermediate } = (await run(['acme', 'show'])) as { intermediate: { name: string } }
  const list = path.join(folder, 'acme.crl')
  await run(['authority', 'crl', intermediate.name, '--out', list])
  const { text } = await runTool('openssl', ['crl', '-in', list, '-noout', '-text'])
  expect(text).toContain(`Serial Number: ${new X509Certificate(second).serialNumber}`)
})
