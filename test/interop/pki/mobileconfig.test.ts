// @module-tag python3
// @module-tag certtool
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { issueAuthority, issueDevice } from '../../../electron/pki/x509/issue.ts'
import { generateKeyPair } from '../../../electron/pki/x509/keys.ts'
import type { CmsSigner } from '../../../electron/pki/pkcs/cms.ts'
import { exportDevice, type ExportOptions } from '../../../electron/engine/device/export/index.ts'
import { runTool } from '../../support/external-tool.ts'

const folder = await mkdtemp(join(tmpdir(), 'vestibule-profile-'))
afterAll(() => rm(folder, { recursive: true }))

const now = new Date()
const ca = await issueAuthority({ name: 'Home & "Garden"', key: 'p256', days: 3650, now })
const password = 'bakomi-rupeta-solide-47'
const issue = async (): Promise<Pick<ExportOptions, 'pkcs8' | 'certificate'>> => {
  const { spki, pkcs8 } = await generateKeyPair('rsa2048')
  return { pkcs8, certificate: await issueDevice({ signer: ca, commonName: 'Phone', publicKey: spki, days: 365, now }) }
}
const options: ExportOptions = {
  format: 'mobileconfig',
  profile: 'auto',
  platform: 'iphone',
  deviceName: 'Alice’s <iPhone> 🎉',
  authorityName: 'Home & "Garden"',
  password,
  chain: [ca.certificate],
  stableId: 'device-1',
  now,
  ...(await issue()),
}

/** What Python's plistlib reads: byte strings as base64. */
const READER = `
import base64, json, plistlib, sys
print(json.dumps(plistlib.load(open(sys.argv[1], 'rb')), default=lambda b: base64.b64encode(b).decode()))`

interface Payload {
  readonly PayloadType: string
  readonly PayloadIdentifier: string
  readonly PayloadUUID: string
  readonly PayloadVersion: number
  readonly PayloadContent: string
  readonly Password?: string
}

async function write(name: string, more: Partial<ExportOptions> = {}): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, Buffer.from((await exportDevice({ ...options, ...more })).base64, 'base64'))
  return file
}

async function read(file: string) {
  const { text } = await runTool('python3', ['-c', READER, file])
  return JSON.parse(text) as Omit<Payload, 'PayloadContent'> & {
    PayloadDisplayName: string
    PayloadContent: Payload[]
  }
}

describe('an Apple configuration profile', () => {
  it('is a property list with root and identity as payloads, without the password', async () => {
    const profile = await read(await write('plain.mobileconfig'))
    expect(profile).toMatchObject({ PayloadType: 'Configuration', PayloadVersion: 1 })
    expect(profile.PayloadDisplayName).toBe('Home & "Garden": Alice’s <iPhone> 🎉')
    expect(profile.PayloadContent.map((one) => one.PayloadType)).toEqual([
      'com.apple.security.root',
      'com.apple.security.pkcs12',
    ])
    const [root, identity] = profile.PayloadContent
    expect(Buffer.from(root?.PayloadContent ?? '', 'base64')).toEqual(Buffer.from(ca.certificate))
    expect(JSON.stringify(profile)).not.toContain(password)
    expect(identity).not.toHaveProperty('Password')

    const p12 = join(folder, 'identity.p12')
    await writeFile(p12, Buffer.from(identity?.PayloadContent ?? '', 'base64'))
    const opened = await runTool('openssl', ['pkcs12', '-in', p12, '-passin', `pass:${password}`, '-nodes'])
    expect(opened.status).toBe(0)
    expect(opened.text.match(/BEGIN (?:CERTIFICATE|PRIVATE KEY)/g)).toHaveLength(3)
  })

  it('keeps all identifiers when the certificate is renewed, so that the device replaces it', async () => {
    const idsOf = async (file: string): Promise<string[]> => {
      const profile = await read(file)
      return [profile, ...profile.PayloadContent].flatMap((one) => [one.PayloadIdentifier, one.PayloadUUID])
    }
    const before = await idsOf(await write('first.mobileconfig'))
    expect(await idsOf(await write('renewed.mobileconfig', await issue()))).toEqual(before)
    // RFC 9562 §4: each is a UUID, and all differ.
    const uuids = before.filter((_, index) => index % 2 === 1)
    for (const uuid of uuids) expect(uuid).toMatch(/^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)
    expect(new Set(before).size).toBe(before.length)
    const other = await idsOf(await write('other.mobileconfig', { stableId: 'device-2' }))
    expect(other.filter((id) => before.includes(id))).toEqual([])
  })
})

describe.each([
  ['RSA', ['-newkey', 'rsa:2048']],
  ['ECDSA P-256', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
])('a profile signed by a site with an %s key', async (name, keyArgs) => {
  const at = (file: string): string => join(folder, `${createHash('sha256').update(name).digest('hex')}-${file}`)
  const subject = ['-subj', '/CN=camera.home.example', '-addext', 'subjectAltName=DNS:camera.home.example']
  const files = ['-keyout', at('key.pem'), '-out', at('cert.pem')]
  await runTool('openssl', ['req', '-x509', '-nodes', '-days', '30', ...keyArgs, ...subject, ...files])
  const signer: CmsSigner = {
    certPem: await readFile(at('cert.pem'), 'utf8'),
    keyPem: await readFile(at('key.pem'), 'utf8'),
  }
  const bytes = Buffer.from((await exportDevice({ ...options, signer })).base64, 'base64')
  const verify = async (command: 'cms' | 'smime', file: string) => {
    const files = ['-in', file, '-CAfile', at('cert.pem'), '-out', at('content')]
    return runTool('openssl', [command, '-verify', '-inform', 'DER', '-purpose', 'any', ...files])
  }

  it.each(['cms', 'smime'] as const)('is verified by openssl %s, and carries the profile', async (command) => {
    await writeFile(at('signed'), bytes)
    const { status, text } = await verify(command, at('signed'))
    expect(text).toMatch(/verification success/i)
    expect(status).toBe(0)
    expect((await read(at('content'))).PayloadContent).toHaveLength(2)
  })

  it('is verified by GnuTLS too', async () => {
    await writeFile(at('signed'), bytes)
    const args = ['--p7-verify', '--inder', '--infile', at('signed'), '--load-ca-certificate', at('cert.pem')]
    const { status, text } = await runTool('certtool', args)
    expect(text).toContain('Signature status: ok')
    expect(status).toBe(0)
  })

  it('is refused by openssl when one letter of the profile was changed', async () => {
    const changed = Buffer.from(bytes)
    const place = changed.indexOf('PayloadDescription')
    changed[place] = 'X'.charCodeAt(0)
    await writeFile(at('changed'), changed)
    expect((await verify('cms', at('changed'))).status).not.toBe(0)
  })
})
