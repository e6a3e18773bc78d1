import { createPrivateKey, sign } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signCrl } from '../../electron/pki/x509/crl.ts'
import { issueAuthority, issueDevice, newSerial } from '../../electron/pki/x509/issue.ts'
import { generateKeyPair } from '../../electron/pki/x509/keys.ts'
import { exportDevice } from '../../electron/engine/device/export/index.ts'
import { PASSPHRASE, startEngine } from '../support/engine.ts'
import { runTool } from '../support/external-tool.ts'
import { median, type Figure } from './figure.ts'

/** RSA key generation varies by a factor of ten from key to key: the mean of many says more than one. */
const ROUNDS = 30

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}

const rounded = (value: number): number => Math.round(value * 100) / 100

async function openssl(folder: string, line: string): Promise<void> {
  const { status, text } = await runTool('openssl', line.split(' '), { cwd: folder })
  if (status !== 0) throw new Error(`openssl ${line}: ${text}`)
}

/** Adding a device and exporting its PKCS#12 beside the three openssl commands for the same; bulk work by itself. */
export async function benchIssue(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vestibule-bench-'))
  try {
    return [await deviceAndExport(folder), ...(await bulk()), ...(await atOnce())]
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function deviceAndExport(folder: string): Promise<Figure> {
  const now = new Date()
  const signer = await issueAuthority({ name: 'Bench', key: 'rsa3072', days: 3650, now })
  const ours = async (): Promise<void> => {
    const { spki, pkcs8 } = await generateKeyPair('rsa2048')
    const certificate = await issueDevice({ signer, commonName: 'Phone', publicKey: spki, days: 365, now })
    await exportDevice({
      format: 'pfx',
      profile: 'compatible',
      platform: 'iphone',
      deviceName: 'Phone',
      authorityName: 'Bench',
      pkcs8,
      certificate,
      chain: [signer.certificate],
      stableId: 'bench',
      now,
    })
  }
  await openssl(folder, 'req -x509 -newkey rsa:3072 -nodes -keyout ca.key -subj /CN=Bench -days 3650 -out ca.crt')
  const theirs = async (): Promise<void> => {
    await openssl(folder, 'req -new -newkey rsa:2048 -nodes -keyout d.key -subj /CN=Phone -out d.csr')
    await openssl(folder, 'x509 -req -in d.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -out d.crt')
    await openssl(
      folder,
      'pkcs12 -export -in d.crt -inkey d.key -certfile ca.crt -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -passout pass:bench -out d.pfx',
    )
  }
  await ours()
  await theirs()
  let own = 0
  let reference = 0
  // Turn about, so that whatever else the computer does hits both.
  for (let round = 0; round < ROUNDS; round++) {
    own += await timed(ours)
    reference += await timed(theirs)
  }
  return {
    name: 'add a device (RSA-2048) and export its .pfx',
    value: rounded(own / ROUNDS),
    unit: 'ms',
    reference: rounded(reference / ROUNDS),
    ratio: rounded(own / reference),
  }
}

/** Certificates at a time, turn about with the library's own signatures. */
const EACH = 50

async function bulk(): Promise<Figure[]> {
  const now = new Date()
  const signer = await issueAuthority({ name: 'Bench', key: 'p256', days: 3650, now })
  const { spki } = await generateKeyPair('p256')
  const issue = async (): Promise<void> => {
    for (let index = 0; index < EACH; index++) {
      await issueDevice({ signer, commonName: `Device ${index}`, publicKey: spki, days: 365, now })
    }
  }
  // What the library alone does with as many bytes.
  const key = createPrivateKey({ key: Buffer.from(signer.pkcs8), format: 'der', type: 'pkcs8' })
  const bytes = Buffer.alloc(400, 7)
  const native = async (): Promise<void> => {
    for (let index = 0; index < EACH; index++) sign('sha256', bytes, key)
  }
  const [issuing, signing]: [number[], number[]] = [[], []]
  for (let round = 0; round < 1000 / EACH; round++) {
    issuing.push(await timed(issue))
    signing.push(await timed(native))
  }
  const rate = (taken: readonly number[]): number => Math.round((1000 * EACH) / median(taken))
  const entries = Array.from({ length: 10_000 }, () => ({
    serial: newSerial(),
    revokedAt: now,
    reason: 'superseded' as const,
  }))
  const list = await timed(() => signCrl({ signer, number: 1, thisUpdate: now, nextUpdate: now, entries }))
  return [
    {
      name: 'issue 1,000 P-256 client certificates, beside native signing',
      value: rate(issuing),
      unit: '/s',
      reference: rate(signing),
      ratio: rounded(rate(issuing) / rate(signing)),
    },
    { name: 'sign a revocation list with 10,000 entries', value: rounded(list), unit: 'ms' },
  ]
}

/**
 * The longest turn of the event loop, in processor time: how long it waits for the disk and for other programs says
 * nothing about this one. @returns what ends the watch, and says how many milliseconds
 */
function watchTurns(): () => number {
  let longest = 0
  let before = process.threadCpuUsage()
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
    before = process.threadCpuUsage()
  }, 1)
  return () => {
    clearInterval(timer)
    return longest
  }
}

const AT_ONCE = 60

/** Many devices at the same time, in a whole engine: as fast as the keys alone, and the program goes on meanwhile. */
async function atOnce(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vestibule-bench-'))
  const { client, engine } = await startEngine(folder, { startSites: false })
  try {
    await client.call('authority.create', { name: 'Bench', passphrase: PASSPHRASE })
    const many = (work: (index: number) => Promise<unknown>): Promise<number> =>
      timed(() => Promise.all(Array.from({ length: AT_ONCE }, (_, index) => work(index))))
    await client.call('device.add', { name: 'The first', key: 'rsa2048' })
    const native = await many(() => generateKeyPair('rsa2048'))
    const held = watchTurns()
    const ours = await many((index) => client.call('device.add', { name: `Device ${index}`, key: 'rsa2048' }))
    const longest = held()
    return [
      {
        name: `add ${AT_ONCE} devices (RSA-2048) at once, beside their keys alone`,
        value: rounded(ours / AT_ONCE),
        unit: 'ms',
        reference: rounded(native / AT_ONCE),
        ratio: rounded(ours / native),
      },
      { name: '… and the longest that the event loop was held up by it', value: rounded(longest), unit: 'ms' },
    ]
  } finally {
    await engine.close()
    await rm(folder, { recursive: true })
  }
}
