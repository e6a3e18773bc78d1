import type { FileDiagnosis, FileItem, FileProblem } from '../../../../shared/contract/diagnosis.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import { forecastPkcs12 } from '../../../../shared/platforms/forecast.ts'
import { readCsr } from '../../../pki/x509/csr.ts'
import { DerError } from '../../../pki/asn1/der-reader.ts'
import { readPrivateKey, readPrivateKeyBlock } from '../../../pki/read/key.ts'
import { toDer } from '../../../pki/x509/pem.ts'
import {
  describeIdentities,
  type Found,
  type FoundKey,
  type KnownAuthority,
  type Surroundings,
} from './certificates.ts'
import { readSignedData } from '../../../pki/pkcs/signed-data.ts'
import { kindOfBlock } from '../../../pki/read/contents.ts'
import { otherKindOfLabel } from '../../../pki/read/other-kinds.ts'
import { readProfile } from './containers.ts'
import { describeCrl } from './crl.ts'
import { recogniseFile, type FileKind, type Recognised } from '../../../pki/read/kind.ts'
import { joinMaterial, type Material } from './material.ts'
import { factsOf, openPkcs12, outsideOf } from './pkcs12.ts'
import { message, messageOf, sentences, type Message } from '../../../../shared/messages/message.ts'

export interface InspectOptions {
  readonly name: string
  readonly bytes: Uint8Array
  /** Undefined: none was given. */
  readonly password: string | undefined
  readonly authorities: readonly KnownAuthority[]
  /** Milliseconds since 1970. */
  readonly now: number
}

type Report = Found & { readonly platforms: FileDiagnosis['platforms'] }

/** Lists of hundreds of thousands of revocations are the largest there are. Bytes. */
const MOST = 16 * 1_048_576
const MOST_BLOCKS = 200

const nothing: Report = { contents: [], problems: [], platforms: [] }

/** A failure of the catalogue as a problem of this file. */
function asProblem(error: unknown): FileProblem {
  if (error instanceof AppError) return error.toProblem()
  if (error instanceof DerError) return new AppError('authority/file-damaged', { problem: error.problem }).toProblem()
  throw error
}

async function caught(run: () => Promise<Found> | Found): Promise<Found> {
  try {
    return await run()
  } catch (error) {
    return { contents: [], problems: [asProblem(error)] }
  }
}

function join(parts: readonly Found[]): Found {
  return {
    contents: parts.flatMap((one) => one.contents),
    problems: parts.flatMap((one) => one.problems),
    material: joinMaterial(parts.map((one) => one.material)),
  }
}

function describeRequest(der: Uint8Array): Found {
  const { subject, keyType, names, spki } = readCsr(der)
  return { contents: [{ type: 'request', subject, keyType, names }], problems: [], material: { requests: [spki] } }
}

async function inspectPkcs12(bytes: Uint8Array, password: string | undefined, around: Surroundings): Promise<Report> {
  let outside
  try {
    outside = outsideOf(bytes)
  } catch (error) {
    return { ...nothing, problems: [asProblem(error)] }
  }
  const opened = await openPkcs12(bytes, password)
  const problems: FileProblem[] = []
  if (outside.integrity === 'none') problems.push(new AppError('authority/file-no-mac').toProblem())
  if ('error' in opened) problems.push(opened.error.toProblem())
  const contents = 'contents' in opened ? opened.contents : null
  const found = await describeIdentities(
    contents?.certificates.map((one) => one.certificate) ?? [],
    contents?.keys.map(({ pkcs8 }) => ({ pkcs8, encrypted: true })) ?? [],
    { ...around, forLogin: (contents?.keys.length ?? 0) > 0 },
  )
  const keyTypes = found.contents.flatMap((item) => (item.type === 'key' ? [item.keyType] : []))
  return {
    ...found,
    problems: [...problems, ...found.problems],
    platforms: forecastPkcs12(factsOf(outside, opened, password, keyTypes)),
  }
}

async function inspectPem({ blocks }: Recognised, password: string | undefined, around: Surroundings): Promise<Report> {
  const certificates: Uint8Array[] = []
  const keys: FoundKey[] = []
  const others: Found[] = []
  const containers: Report[] = []
  for (const block of blocks.slice(0, MOST_BLOCKS)) {
    const { der } = block
    switch (kindOfBlock(block)) {
      case 'certificate':
        certificates.push(der)
        break
      case 'request':
        others.push(await caught(() => describeRequest(der)))
        break
      case 'crl':
        others.push(await caught(() => describeCrl(der, around)))
        break
      case 'pkcs7':
        others.push(await caught(() => inspectSigned(der, around)))
        break
      case 'pkcs12':
        containers.push(await inspectPkcs12(der, password, around))
        break
      case 'key':
        others.push(
          await caught(async () => {
            const { pkcs8, wasEncrypted } = await readPrivateKeyBlock(block, password ?? null)
            keys.push({ pkcs8, encrypted: wasEncrypted })
            return { contents: [], problems: [] }
          }),
        )
        break
      case null: {
        const other = otherKindOfLabel(block.label)
        if (other) others.push({ contents: [], problems: [new AppError(other).toProblem()] })
      }
    }
  }
  const identities = await describeIdentities(certificates, keys, { ...around, forLogin: keys.length > 0 })
  // A text is nothing that devices import: what is said of the container holds of the binary form, which is in it.
  return { ...join([identities, ...containers, ...others]), platforms: containers.flatMap((one) => one.platforms) }
}

async function inspectSigned(bytes: Uint8Array, around: Surroundings): Promise<Found> {
  const { certificates, crls } = readSignedData(bytes)
  const lists = await Promise.all(crls.map((der) => caught(() => describeCrl(der, around))))
  return join([await describeIdentities(certificates.slice(0, MOST_BLOCKS), [], around), ...lists])
}

