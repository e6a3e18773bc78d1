import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createPublicKey, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto'
import { bits, integer, sequence } from '../../electron/pki/asn1/der.ts'
import type { Issued } from './openssl-pki.ts'

/** Fields of a certificate that no tool would write, DER each. */
export interface OddFields {
  readonly version: Uint8Array
  readonly subject: Uint8Array
  readonly validity: Uint8Array
}

/** A certificate with odd fields that an authority of openssl's really signed (ECDSA with SHA-256). */
export function signWithOpenssl(issuer: Issued, fields: OddFields): { cert: string; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = Buffer.from('300a06082a8648ce3d040302', 'hex')
  const name = issuerName(issuer.cert)
  const body = sequence(
    fields.version,
    integer(randomBytes(15).toString('hex').replace(/^0+/, '1')),
    algorithm,
    name,
    fields.validity,
    fields.subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('sha256', body, issuer.key)
  const der = sequence(body, algorithm, bits(signature))
  createPublicKey(issuer.cert)
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${(
      Buffer.from(der)
        .toString('base64')
        .match(/.{1,64}/g) ?? []
    ).join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** DER of the subject of a certificate, as openssl finds it. */
function issuerName(cert: string): Uint8Array {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-name-'))
  try {
    const file = path.join(folder, 'ca.der')
    fs.writeFileSync(file, new X509Certificate(cert).raw)
    const lines = execFileSync('openssl', ['asn1parse', '-inform', 'DER', '-in', file], { encoding: 'utf8' }).split(
      '\n',
    )
    // The SEQUENCEs at depth 2 are: algorithm, issuer, validity, subject, key.
    const found = lines.filter((line) => /d=2 .*cons: SEQUENCE/.test(line))[3]
    const [, offset = '0', head = '0', length = '0'] = /^\s*(\d+):d=2\s+hl=(\d+)\s+l=\s*(\d+)/.exec(found ?? '') ?? []
    return new X509Certificate(cert).raw.subarray(Number(offset), Number(offset) + Number(head) + Number(length))
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
}
