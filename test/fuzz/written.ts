import { execFileSync } from 'node:child_process'
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Encrypter } from 'age-encryption'
import { DATABASE, MANIFEST, SERVICE_KEY } from '../../electron/engine/backup/manifest.ts'
import { padding, trailer, writeHeader } from '../../electron/engine/backup/tar.ts'
import { writeMobileConfig } from '../../electron/engine/device/export/mobileconfig.ts'
import { writePkcs12 } from '../../electron/pki/pkcs/pkcs12.ts'
import { APPLICATION_ID } from '../../electron/engine/store/database.ts'
import { KNOWN_SCHEMA, migrate } from '../../electron/engine/store/migrations.ts'
import { PASSWORD, type Add } from './target.ts'

/** Of backups. A low factor: what is judged is the reading, not the guessing. */
const WORK_FACTOR = 2

/** An age file around bytes. */
export async function sealAge(bytes: Uint8Array): Promise<Buffer> {
  const encrypter = new Encrypter()
  encrypter.setScryptWorkFactor(WORK_FACTOR)
  encrypter.setPassphrase(PASSWORD)
  return Buffer.from(await encrypter.encrypt(bytes))
}

/** The archive of a backup, not yet encrypted, whose manifest tells the truth about its database. */
export function writeArchive(database: Uint8Array): Buffer {
  const files = [
    { name: DATABASE, bytes: database },
    { name: SERVICE_KEY, bytes: Buffer.alloc(32, 7) },
  ]
  const manifest = {
    format: 'vestibule-backup',
    version: 1,
    created: '2026-11-20T12:00:00.000Z',
    program: '0.1.0',
    schema: KNOWN_SCHEMA,
    counts: { authorities: 0, devices: 0, certificates: 0, revocations: 0, sites: 0 },
    files: files.map(({ name, bytes }) => ({
      name,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
  }
  const all = [{ name: MANIFEST, bytes: Buffer.from(JSON.stringify(manifest)) }, ...files]
  const parts = all.flatMap(({ name, bytes }) => [
    writeHeader({ name, size: bytes.length }, Date.parse(manifest.created)),
    bytes,
    padding(bytes.length),
  ])
  return Buffer.concat([...parts, trailer()])
}

function emptyDatabase(file: string): Buffer {
  const database = new DatabaseSync(file)
  migrate(database)
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
  database.exec('VACUUM')
  database.close()
  return fs.readFileSync(file)
}

/** What the program's own writers make, with the certificates in `work`. */
export async function writeOwn(work: string, add: Add): Promise<void> {
  const read = (name: string): Buffer => fs.readFileSync(path.join(work, name))
  const certificate = new X509Certificate(read('ec.crt')).raw
  const chain = [new X509Certificate(read('ca.crt')).raw]
  const pkcs8 = createPrivateKey(read('ec.key')).export({ type: 'pkcs8', format: 'der' })
  const pkcs12 = await writePkcs12({
    // The iterations of the modern one take longer than everything else about it.
    profile: 'compatible',
    password: PASSWORD,
    friendlyName: 'Phone',
    pkcs8,
    certificate,
    chain,
  })
  add('pkcs12', 'own.pfx', pkcs12)
  const names = { deviceName: 'Zoë’s <phone> & more', authorityName: 'Home', stableId: 'd1' }
  const profile = writeMobileConfig({ ...names, pkcs12, chain })
  add('profile', 'own.mobileconfig', profile)
  fs.writeFileSync(path.join(work, 'profile'), profile)
  const sign = ['smime', '-sign', '-nodetach', '-binary', '-signer', 'ca.crt', '-inkey', 'ca.key', '-in', 'profile']
  execFileSync('openssl', [...sign, '-outform', 'DER', '-out', 'signed'], { cwd: work, stdio: 'ignore' })
  add('profile', 'signed.mobileconfig', read('signed'))
  const database = emptyDatabase(path.join(work, 'db'))
  add('database', 'empty.db', database)
  add('archive', 'backup.tar', writeArchive(database))
  add('backup', 'backup.age', await sealAge(writeArchive(database)))
}
