import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { contentsOf } from '../../../electron/pki/read/contents.ts'
import { readCertificateFile, readRequestFile } from '../../../electron/pki/read/front.ts'
import { readIdentity } from '../../../electron/pki/read/identity.ts'
import { readPrivateKey } from '../../../electron/pki/read/key.ts'
import { needs } from '../../support/programs.ts'

needs('openssl')

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-foreign-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
const openssl = (...args: readonly string[]): Buffer =>
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
const read = (name: string): Buffer => fs.readFileSync(path.join(folder, name))

openssl(
  'req',
  '-x509',
  '-newkey',
  'rsa:2048',
  '-nodes',
  '-keyout',
  'k.pem',
  '-out',
  'c.pem',
  '-subj',
  '/CN=phone',
  '-days',
  '30',
)
openssl('req', '-new', '-key', 'k.pem', '-subj', '/CN=phone', '-out', 'r.pem')
const [pem, request] = [read('c.pem').toString(), read('r.pem').toString()]
const der = openssl('x509', '-in', 'c.pem', '-outform', 'DER')
const p7 = openssl('crl2pkcs7', '-nocrl', '-certfile', 'c.pem')
const body = der.toString('base64')
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')
const lines = (map: (line: string) => string): string => pem.trimEnd().split('\n').map(map).join('\n')

