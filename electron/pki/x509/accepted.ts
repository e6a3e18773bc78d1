import { AppError } from '../../../shared/errors/index.ts'
import { parseCertificate, type Certificate } from '../path/certificate.ts'
import { constraintViolation, namesOf } from '../path/name-constraints.ts'
import { GENERAL_NAME, type GeneralName, type Subtree } from '../path/usage.ts'
import { checkPath, TLS_SECURITY_BITS } from '../path/validate.ts'
import { addressText } from './extensions.ts'
import { commonNameOf, nameToText } from './name.ts'
import type { Signer } from './sign.ts'

const chains = new WeakMap<Signer, readonly Certificate[]>()

/** The authorities that will stand above what a signer issues, itself first. */
function chainOf(signer: Signer): readonly Certificate[] {
  let chain = chains.get(signer)
  if (!chain) {
    chain = [signer.certificate, ...(signer.above ?? [])].map(parseCertificate)
    chains.set(signer, chain)
  }
  return chain
}

/** Whether one of the authorities above limits which names may be issued. */
export function isConstrained(signer: Signer): boolean {
  return chainOf(signer).some(({ usage }) => usage.nameConstraints !== null)
}

/**
 * Asks the door's own judgement about a certificate before it leaves: what would never get in is not issued. Signatures
 * and dates are not looked at, they have just been made.
 * @throws AppError authority/name-constraint, authority/name-excluded, authority/would-be-refused
 */
export function assertAccepted(der: Uint8Array, signer: Signer, purpose: 'client' | 'server'): void {
  const leaf = parseCertificate(der)
  const path = [leaf, ...chainOf(signer)]
  const problem = checkPath(path, { purpose, minSecurityBits: TLS_SECURITY_BITS, now: null, signatures: 'assumed' })
  if (!problem) return
  for (const authority of path.slice(1).toReversed()) throwConstraint(leaf, authority)
  const at = path[Math.max(1, problem.depth)] ?? leaf
  throw new AppError('authority/would-be-refused', { authority: nameOf(at), code: `X509_V_ERR_${problem.error}` })
}

function nameOf({ structure }: Certificate): string {
  return commonNameOf(structure.subject) ?? nameToText(structure.subject)
}

function throwConstraint(leaf: Certificate, authority: Certificate): void {
  const constraints = authority.usage.nameConstraints
  const found = constraints && constraintViolation(namesOf(leaf), constraints, true)
  if (!found) return
  const about = { authority: nameOf(authority), name: found.name }
  if (found.error === 'PERMITTED_VIOLATION') {
    throw new AppError('authority/name-constraint', { ...about, allowed: textOf(constraints.permitted), code: '47' })
  }
  if (found.error === 'EXCLUDED_VIOLATION') {
    throw new AppError('authority/name-excluded', { ...about, excluded: textOf(constraints.excluded), code: '48' })
  }
}

/** Subtrees in the words in which they are given (`constraintsFrom`): `home.arpa, 192.168.0.0/16`. */
function textOf(trees: readonly Subtree[]): string {
  return trees.map(({ base }) => subtreeText(base)).join(', ')
}

function subtreeText({ tag, contents }: GeneralName): string {
  if (tag === GENERAL_NAME.directory) return nameToText(contents)
  if (tag !== GENERAL_NAME.ip) return Buffer.from(contents).toString('latin1')
  const size = contents.length / 2
  const bits = contents.subarray(size).reduce((sum, byte) => sum + (byte.toString(2).match(/1/g)?.length ?? 0), 0)
  return `${addressText(contents.subarray(0, size))}/${bits}`
}
