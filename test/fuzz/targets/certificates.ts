import { createPrivateKey, sign, X509Certificate } from 'node:crypto'
import { readCertificate } from '../../../electron/pki/x509/certificate.ts'
import { readCsr } from '../../../electron/pki/x509/csr.ts'
import {
  children,
  DerError,
  readBits,
  readDer,
  readInteger,
  readOid,
  readText,
  readTime,
  type Element,
} from '../../../electron/pki/asn1/der-reader.ts'
import { bits, sequence, TAG } from '../../../electron/pki/asn1/der.ts'
import { describeCertificate } from '../../../electron/pki/x509/describe.ts'
import { readCrl } from '../../../electron/pki/read/crl.ts'
import { commonNameOf, nameToText, sameName, subjectValues } from '../../../electron/pki/x509/name.ts'
import { must, mustBeOneLine, type Corpus, type Target } from '../target.ts'

const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex')

/** Signs what was changed, as whoever has the key can: only then is it read to the end. Every other one stays as it is. */
function signedAgain(mutated: Buffer, { signer }: Corpus): Buffer {
  const [key] = signer
  if (!key || (mutated.at(-1) ?? 0) % 2 === 1) return mutated
  try {
    const [body] = children(readDer(mutated))
    if (!body) return mutated
    const signature = sign('sha256', body.whole, createPrivateKey(key))
    return Buffer.from(sequence(body.whole, SHA256_WITH_RSA, bits(signature)))
  } catch {
    return mutated
  }
}

const INTEGER = Buffer.of(TAG.integer)

function readPrimitive(element: Element): void {
  if (element.tag === TAG.integer) readInteger(element)
  else if (element.tag === TAG.enumerated) readInteger(readDer(Buffer.concat([INTEGER, element.whole.subarray(1)])))
  else if (element.tag === TAG.oid) readOid(element)
  else if (element.tag === TAG.bits) readBits(element)
  else if (element.tag === TAG.utcTime || element.tag === TAG.generalizedTime) readTime(element)
  else readText(element)
}

function walk(element: Element, depth: number): void {
  if ((element.tag & 0x20) === 0) readPrimitive(element)
  else if (depth < 20) for (const child of children(element)) walk(child, depth + 1)
}

/** The authority of the corpus, DER. */
function authorityOf({ signer }: Corpus): Uint8Array {
  return new X509Certificate(signer[1] ?? Buffer.alloc(0)).raw
}

/** Certificates, requests, revocation lists, and what they are made of. */
export const certificateTargets: readonly Target[] = [
  {
    name: 'der',
    from: ['certificate', 'request', 'crl', 'pkcs12', 'key'],
    mayThrow: [DerError],
    read: (input) => walk(readDer(input), 0),
  },
  {
    name: 'certificate',
    from: ['certificate'],
    read(input) {
      const { subject, issuer, serial, notAfter } = describeCertificate(input)
      mustBeOneLine(subject)
      mustBeOneLine(issuer)
      must(/^-?[0-9A-F]+$/.test(serial), 'a serial is hexadecimal', serial)
      must(!Number.isNaN(notAfter.getTime()), 'a date is one')
    },
  },
  {
    name: 'name',
    from: ['certificate'],
    mayThrow: [DerError],
    // The subject alone: longer ones than fit into a certificate that is read whole.
    finish(mutated) {
      try {
        return Buffer.from(readCertificate(mutated).subject)
      } catch {
        return mutated
      }
    },
    read(input) {
      mustBeOneLine(nameToText(input))
      commonNameOf(input)
      subjectValues(input)
      must(sameName(input, input), 'a name is the same as itself')
    },
  },
  {
    name: 'request',
    from: ['request'],
    finish: signedAgain,
    read(input) {
      mustBeOneLine(readCsr(input).subject)
    },
  },
  {
    name: 'crl',
    from: ['crl'],
    finish: signedAgain,
    read(input, corpus) {
      for (const { serial, revokedAt } of readCrl(input, { authority: [authorityOf(corpus)], now: Date.now() })
        .entries) {
        must(/^-?[0-9A-F]+$/.test(serial), 'a serial is hexadecimal', serial)
        must(!Number.isNaN(revokedAt.getTime()), 'a date is one')
      }
    },
  },
]
