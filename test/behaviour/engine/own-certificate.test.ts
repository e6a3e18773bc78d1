import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const folder = temporaryFolder()
let running: TestEngine
let later = 0
beforeAll(async () => {
  running = await startEngine(path.join(folder, 'data'), { now: () => Date.now() + later })
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await running.client.call('authority.lock', {})
})
afterAll(async () => {
  await running.engine.close()
  fs.rmSync(folder, { recursive: true })
})

/** Made by openssl, as a user would bring it. */
function made(name: string, names: string): { certPem: string; keyPem: string } {
  const [key, certificate] = [path.join(folder, `${name}.key`), path.join(folder, `${name}.crt`)]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      `/CN=${name}`,
      '-addext',
      `subjectAltName=${names}`,
    ].concat(['-days', '30', '-keyout', key, '-out', certificate]),
    { stdio: 'ignore' },
  )
  return { certPem: fs.readFileSync(certificate, 'utf8'), keyPem: fs.readFileSync(key, 'utf8') }
}

const site = { name: 'NAS', hosts: ['nas.example.org'], listen: '127.0.0.1:8443', upstream: 'http://127.0.0.1:1' }

test('a certificate that the user brings is used as it is, without the passphrase', async () => {
  const certificate = made('good', 'DNS:*.example.org,IP:192.0.2.9')
  const added = await running.client.call('site.add', { ...site, hosts: ['nas.example.org', '192.0.2.9'], certificate })
  expect(added.certificate).toMatchObject({ source: 'own', names: ['*.example.org', '192.0.2.9'] })
  expect(running.gate.applied.at(-1)?.listeners[0]?.sites[0]?.certificate.certPem).toBe(certificate.certPem)
  await running.client.call('site.remove', { site: 'NAS' })
})

test('one that does not fit is refused with the reason, and nothing is added', async () => {
  const good = made('first', 'DNS:nas.example.org')
  const other = made('second', 'DNS:other.example.org')
  const add = (certificate: { certPem: string; keyPem: string }) =>
    running.client.call('site.add', { ...site, certificate })
  await expect(add({ ...good, keyPem: other.keyPem })).rejects.toMatchObject({ code: 'site/certificate-mismatch' })
  await expect(add(other)).rejects.toMatchObject({ code: 'site/certificate-names' })
  for (const broken of [
    { ...good, certPem: 'not a certificate' },
    { ...good, certPem: good.certPem.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA') },
    { ...good, keyPem: 'not a key' },
    { ...good, keyPem: '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n' },
  ]) {
    await expect(add(broken)).rejects.toMatchObject({ code: 'site/certificate-unreadable' })
  }
  later = 40 * 86_400_000
  await expect(add(good)).rejects.toMatchObject({ code: 'site/certificate-expired' })
  expect(await running.client.call('site.list', {})).toEqual([])
  expect(running.bugs).toEqual([])
})
