import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli, documentOf } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

/** Runs a command on a data folder of its own. */
async function run(data: string, ...args: string[]) {
  const answer = await cli([...args, '--json', '--data', path.join(folder, data)], { VESTIBULE_PASSPHRASE: PASSPHRASE })
  return documentOf(answer)
}
async function value(data: string, ...args: string[]): Promise<Record<string, unknown>> {
  const document = await run(data, ...args)
  if (!document.ok) throw new Error(`${args.join(' ')}: ${document.error.code}`)
  return document.value
}

describe('--signer', () => {
  const add = ['--host', 'camera.home', '--upstream', 'http://127.0.0.1:1', '--authority', 'One', '--authority', 'Two']
  const issuerOf = (site: Record<string, unknown>): string => (site['certificate'] as { issuer: string }).issuer
  beforeAll(async () => {
    for (const name of ['One', 'Two']) await value('signer', 'authority', 'create', '--name', name, '--key', 'p256')
  })

  test('says which authority signs the server certificate of a site, and may be changed', async () => {
    const first = ['site', 'add', 'A', '--listen', '127.0.0.1:18443', ...add]
    expect(issuerOf(await value('signer', ...first, '--signer', 'Two'))).toContain('CN=Two')
    // Its twin without a word: the oldest.
    expect(issuerOf(await value('signer', 'site', 'add', 'B', '--listen', '127.0.0.1:18444', ...add))).toContain(
      'CN=One',
    )
    expect(issuerOf(await value('signer', 'site', 'set', 'A', '--signer', 'One'))).toContain('CN=One')
    // Another setting leaves the signer as it is.
    await value('signer', 'site', 'set', 'A', '--signer', 'Two')
    expect(issuerOf(await value('signer', 'site', 'set', 'A', '--contact', 'Jo'))).toContain('CN=Two')
  })

  test('that names no authority is refused, and changes nothing', async () => {
    const before = await value('signer', 'site', 'show', 'B')
    expect(await run('signer', 'site', 'set', 'B', '--signer', 'Three')).toMatchObject({
      ok: false,
      error: { code: 'authority/not-found' },
    })
    expect((await value('signer', 'site', 'show', 'B'))['certificate']).toEqual(before['certificate'])
  })
})

describe('an authority of the old ways', () => {
  const key = path.join(folder, 'old.key')
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' })
  /** A self-signed certificate of version 1, as old tutorials make it. */
  const versionOne = (name: string, ...validity: string[]): string => {
    const [request, cert] = [path.join(folder, `${name}.csr`), path.join(folder, `${name}.crt`)]
    openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-subj', `/CN=${name}`, '-out', request)
    openssl('x509', '-req', '-in', request, '-signkey', key, '-out', cert, ...validity)
    return cert
  }
  const notes = async (data: string, cert: string, keyFile: string): Promise<string[]> => {
    const imported = await value(data, 'authority', 'import', '--cert', cert, '--key', keyFile)
    return (imported['imported'] as { problems: { code: string }[] }).problems.map(({ code }) => code)
  }

  test('of version 1 is taken, with a note that it is', async () => {
    const cert = versionOne('Old', '-days', '30')
    expect(execFileSync('openssl', ['x509', '-in', cert, '-noout', '-text']).toString()).toContain('Version: 1')
    expect(await notes('old', cert, key)).toEqual(['authority/taken-old-form'])
  })

  test('that has expired is taken, with a note that it has', async () => {
    const [cert, keyFile] = [path.join(folder, 'late.crt'), path.join(folder, 'late.key')]
    const [config, request] = [path.join(folder, 'ca.cnf'), path.join(folder, 'late.csr')]
    fs.writeFileSync(path.join(folder, 'index.txt'), '')
    fs.writeFileSync(
      config,
      `[ca]\ndefault_ca=c\n[c]\ndatabase=${folder}/index.txt\nnew_certs_dir=${folder}\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nx509_extensions=e\n[p]\ncommonName=supplied\n[e]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n`,
    )
    openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile, '-subj', '/CN=Late', '-out', request)
    const dates = ['-startdate', '20200101000000Z', '-enddate', '20210101000000Z']
    const files = ['-keyfile', keyFile, '-in', request, '-out', cert, '-notext', '-batch']
    openssl('ca', '-selfsign', '-config', config, ...files, ...dates)
    expect(await notes('late', cert, keyFile)).toEqual(['authority/taken-expired'])
  })

  test('has no twin in one of today: nothing is noted', async () => {
    const now = opensslAuthority('Now')
    const [cert, keyFile] = [path.join(folder, 'now.crt'), path.join(folder, 'now.key')]
    fs.writeFileSync(cert, now.cert)
    fs.writeFileSync(keyFile, now.key)
    expect(await notes('now', cert, keyFile)).toEqual([])
  })
})
