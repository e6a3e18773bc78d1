import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** A certificate made by openssl, so that nothing in these tests comes from the program that is tested. */
export interface Issued {
  readonly cert: string
  readonly key: string
  readonly fingerprint: string
  readonly serial: string
}

export interface LeafOptions {
  readonly cn: string
  readonly o?: string
  readonly ou?: string
  readonly eku?: 'clientAuth' | 'serverAuth' | 'OCSPSigning'
  readonly san?: string
  /** Where its status is told: goes into its authorityInfoAccess. */
  readonly ocsp?: string
  /** Arguments of `openssl ca`: YYYYMMDDHHMMSSZ. */
  readonly from?: string
  readonly to?: string
}

/** An authority run by openssl in a folder of its own. */
export interface OpensslAuthority extends Issued {
  leaf(options: LeafOptions): Issued
  /** An authority below this one. */
  intermediate(cn: string): OpensslAuthority
}

let folder: string | null = null

function work(): string {
  folder ??= fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-pki-'))
  process.once('exit', () => folder && fs.rmSync(folder, { recursive: true, force: true }))
  return fs.mkdtempSync(path.join(folder, 'ca-'))
}

function openssl(cwd: string, ...args: string[]): string {
  return execFileSync('openssl', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
}

function issued(dir: string, name: string): Issued {
  const cert = fs.readFileSync(path.join(dir, `${name}.crt`), 'utf8')
  const parsed = new X509Certificate(cert)
  return {
    cert,
    key: fs.readFileSync(path.join(dir, `${name}.key`), 'utf8'),
    fingerprint: createHash('sha256').update(parsed.raw).digest('hex').toUpperCase(),
    // BoringSSL writes small letters.
    serial: parsed.serialNumber.toUpperCase().replace(/^0+(?=.)/, ''),
  }
}

const CONFIG = `
[ca]
default_ca = own
[own]
dir = .
new_certs_dir = .
database = index.txt
serial = serial
private_key = ca.key
certificate = ca.crt
default_md = sha256
default_days = 30
policy = any
copy_extensions = none
unique_subject = no
[any]
organizationName = optional
organizationalUnitName = optional
commonName = supplied
`

function authorityIn(dir: string): OpensslAuthority {
  let count = 0
  fs.writeFileSync(path.join(dir, 'ca.cnf'), CONFIG)
  fs.writeFileSync(path.join(dir, 'index.txt'), '')
  fs.writeFileSync(path.join(dir, 'serial'), '4AD0F17C55E2\n')
  const sign = (name: string, subject: string, extensions: string, dates: string[]): Issued => {
    openssl(dir, 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`)
    openssl(dir, 'req', '-new', '-key', `${name}.key`, '-subj', subject, '-utf8', '-out', `${name}.csr`)
    fs.writeFileSync(path.join(dir, `${name}.ext`), extensions)
    openssl(
      dir,
      'ca',
      '-batch',
      '-notext',
      '-utf8',
      '-config',
      'ca.cnf',
      '-in',
      `${name}.csr`,
      '-out',
      `${name}.crt`,
      '-extfile',
      `${name}.ext`,
      ...dates,
    )
    return issued(dir, name)
  }
  return {
    ...issued(dir, 'ca'),
    leaf({ cn, o, ou, eku = 'clientAuth', san, ocsp, from, to }) {
      const extensions = [
        'basicConstraints=critical,CA:FALSE',
        'keyUsage=critical,digitalSignature',
        `extendedKeyUsage=${eku}`,
        'subjectKeyIdentifier=hash',
        'authorityKeyIdentifier=keyid',
        ...(san === undefined ? [] : [`subjectAltName=${san}`]),
        ...(ocsp === undefined ? [] : [`authorityInfoAccess=OCSP;URI:${ocsp}`]),
      ]
      const dates = [...(from === undefined ? [] : ['-startdate', from]), ...(to === undefined ? [] : ['-enddate', to])]
      count += 1
      const above = `${o === undefined ? '' : `/O=${o}`}${ou === undefined ? '' : `/OU=${ou}`}`
      return sign(`leaf${count}`, `${above}/CN=${cn}`, extensions.join('\n'), dates)
    },
    intermediate(cn) {
      count += 1
      const made = sign(
        `int${count}`,
        `/CN=${cn}`,
        'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid',
        [],
      )
      const below = work()
      fs.writeFileSync(path.join(below, 'ca.crt'), made.cert)
      fs.writeFileSync(path.join(below, 'ca.key'), made.key)
      return authorityIn(below)
    },
  }
}

/** A self-signed root. */
export function opensslAuthority(cn: string): OpensslAuthority {
  const dir = work()
  openssl(dir, 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'ca.key')
  openssl(
    dir,
    'req',
    '-x509',
    '-new',
    '-key',
    'ca.key',
    '-sha256',
    '-days',
    '30',
    '-subj',
    `/CN=${cn}`,
    '-out',
    'ca.crt',
    '-addext',
    'keyUsage=critical,keyCertSign,cRLSign',
  )
  return authorityIn(dir)
}

/** A certificate that nobody but itself vouches for. `keyUsage` is in openssl's words; without it there is none. */
export function selfSigned(
  cn: string,
  eku: 'clientAuth' | 'serverAuth' = 'clientAuth',
  keyUsage: string | null = null,
): Issued {
  const dir = work()
  openssl(dir, 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'self.key')
  openssl(
    dir,
    'req',
    '-x509',
    '-new',
    '-key',
    'self.key',
    '-sha256',
    '-days',
    '30',
    '-subj',
    `/CN=${cn}`,
    '-out',
    'self.crt',
    '-addext',
    'basicConstraints=critical,CA:FALSE',
    '-addext',
    `extendedKeyUsage=${eku}`,
    ...(keyUsage === null ? [] : ['-addext', `keyUsage=critical,${keyUsage}`]),
  )
  return issued(dir, 'self')
}
