import type { FileRelation } from '../../../../shared/contract/diagnosis.ts'
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

const called = ({ is }: Link): string => `“${is.commonName === '' ? is.subject : is.commonName}”`
const where = (placed: Placed<unknown>): string => placed.files.join(' and ')

function keys(files: readonly RelatedFile[], links: readonly Placed<Link>[]): FileRelation[] {
  const requests = gather(files, (one) => one.requests)
  const leaves = links.filter(({ value }) => !value.is.isCa)
  const relation = (kind: 'key' | 'request', holds: boolean, message: string, remedy: string | null): FileRelation => ({
    kind,
    holds,
    message,
    remedy,
    verify: null,
  })
  return gather(files, (one) => one.keys).flatMap((key) => {
    const owner = links.find(({ value }) => same(value.is.spki, key.value))
    const request = requests.find(({ value }) => same(value, key.value))
    if (owner) {
      const message = `The key in ${where(key)} belongs to the certificate ${called(owner.value)} in ${where(owner)}.`
      return [relation('key', true, message, null)]
    }
    if (request) {
      const message = `The key in ${where(key)} belongs to the request in ${where(request)}.`
      return [relation('request', true, message, null)]
    }
    if (leaves.length === 0 && requests.length === 0) return []
    const [only] = leaves
    const other =
      leaves.length === 1 && only ? `the certificate ${called(only.value)} in ${where(only)}` : 'any certificate here'
    return [
      relation(
        'key',
        false,
        `The key in ${where(key)} does not belong to ${other}.`,
        'Look for the key that the certificate was made with, or issue a new certificate for this key.',
      ),
    ]
  })
}

function requests(files: readonly RelatedFile[], links: readonly Placed<Link>[]): FileRelation[] {
  return gather(files, (one) => one.requests).flatMap((request): FileRelation[] => {
    const owner = links.find(({ value }) => same(value.is.spki, request.value))
    if (!owner) return []
    const message = `The certificate ${called(owner.value)} in ${where(owner)} was made for the request in ${where(request)}.`
    return [{ kind: 'request', holds: true, message, remedy: null, verify: null }]
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
    const way = path.map(called).join(' → ')
    if (code.number === 0) {
      const action = completed(leaf, path, options.files)
      const listed = lists.some((list) => list.issuerName === leaf.value.certificate.issuer)
      return {
        kind: 'chain',
        holds: true,
        message: `${way}: the chain is whole and reaches ${called(path.at(-1) ?? leaf.value)}${listed ? ', and it is not revoked' : ''}.`,
        remedy: action
          ? `${where(leaf)} does not have the intermediate in it: servers and devices want it along.`
          : null,
        verify,
        ...(action ? { action } : {}),
      }
    }
    const meaning = meaningOf(code.name)
    return {
      kind: code.name === 'X509_V_ERR_CERT_REVOKED' || code.name.includes('_CRL_') ? 'crl' : 'chain',
      holds: false,
      message:
        `${way}: ${code.text} (verify code ${code.number}, at ${called(at)}). ${meaning?.explanation ?? ''}`.trim(),
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
        message: `The revocation list names “${list.issuer}” as its issuer, but was not signed with the key of the certificate in ${issuers.map(where).join(' and ')}.`,
        remedy: 'There are two authorities of one name: use the list and the certificate of the same one.',
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
