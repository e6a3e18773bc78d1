import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RevocationReason } from '../../../../shared/contract/common.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import { describeCertificate, type CertificateDescription } from '../describe.ts'
import { importAuthority, issuedBy, type ImportedAuthority, type ImportedIssued } from './authority.ts'
import { readCrl, type ImportedCrl } from './crl.ts'

/** One line of OpenSSL's `index.txt`. */
export interface IndexEntry {
  /** Upper-case hexadecimal without leading zeros. */
  readonly serial: string
  readonly status: 'valid' | 'revoked' | 'expired'
  readonly revokedAt: Date | null
  readonly reason: RevocationReason
  /** As OpenSSL writes it: `/CN=alice`. */
  readonly subject: string
}

const STATUS = { V: 'valid', R: 'revoked', E: 'expired' } as const
const REASONS: Readonly<Record<string, RevocationReason>> = {
  keyCompromise: 'key-compromise',
  CACompromise: 'key-compromise',
  superseded: 'superseded',
  cessationOfOperation: 'cessation',
  affiliationChanged: 'cessation',
  certificateHold: 'hold',
}

function indexTime(text: string): Date | null {
  const match = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!match) return null
  const [year = 0, month = 0, ...rest] = match.slice(1).map(Number)
  const full = year >= 100 ? year : year + (year < 50 ? 2000 : 1900)
  return new Date(Date.UTC(full, month - 1, rest[0], rest[1], rest[2], rest[3]))
}

/** Reads `index.txt` of `openssl ca` and easy-rsa; lines that are none are left out. */
export function readIndex(text: string): IndexEntry[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [mark = '', , revocation = '', serial = '', , subject = ''] = line.split('\t')
    if (!(mark in STATUS) || !/^[0-9A-Fa-f]{1,40}$/.test(serial)) return []
    const [when = '', reason = ''] = revocation.split(',')
    return [
      {
        serial: serial.toUpperCase().replace(/^0+(?=.)/, ''),
        status: STATUS[mark as keyof typeof STATUS],
        revokedAt: mark === 'R' ? indexTime(when) : null,
        reason: REASONS[reason] ?? 'unspecified',
        subject,
      },
    ]
  })
}

interface ImportedDevice extends ImportedIssued {
  readonly revoked: { readonly at: Date; readonly reason: RevocationReason } | null
  /** File of the private key beside it, when there is one: it is read only when the user wants it along. */
  readonly keyFile: string | null
}

/** Everything an easy-rsa `pki/` folder holds. */
export interface ImportedFolder {
  readonly authority: ImportedAuthority
  readonly issued: readonly ImportedDevice[]
  readonly crl: ImportedCrl | null
  /** Files that could not be used, and why. */
  readonly problems: readonly { readonly file: string; readonly code: string; readonly message: string }[]
}

const MAX_FILE = 1_048_576
const MAX_FILES = 20_000

async function readOptional(path: string): Promise<Buffer | null> {
  try {
    if ((await stat(path)).size > MAX_FILE) throw new AppError('authority/file-too-large', { limit: '1 MiB' })
    return await readFile(path)
  } catch (error) {
    if (error instanceof AppError) throw error
    return null
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => /\.(?:crt|pem)$/.test(name)).slice(0, MAX_FILES)
}

/**
 * Reads an easy-rsa (version 3) folder; nothing in it is changed. The authority must be good; files of devices that
 * are not end up in `problems`. @param options.password of the CA key, null when none was given
 * @throws AppError authority/folder-unreadable and those of `importAuthority`
 */
export async function importEasyRsa(options: {
  folder: string
  password: string | null
  now: Date
}): Promise<ImportedFolder> {
  const { folder, password, now } = options
  const certificate = await readOptional(join(folder, 'ca.crt'))
  if (!certificate) throw new AppError('authority/folder-unreadable', { file: 'ca.crt' })
  const key = await readOptional(join(folder, 'private', 'ca.key'))
  const authority = await importAuthority({ certificate, key, password, now })

  const problems: { file: string; code: string; message: string }[] = []
  const note = (file: string, error: unknown): void => {
    if (!(error instanceof AppError)) throw error
    problems.push({ file, code: error.code, message: error.message })
  }
  const index = new Map(
    readIndex(String((await readOptional(join(folder, 'index.txt'))) ?? '')).map((e) => [e.serial, e]),
  )
  const found = await readLeaves(folder, note)
  const issued = issuedBy(
    authority.certificate.der,
    [...found.values()].map((leaf) => leaf.certificate),
  )
  let crl: ImportedCrl | null = null
  try {
    const bytes = await readOptional(join(folder, 'crl.pem'))
    crl = bytes ? readCrl(bytes, authority.certificate.der) : null
  } catch (error) {
    note('crl.pem', error)
  }
  const listed = new Map(crl?.entries.map((entry) => [entry.serial, entry]))
  return {
    authority,
    crl,
    problems,
    issued: issued.map((one) => {
      const { serial, fingerprint } = one.certificate
      const line = index.get(serial)
      const at = line?.revokedAt ?? listed.get(serial)?.revokedAt
      const reason = line?.revokedAt ? line.reason : (listed.get(serial)?.reason ?? 'unspecified')
      return { ...one, revoked: at ? { at, reason } : null, keyFile: found.get(fingerprint)?.keyFile ?? null }
    }),
  }
}

interface Leaf {
  readonly certificate: CertificateDescription
  readonly keyFile: string | null
}

/** Certificates by fingerprint: the named ones first, then those that are kept by serial only. */
async function readLeaves(folder: string, note: (file: string, error: unknown) => void): Promise<Map<string, Leaf>> {
  const leaves = new Map<string, Leaf>()
  for (const sub of ['issued', 'certs_by_serial', join('revoked', 'certs_by_serial')]) {
    for (const name of await filesIn(join(folder, sub))) {
      try {
        const bytes = await readOptional(join(folder, sub, name))
        if (!bytes) continue
        const certificate = describeCertificate(bytes)
        const keyFile = join(folder, 'private', name.replace(/\.(?:crt|pem)$/, '.key'))
        const hasKey = sub === 'issued' && (await stat(keyFile).catch(() => null)) !== null
        if (!leaves.has(certificate.fingerprint)) {
          leaves.set(certificate.fingerprint, { certificate, keyFile: hasKey ? keyFile : null })
        }
      } catch (error) {
        note(join(sub, name), error)
      }
    }
  }
  return leaves
}
