import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { recordHandshakes } from './handshakes.ts'
import { PASSWORD, type Add, type Corpus, type Kind } from './target.ts'
import { writeOwn } from './written.ts'

const KINDS: Readonly<Record<Kind, true>> = {
  signer: true,
  certificate: true,
  key: true,
  pkcs12: true,
  request: true,
  crl: true,
  index: true,
  profile: true,
  bundle: true,
  archive: true,
  database: true,
  backup: true,
  hello: true,
  flight: true,
}
const kinds = Object.keys(KINDS) as Kind[]

/** @param folder as `makeCorpus` answered */
export function loadCorpus(folder: string): Corpus {
  const of = (kind: Kind): Buffer[] => {
    const inside = path.join(folder, kind)
    const names = fs.existsSync(inside) ? fs.readdirSync(inside) : []
    return names.toSorted().map((name) => fs.readFileSync(path.join(inside, name)))
  }
  return Object.fromEntries(kinds.map((kind) => [kind, of(kind)])) as Record<Kind, Buffer[]>
}

/** Changes whenever what makes the files does: inputs of a seed are the same only over the same files. */
function version(): string {
  const hash = createHash('sha256')
  for (const source of ['corpus.ts', 'written.ts', 'handshakes.ts']) {
    hash.update(fs.readFileSync(fileURLToPath(new URL(source, import.meta.url))))
  }
  return hash.digest('hex').slice(0, 12)
}

/** Real files, made by openssl and by the program's own writers; those of an earlier run where they are the same. */
export async function makeCorpus(parent: string): Promise<string> {
  const folder = path.join(parent, version())
  if (fs.existsSync(folder)) return folder
  const temporary = `${folder}.${process.pid}`
  const work = path.join(temporary, 'work')
  fs.mkdirSync(work, { recursive: true })
  try {
    for (const kind of kinds) fs.mkdirSync(path.join(temporary, kind))
    const add: Add = (kind, name, bytes) => fs.writeFileSync(path.join(temporary, kind, name), bytes)
    makeWithOpenssl(work, add)
    await writeOwn(work, add)
    await recordHandshakes(work, add)
    fs.rmSync(work, { recursive: true })
    fs.renameSync(temporary, folder)
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true })
  }
  return folder
}

const CONFIG = `
[req]
prompt=no
distinguished_name=dn
[dn]
C=AT
O=Home, “Inc”
0.OU=one
1.OU=two
CN=Phone of Zoë
[ext]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=clientAuth,serverAuth
subjectAltName=DNS:nas.home.arpa,IP:192.168.1.2,IP:fd00::1,email:me@home.arpa,URI:https://nas.home.arpa/,dirName:dn
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
crlDistributionPoints=URI:http://nas.home.arpa/home.crl
[request]
subjectAltName=DNS:nas.home.arpa,IP:192.168.1.2
extendedKeyUsage=clientAuth
[list]
crlNumber=0x1234
[ca]
default_ca=own
[own]
dir=.
database=index.txt
new_certs_dir=.
serial=serial
crlnumber=crlnumber
default_md=sha256
default_crl_days=30
policy=any
unique_subject=no
[any]
commonName=optional
`

/** Ciphers that OpenSSL 3 has put aside. */
const LEGACY = ['-provider', 'legacy', '-provider', 'default']