/** What mails, browsers, editors and systems make of one certificate. */
const forms: readonly (readonly [string, string | Buffer])[] = [
  ['PEM', pem],
  ['DER', der],
  ['PEM with a byte order mark', `\uFEFF${pem}`],
  ['UTF-16LE with a mark', Buffer.concat([Buffer.of(0xff, 0xfe), utf16(pem)])],
  ['UTF-16BE with a mark', Buffer.concat([Buffer.of(0xfe, 0xff), utf16(pem).swap16()])],
  ['UTF-16LE without a mark', utf16(pem)],
  ['CRLF', pem.replaceAll('\n', '\r\n')],
  ['CR alone', pem.replaceAll('\n', '\r')],
  ['literal \\n', JSON.stringify({ certificate: pem })],
  ['one line', pem.replaceAll('\n', ' ')],
  ['one line without blanks', pem.replaceAll('\n', '')],
  ['indented, as in YAML', `tls:\n  crt: |\n${lines((line) => `    ${line}`)}\n`],
  ['quoted, as in a mail', lines((line) => `> ${line}`)],
  ['quoted-printable', lines((line) => line.replaceAll('=', '=3D').replace(/^(.{40})(?=.)/, '$1=\n'))],
  ['HTML-escaped', pem.replaceAll('+', '&#43;').replaceAll('/', '&#x2F;').replaceAll('\n', '<br>\n')],
  ['dashes of a word processor', pem.replaceAll('-----', '—–—')],
  ['percent-encoded', encodeURIComponent(pem)],
  ['base64 without marks', body],
  ['base64 in lines', body.replace(/(.{64})/g, '$1\n')],
  ['URL-safe base64 without padding', der.toString('base64url')],
  ['base64 of the PEM file', Buffer.from(pem).toString('base64')],
  ['text around it', `Subject: phone\n\nHello,\n${pem}\nBye`],
  ['X509 CERTIFICATE', pem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')],
  ['TRUSTED CERTIFICATE', openssl('x509', '-in', 'c.pem', '-trustout', '-addtrust', 'serverAuth')],
  ['PKCS#7', p7],
  ['PKCS#7 as DER', openssl('crl2pkcs7', '-nocrl', '-certfile', 'c.pem', '-outform', 'DER')],
  ['PKCS#7 between the marks of a certificate', p7.toString().replaceAll('PKCS7', 'CERTIFICATE')],
]

test.each(forms)('a certificate is read as %s', (_, given) => {
  expect(readCertificateFile(typeof given === 'string' ? Buffer.from(given) : given).commonName).toBe('phone')
})

/** The certificate with other bytes in its signature, of which the first lines in base64 begin as given. */
function withLines(starts: readonly Buffer[]): { altered: Buffer; rows: string[] } {
  const altered = Buffer.from(der)
  const first = Math.ceil((der.length - 240) / 48)
  for (const [at, start] of starts.entries()) start.copy(altered, (first + at) * 48)
  return { altered, rows: altered.toString('base64').match(/.{1,64}/g) ?? [] }
}

test.each(['', '+', '//', '> ', '# '])('lines that begin with a sign of base64 are whole behind "%s"', (front) => {
  const { altered, rows } = withLines([Buffer.of(0xfb), Buffer.of(0xff, 0xff)])
  expect(rows.filter((row) => /^(?:\+|\/\/)/.test(row)).length).toBeGreaterThanOrEqual(2)
  const marked = ['-----BEGIN CERTIFICATE-----', ...rows, '-----END CERTIFICATE-----']
  // Carriage returns alone are never a PEM file to OpenSSL, so the lenient reader is asked.
  const { certificates } = contentsOf(Buffer.from(marked.map((row) => front + row).join('\r')))
  expect(certificates.map((one) => Buffer.from(one).equals(altered))).toEqual([true])
})

test('a request is read from UTF-16 and from base64 of it', () => {
  const windows = Buffer.concat([Buffer.of(0xff, 0xfe), utf16(request.replaceAll('\n', '\r\n'))])
  expect(readRequestFile(windows).commonName).toBe('phone')
  expect(readRequestFile(windows.toString('base64')).commonName).toBe('phone')
})

/** What is no certificate, and the name it is told by. */
const others: readonly (readonly [string, string | Buffer])[] = [
  [
    'foreign/ssh-key',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ==\n-----END OPENSSH PRIVATE KEY-----\n',
  ],
  ['foreign/ssh-key', 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n'],
  ['foreign/ssh-public-key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== me@home\n'],
  ['foreign/pgp-key', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n'],
  ['foreign/public-key', openssl('pkey', '-in', 'k.pem', '-pubout')],
  ['foreign/java-keystore', Buffer.from('feedfeed0000000200000001', 'hex')],
  ['foreign/java-keystore', Buffer.from('cececece0000000200000001', 'hex')],
  ['foreign/bouncycastle-keystore', Buffer.from('0000000200000014', 'hex')],
  ['foreign/zip', Buffer.from('504b0304140000000800', 'hex')],
  ['foreign/archive', Buffer.from('1f8b0800000000000003', 'hex')],
  ['foreign/web-page', '<!DOCTYPE html><html><body>Log in</body></html>'],
  ['foreign/json', '{"error": "not found"}'],
  ['foreign/jwk', '{"kty":"EC","crv":"P-256"}'],
  ['foreign/document', '%PDF-1.7\n'],
  ['foreign/database', Buffer.from('SQLite format 3\0')],
]

test.each(others)('%s is told by its name', (code, given) => {
  expect(() => contentsOf(Buffer.from(given))).toThrow(expect.objectContaining({ code }))
})

const pkcs8 = ['-topk8', '-in', 'k.pem', '-passout', 'pass:secret']
const ciphers = ['aes-128-cbc', 'aes-256-cbc', 'aes-256-cfb', 'aria-256-cbc', 'camellia-256-cbc', 'sm4-cbc', 'des3']
const prfs = [
  'hmacWithMD5',
  'hmacWithSHA1',
  'hmacWithSHA224',
  'hmacWithSHA256',
  'hmacWithSHA384',
  'hmacWithSHA512',
  'hmacWithSHA512-256',
]
const encrypted: readonly (readonly [string, readonly string[]])[] = [
  ...ciphers.map((name) => [name, ['pkcs8', ...pkcs8, '-v2', name]] as const),
  ...prfs.map((name) => [name, ['pkcs8', ...pkcs8, '-v2', 'aes-256-cbc', '-v2prf', name]] as const),
  ['scrypt', ['pkcs8', ...pkcs8, '-scrypt']],
  ['PBE-SHA1-3DES', ['pkcs8', ...pkcs8, '-v1', 'PBE-SHA1-3DES']],
  ...['aes128', 'aes256', 'aria256', 'camellia128', 'des3', 'aes-256-cfb', 'sm4-cbc'].map(
    (name) =>
      [`traditional ${name}`, ['rsa', '-traditional', '-in', 'k.pem', `-${name}`, '-passout', 'pass:secret']] as const,
  ),
]

test.each(encrypted)(
  'a key that openssl encrypts with %s is opened, and not with another password',
  async (_, args) => {
    const file = openssl(...args)
    expect(await readPrivateKey(file, 'secret')).toMatchObject({ keyType: 'rsa2048', wasEncrypted: true })
    await expect(readPrivateKey(file, null)).rejects.toMatchObject({ code: 'authority/file-password-needed' })
  },
)

test('the certificate that fits the key comes first, its chain is sorted, and a missing link is named', async () => {
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'root.key',
    '-out',
    'root.pem',
    '-subj',
    '/CN=Root',
  )
  openssl(
    'req',
    '-new',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'mid.key',
    '-out',
    'mid.csr',
    '-subj',
    '/CN=Middle',
  )
  fs.writeFileSync(path.join(folder, 'ca.cnf'), 'basicConstraints=critical,CA:TRUE\n')
  openssl(
    'x509',
    '-req',
    '-in',
    'mid.csr',
    '-CA',
    'root.pem',
    '-CAkey',
    'root.key',
    '-CAcreateserial',
    '-extfile',
    'ca.cnf',
    '-out',
    'mid.pem',
  )
  openssl('x509', '-req', '-in', 'r.pem', '-CA', 'mid.pem', '-CAkey', 'mid.key', '-CAcreateserial', '-out', 'leaf.pem')
  const file = (...names: string[]) => ({ bytes: Buffer.concat(names.map(read)), password: null })
  const found = await readIdentity([file('root.pem', 'k.pem', 'mid.pem', 'leaf.pem')])
  expect(found).toMatchObject({ missingIssuer: null })
  const subjects = found.certPem
    .match(/-----BEGIN[^]+?END CERTIFICATE-----/g)
    ?.map((one) => readCertificateFile(one).commonName)
  expect(subjects).toEqual(['phone', 'Middle', 'Root'])
  expect(await readIdentity([file('leaf.pem', 'root.pem', 'k.pem')])).toMatchObject({ missingIssuer: 'Middle' })
  await expect(readIdentity([file('root.pem', 'k.pem')])).rejects.toMatchObject({ code: 'diagnosis/key-mismatch' })
})
