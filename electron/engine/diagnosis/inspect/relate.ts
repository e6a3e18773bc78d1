import type { FileRelation } from '../../../../shared/contract/diagnosis.ts'
import { message, sentences } from '../../../../shared/messages/message.ts'
import { meaningOf } from '../../../../shared/verify/meaning.ts'
import { toPem } from '../../../pki/x509/pem.ts'
import { safeFileName } from '../../device/export/file-name.ts'
import type { KnownAuthority } from './certificates.ts'
import type { RevocationList } from '../../../pki/x509/crl-list.ts'
import type { Material } from './material.ts'
import { listObjection } from '../../../pki/path/crl.ts'
import { readLink, readList, verifyPath, type Link } from './path.ts'

/** One of several files. */
export interface RelatedFile {
  readonly name: string
  readonly material: Material
}

export interface RelateOptions {
  readonly files: readonly RelatedFile[]
  /** Authorities of this app: what chains must reach when no authority was dropped. */
  readonly authorities: readonly KnownAuthority[]
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Every certificate is compared with every other: nobody has more at hand that belong together. */
const MOST = 100

interface Placed<T> {
  readonly value: T
  /** Names of the files it is in. */
  readonly files: readonly string[]
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

/** Each distinct piece once, with the files it is in. */
function gather(
  files: readonly RelatedFile[],
  pick: (material: Material) => readonly Uint8Array[],
): Placed<Uint8Array>[] {
  const found = new Map<string, { value: Uint8Array; files: string[] }>()
  for (const { name, material } of files) {
    for (const value of pick(material)) {
      const key = Buffer.from(value).toString('base64')
      const placed = found.get(key) ?? { value, files: [] }
      if (!placed.files.includes(name)) placed.files.push(name)
      found.set(key, placed)
    }
  }
  return [...found.values()]
}

const called = ({ is }: Link): string => (is.commonName === '' ? is.subject : is.commonName)

function keys(files: readonly RelatedFile[], links: readonly Placed<Link>[]): FileRelation[] {
  const requests = gather(files, (one) => one.requests)
  const leaves = links.filter(({ value }) => !value.is.isCa)
  return gather(files, (one) => one.keys).flatMap((key): FileRelation[] => {
    const owner = links.find(({ value }) => same(value.is.spki, key.value))
    const request = requests.find(({ value }) => same(value, key.value))
    const fits = { holds: true, remedy: null, verify: null } as const
    if (owner) {
      const values = { files: key.files, name: called(owner.value), owners: owner.files }
      return [{ ...fits, kind: 'key', message: message('fileDiagnosis.relation.key', values) }]
    }
    if (request) {
      const values = { files: key.files, owners: request.files }
      return [{ ...fits, kind: 'request', message: message('fileDiagnosis.relation.keyRequest', values) }]
    }
    if (leaves.length === 0 && requests.length === 0) return []
    const [only] = leaves
    const not =
      leaves.length === 1 && only
        ? message('fileDiagnosis.relation.keyOther', { files: key.files, name: called(only.value), owners: only.files })
        : message('fileDiagnosis.relation.keyNone', { files: key.files })
    const remedy = message('fileDiagnosis.relation.keyRemedy')
    return [{ kind: 'key', holds: false, message: not, remedy, verify: null }]
  })
}

function requests(files: readonly RelatedFile[], links: readonly Placed<Link>[]): FileRelation[] {
  return gather(files, (one) => one.requests).flatMap((request): FileRelation[] => {
    const owner = links.find(({ value }) => same(value.is.spki, request.value))
    if (!owner) return []
    const values = { name: called(owner.value), owners: owner.files, files: request.files }
    const fits = message('fileDiagnosis.relation.request', values)
    return [{ kind: 'request', holds: true, message: fits, remedy: null, verify: null }]
  })
}

/** A leaf with its intermediates, where the file that it is in does not have them. */
function completed(leaf: Placed<Link>, path: readonly Link[], files: readonly RelatedFile[]): FileRelation['action'] {
  const between = path.slice(1).filter(({ certificate }) => !certificate.selfIssued)
  const whole = files.some(
    ({ name, material }) =>
      leaf.files.includes(name) && between.every((link) => material.certificates.some((der) => same(der, link.is.der))),
  )
  if (between.length === 0 || whole) return undefined
  const pem = [leaf.value, ...between].map((link) => toPem('CERTIFICATE', link.is.der)).join('')
  return { kind: 'save-chain', fileName: safeFileName(`${leaf.value.is.commonName}-fullchain`, 'pem'), pem }
}

function chains(
  options: RelateOptions,
  links: readonly Placed<Link>[],
  lists: readonly RevocationList[],
): FileRelation[] {
  const dropped = links.filter(({ value }) => value.is.isCa).map(({ value }) => value)
  const own = options.authorities.flatMap(({ certificate }) => readLink(certificate) ?? [])
  const roots = dropped.filter(({ certificate }) => certificate.selfIssued)
  const authorities = roots.length > 0 ? dropped : [...dropped, ...own]
  // A device by itself says nothing about files: that it was issued here stands with the file.
  if (dropped.length === 0 && lists.length === 0) return []
  const leaves = links.filter(({ value }) => !value.is.isCa)
  // Only authorities: then it is about them.
  const subjects = leaves.length > 0 ? leaves : links.filter(({ value }) => !value.certificate.selfIssued)
  return subjects.map((leaf): FileRelation => {
    const { path, code, at } = verifyPath({ leaf: leaf.value, authorities, lists, now: options.now })
    const verify = { number: code.number, name: code.name }
    const way = path.map((link) => message('text.quoted', { text: called(link) }))
    if (code.number === 0) {
      const action = completed(leaf, path, options.files)
      const listed = lists.some((list) => list.issuerName === leaf.value.certificate.issuer)
      return {
        kind: 'chain',
        holds: true,
        message: message(`fileDiagnosis.relation.${listed ? 'chainListed' : 'chain'}`, {
          way,
          root: called(path.at(-1) ?? leaf.value),
        }),
        remedy: action ? message('fileDiagnosis.relation.incomplete', { files: leaf.files }) : null,
        verify,
        ...(action ? { action } : {}),
      }
    }
    const meaning = meaningOf(code.name)
    return {
      kind: code.name === 'X509_V_ERR_CERT_REVOKED' || code.name.includes('_CRL_') ? 'crl' : 'chain',
      holds: false,
      message: sentences(
        message('fileDiagnosis.relation.broken', { way, text: code.text, number: code.number, at: called(at) }),
        meaning?.explanation ?? null,
      ),
      remedy: meaning?.fix ?? null,
      verify,
    }
  })
}

/** Lists that nobody here has signed, although their issuer is here. */
function strayLists(links: readonly Placed<Link>[], lists: readonly RevocationList[], now: number): FileRelation[] {
  const others = links.map(({ value }) => value.certificate)
  return lists.flatMap((list): FileRelation[] => {
    const issuers = links.filter(({ value }) => value.is.isCa && value.certificate.subject === list.issuerName)
    const isSigned = ({ value }: Placed<Link>): boolean => {
      const objection = listObjection(list, { authority: [value.certificate], others, now })
      return objection !== 'signature' && objection !== 'unknown-algorithm'
    }
    if (issuers.length === 0 || issuers.some(isSigned)) return []
    return [
      {
        kind: 'crl',
        holds: false,
        message: message('fileDiagnosis.relation.stray', {
          issuer: list.issuer,
          files: issuers.flatMap(({ files }) => files),
        }),
        remedy: message('fileDiagnosis.relation.strayRemedy'),
        verify: { number: 8, name: 'X509_V_ERR_CRL_SIGNATURE_FAILURE' },
      },
    ]
  })
}

/** What several files are to each other. Pure. */
export function relateFiles(options: RelateOptions): FileRelation[] {
  const certificates = gather(options.files, (one) => one.certificates).slice(0, MOST)
  const links = certificates.flatMap(({ value, files }) => {
    const link = readLink(value)
    return link ? [{ value: link, files }] : []
  })
  const lists = gather(options.files, (one) => one.lists).flatMap(({ value }) => readList(value) ?? [])
  return [
    ...keys(options.files, links),
    ...requests(options.files, links),
    ...chains(options, links, lists),
    ...strayLists(links, lists, options.now),
  ]
}