function makeWithOpenssl(cwd: string, add: Add): void {
  const openssl = (...args: string[]): void =>
    void execFileSync('openssl', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
  const read = (name: string): Buffer => fs.readFileSync(path.join(cwd, name))
  const pass = ['-passin', `pass:${PASSWORD}`, '-passout', `pass:${PASSWORD}`]
  fs.writeFileSync(path.join(cwd, 'conf'), CONFIG)
  fs.writeFileSync(path.join(cwd, 'index.txt'), '')
  fs.writeFileSync(path.join(cwd, 'serial'), '4AD0F17C55E2\n')
  fs.writeFileSync(path.join(cwd, 'crlnumber'), '17\n')

  openssl('genrsa', '-out', 'ca.key', '2048')
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'ec.key')
  openssl('req', '-x509', '-new', '-key', 'ca.key', '-days', '3650', '-subj', '/CN=Home', '-out', 'ca.crt')
  openssl('req', '-new', '-key', 'ec.key', '-config', 'conf', '-utf8', '-reqexts', 'request', '-out', 'ec.csr')
  openssl('req', '-new', '-key', 'ca.key', '-config', 'conf', '-utf8', '-reqexts', 'request', '-out', 'rsa.csr')
  const sign = ['x509', '-req', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-days', '3000', '-extfile', 'conf']
  openssl(...sign, '-in', 'ec.csr', '-extensions', 'ext', '-set_serial', '0x7AD0F17C55E2', '-out', 'ec.crt')
  openssl(...sign, '-in', 'ec.csr', '-extensions', 'ext', '-set_serial', '-17', '-out', 'negative.crt')
  add('signer', '1-key', read('ca.key'))
  add('signer', '2-certificate', read('ca.crt'))
  for (const name of ['ca', 'ec', 'negative']) {
    openssl('x509', '-in', `${name}.crt`, '-outform', 'DER', '-out', `${name}.der`)
    add('certificate', `${name}.der`, read(`${name}.der`))
  }
  add('certificate', 'chain.pem', Buffer.concat([read('ec.crt'), read('ca.crt')]))
  for (const name of ['ec', 'rsa']) {
    openssl('req', '-in', `${name}.csr`, '-outform', 'DER', '-out', `${name}.req`)
    add('request', `${name}.csr`, read(`${name}.csr`))
    add('request', `${name}.der`, read(`${name}.req`))
  }

  const keys: Readonly<Record<string, readonly string[]>> = {
    'pkcs1.pem': ['rsa', '-in', 'ca.key', '-traditional'],
    'pkcs1.der': ['rsa', '-in', 'ca.key', '-traditional', '-outform', 'DER'],
    'aes.pem': ['rsa', '-in', 'ca.key', '-traditional', '-aes256', ...pass],
    'des3.pem': ['rsa', '-in', 'ca.key', '-traditional', '-des3', ...pass],
    'sec1-des3.pem': ['ec', '-in', 'ec.key', '-des3', ...pass],
    'pkcs8.der': ['pkcs8', '-topk8', '-in', 'ec.key', '-nocrypt', '-outform', 'DER'],
    'pbes2.der': ['pkcs8', '-topk8', '-in', 'ec.key', '-v2', 'aes256', '-iter', '100', '-outform', 'DER', ...pass],
    'pbes2-des3.pem': ['pkcs8', '-topk8', '-in', 'ec.key', '-v2', 'des3', '-iter', '100', ...pass],
    'pbe-3des.der': ['pkcs8', '-topk8', '-in', 'ec.key', '-v1', 'PBE-SHA1-3DES', '-outform', 'DER', ...pass],
    'pbes1.der': ['pkcs8', '-topk8', '-in', 'ec.key', '-v1', 'PBE-MD5-DES', '-outform', 'DER', ...LEGACY, ...pass],
    'scrypt.der': ['pkcs8', '-topk8', '-in', 'ec.key', '-scrypt', '-scrypt_N', '16', '-outform', 'DER', ...pass],
  }
  add('key', 'sec1.pem', read('ec.key'))
  for (const [name, args] of Object.entries(keys)) {
    openssl(...args, '-out', name)
    add('key', name, read(name))
  }

  const pair = ['pkcs12', '-export', '-in', 'ec.crt', '-inkey', 'ec.key', '-certfile', 'ca.crt', '-name', 'phone']
  const containers: Readonly<Record<string, readonly string[]>> = {
    modern: ['-iter', '100'],
    old: ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1', '-iter', '100'],
    rc2: ['-legacy', '-iter', '100'],
    open: ['-keypbe', 'NONE', '-certpbe', 'NONE', '-nomac'],
    'no-mac': ['-iter', '100', '-nomac'],
  }
  for (const [name, args] of Object.entries(containers)) {
    openssl(...pair, ...args, '-passout', `pass:${PASSWORD}`, '-out', name)
    add('pkcs12', `${name}.pfx`, read(name))
  }

  const authority = ['ca', '-batch', '-config', 'conf', '-cert', 'ca.crt', '-keyfile', 'ca.key', '-notext']
  openssl(...authority, '-gencrl', '-out', 'empty.crl')
  for (const name of ['ec', 'rsa']) openssl(...authority, '-days', '9', '-in', `${name}.csr`, '-out', `${name}-ca.crt`)
  openssl(...authority, '-revoke', 'ec-ca.crt', '-crl_reason', 'keyCompromise')
  openssl(...authority, '-gencrl', '-out', 'one.crl')
  openssl('crl', '-in', 'one.crl', '-outform', 'DER', '-out', 'one.der')
  for (const name of ['empty.crl', 'one.crl', 'one.der']) add('crl', name, read(name))
  add('index', 'index.txt', read('index.txt'))

  openssl('crl2pkcs7', '-certfile', 'ca.crt', '-in', 'one.crl', '-outform', 'DER', '-out', 'bundle.p7b')
  openssl('crl2pkcs7', '-certfile', 'ca.crt', '-nocrl', '-out', 'bundle.pem')
  add('bundle', 'bundle.p7b', read('bundle.p7b'))
  add('bundle', 'bundle.pem', read('bundle.pem'))
}