/** Platforms that read configuration profiles. */
function isApple({ platform }: FileDiagnosis['platforms'][number]): boolean {
  return /\.(?:ios|macos)-/.test(platform.id)
}

async function inspectProfile(
  xml: string,
  signed: boolean,
  password: string | undefined,
  around: Surroundings,
): Promise<Report | null> {
  const profile = readProfile(xml)
  if (!profile) return null
  const certificates = profile.certificates.flatMap((one) => toDer(one, ['CERTIFICATE']) ?? [])
  const inner = await Promise.all(
    profile.pkcs12.slice(0, 4).map((one) => inspectPkcs12(one.bytes, one.password ?? password, around)),
  )
  const item: FileItem = { type: 'profile', name: profile.name, payloads: [...profile.payloads], signed }
  const platforms = inner.flatMap((one) => one.platforms.filter(isApple))
  const joined = join([
    { contents: [item], problems: [] },
    await describeIdentities(certificates, [], around),
    // The password of an identity is asked for by the device: that it is needed is as it should be.
    ...inner.map(({ problems, ...rest }) => ({
      ...rest,
      problems: problems.filter(({ code }) => code !== 'authority/file-password-needed'),
    })),
  ])
  const elsewhere = {
    platform: message('fileDiagnosis.appleElsewhere'),
    imports: false,
    why: message('fileDiagnosis.appleOnly'),
  }
  return { ...joined, platforms: [...platforms, elsewhere] }
}

async function inspect(file: Recognised, options: InspectOptions): Promise<{ kind: FileKind; report: Report }> {
  const { password } = options
  const around: Surroundings = { now: options.now, authorities: options.authorities, forLogin: false }
  const plain = async (run: () => Promise<Found> | Found): Promise<{ kind: FileKind; report: Report }> => ({
    kind: file.kind,
    report: { ...(await caught(run)), platforms: [] },
  })
  switch (file.kind) {
    case 'pkcs12':
      return { kind: file.kind, report: await inspectPkcs12(file.der, password, around) }
    case 'pem':
      return { kind: file.kind, report: await inspectPem(file, password, around) }
    case 'certificate':
      return plain(() => describeIdentities([file.der], [], around))
    case 'request':
      return plain(() => describeRequest(file.der))
    case 'crl':
      return plain(() => describeCrl(file.der, around))
    case 'key':
    case 'encrypted-key':
      return plain(async () => {
        const { pkcs8, wasEncrypted } = await readPrivateKey(file.der, password ?? null)
        return describeIdentities([], [{ pkcs8, encrypted: wasEncrypted }], around)
      })
    case 'pkcs7': {
      // A signed configuration profile is PKCS#7 around the property list.
      const content = (() => {
        try {
          return readSignedData(file.der).content
        } catch {
          return null
        }
      })()
      const profile = content
        ? await inspectProfile(Buffer.from(content).toString('utf8'), true, password, around)
        : null
      return profile ? { kind: 'mobileconfig', report: profile } : plain(() => inspectSigned(file.der, around))
    }
    case 'mobileconfig': {
      const profile = await inspectProfile(Buffer.from(file.der).toString('utf8'), false, password, around)
      const problem = new AppError('authority/file-damaged', { problem: message('parts.read.notProfile') }).toProblem()
      return { kind: file.kind, report: profile ?? { ...nothing, problems: [problem] } }
    }
    case 'other': {
      const problem = new AppError(file.other ?? 'foreign/json').toProblem()
      return { kind: file.kind, report: { ...nothing, problems: [problem] } }
    }
    case 'damaged': {
      const problem = new AppError('authority/file-damaged', { problem: message('parts.read.altered') }).toProblem()
      return { kind: file.kind, report: { ...nothing, problems: [problem] } }
    }
    case 'unknown': {
      const wanted = message('parts.read.anything')
      const problem = new AppError('authority/file-nothing-found', { wanted }).toProblem()
      return { kind: file.kind, report: { ...nothing, problems: [problem] } }
    }
  }
}

/** What is counted in a file, in the order in which it is told. */
const COUNTED = ['certificate', 'key', 'request', 'crl'] as const

function summarise(kind: FileKind, contents: readonly FileItem[], problems: readonly FileProblem[]): Message {
  const parts = COUNTED.flatMap((type) => {
    const n = contents.filter((item) => item.type === type).length
    return n === 0 ? [] : [message(`fileDiagnosis.part.${type}`, { n })]
  })
  const is = message(`fileDiagnosis.kind.${kind}`)
  const [first] = problems
  if (kind === 'other' && first) return messageOf(first)
  if (kind === 'other' && first) return messageOf(first)
  return sentences(
    parts.length > 0
      ? message('fileDiagnosis.with', { kind: is, parts })
      : message('fileDiagnosis.alone', { kind: is }),
    first ? messageOf(first) : null,
  )
}

/** What a file is, and what of it can be compared with others. */
export interface Inspected {
  readonly report: FileDiagnosis
  readonly material: Material
}

/**
 * Says what a file is, what is wrong with it and where it can be imported. Never throws for what is in the file:
 * a wrong password, a missing MAC, an unknown algorithm and damage are problems with codes of their own. Keys are only
 * compared with certificates, and nothing is kept.
 */
export async function inspectFile(options: InspectOptions): Promise<Inspected> {
  if (options.bytes.length > MOST) throw new AppError('authority/file-too-large', { limit: '16 MiB' })
  const { kind, report } = await inspect(recogniseFile(options.bytes), options)
  const { contents, problems, platforms } = report
  const summary = summarise(kind, contents, problems)
  return {
    report: { name: options.name, kind, summary, contents, problems, platforms },
    material: joinMaterial([report.material]),
  }
}
