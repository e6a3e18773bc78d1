import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { explainCode } from '../../../electron/engine/diagnosis/codes.ts'
import { verifyCodeByNumber } from '../../../shared/verify/index.ts'
import { said as inEnglish } from '../../support/said.ts'

/**
 * Verify codes, each produced by real certificates: openssl makes them, `openssl verify` is the judge, and its line,
 * pasted, is explained.
 */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-codes-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const openssl = (...args: string[]): void =>
  void execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
const write = (name: string, content: string | Buffer): string => {
  fs.writeFileSync(path.join(folder, name), content)
  return name
}
const read = (name: string): Buffer => fs.readFileSync(path.join(folder, name))

const CA = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign', 'subjectKeyIdentifier=hash']
const BELOW = ['subjectKeyIdentifier=hash', 'authorityKeyIdentifier=keyid']
const LEAF = [
  'basicConstraints=critical,CA:FALSE',
  'keyUsage=critical,digitalSignature',
  'extendedKeyUsage=clientAuth',
  ...BELOW,
]

interface Made {
  readonly cert: string
  readonly key: string
}
interface Wanted {
  readonly ext?: readonly string[]
  readonly subject?: string
  readonly key?: readonly string[]
  readonly by?: Made | null
  readonly digest?: string
  /** YYYYMMDDHHMMSSZ. */
  readonly from?: string
  readonly to?: string
}

const P256 = ['ecparam', '-name', 'prime256v1', '-genkey', '-noout']
const rsa = (bits: string): string[] => ['genpkey', '-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`]
const RSA1024 = rsa('1024')
let count = 0

/** A certificate with exactly these extensions; `by: null` signs itself. */
function make(
  name: string,
  { ext = LEAF, subject = `/CN=${name}`, key = P256, by, digest = 'sha256', from, to }: Wanted = {},
): Made {
  count += 1
  const stem = `${count}-${name.replace(/\W/g, '')}`
  openssl(...key, '-out', `${stem}.key`)
  openssl('req', '-new', '-key', `${stem}.key`, '-subj', subject, `-${digest}`, '-out', `${stem}.csr`)
  write(`${stem}.ext`, `[e]\n${ext.join('\n')}\n[end]\n`)
  const issuer = by === undefined ? root : by
  write(
    `${stem}.cnf`,
    `[ca]\ndefault_ca=d\n[d]\ndatabase=${stem}.txt\nnew_certs_dir=.\nserial=${stem}.srl\npolicy=p\nunique_subject=no\ndefault_md=${digest}\nemail_in_dn=yes\n[p]\ncommonName=optional\norganizationName=optional\nemailAddress=optional\n`,
  )
  write(`${stem}.txt`, '')
  write(`${stem}.srl`, `${(0x5000 + count).toString(16)}\n`)
  const signer = issuer ? ['-cert', issuer.cert, '-keyfile', issuer.key] : ['-selfsign', '-keyfile', `${stem}.key`]
  const dates = from === undefined ? ['-days', '30'] : ['-startdate', from, '-enddate', to ?? '']
  const extensions = ext.length > 0 ? ['-extfile', `${stem}.ext`, '-extensions', 'e'] : []
  openssl(
    'ca',
    '-batch',
    '-notext',
    '-config',
    `${stem}.cnf`,
    ...signer,
    '-in',
    `${stem}.csr`,
    ...dates,
    ...extensions,
    '-out',
    `${stem}.crt`,
  )
  return { cert: `${stem}.crt`, key: `${stem}.key` }
}

const root: Made = make('Root', { ext: CA, by: null })
const between = make('Between', { ext: [...CA, 'authorityKeyIdentifier=keyid'] })
const leaf = make('leaf')

function crl(
  by: Made,
  { serials = [], dates = ['-crldays', '30'], ext = '' }: { serials?: string[]; dates?: string[]; ext?: string } = {},
): string {
  count += 1
  const index = write(
    `${count}.txt`,
    serials.map((serial) => `R\t350101000000Z\t260101000000Z\t${serial}\tunknown\t/CN=x\n`).join(''),
  )
  const config = write(
    `${count}.cnf`,
    `[ca]\ndefault_ca=d\n[d]\ndatabase=${index}\ndefault_md=sha256\n${ext === '' ? '' : 'crl_extensions=x\n[x]\n'}${ext}\n`,
  )
  openssl('ca', '-gencrl', '-config', config, '-cert', by.cert, '-keyfile', by.key, ...dates, '-out', `${count}.crl`)
  return `${count}.crl`
}

/** The same file with one stretch of its DER replaced by another of the same length. */
function altered(file: string, label: string, change: (der: Buffer) => void): string {
  const der = Buffer.from(
    read(file)
      .toString('latin1')
      .replace(/-----[^-]+-----|\s/g, ''),
    'base64',
  )
  change(der)
  count += 1
  return write(
    `${count}.pem`,
    `-----BEGIN ${label}-----\n${der.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END ${label}-----\n`,
  )
}
const CERTIFICATE = 'CERTIFICATE'
/** The nth UTCTime: tag 23, 13 characters that end with Z. */
const nthTime = (der: Buffer, nth: number): number => {
  let at = -1
  for (let found = 0; found <= nth; found += 1) at = der.indexOf(Buffer.from([23, 13]), at + 1)
  return at + 2
}

const STRICT = ['-x509_strict']
const under = (...args: string[]): string[] => ['-CAfile', root.cert, ...args]
const byRoot = (ext: readonly string[], more: Wanted = {}): string => make('leaf', { ext, ...more }).cert
const serialOf = (cert: string): string =>
  execFileSync('openssl', ['x509', '-noout', '-serial', '-in', cert], { cwd: folder, encoding: 'utf8' })
    .trim()
    .split('=')[1] ?? ''
const noCrlSign = make('No lists', {
  ext: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign', 'subjectKeyIdentifier=hash'],
  by: null,
})
const constrained = make('Constrained', {
  ext: [
    ...CA,
    'authorityKeyIdentifier=keyid',
    'nameConstraints=critical,permitted;DNS:home.example,excluded;DNS:secret.home.example',
  ],
})
const pathlen0 = make('Short', {
  ext: ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign,cRLSign', ...BELOW],
})
const deeper = make('Deeper', { ext: [...CA, 'authorityKeyIdentifier=keyid'], by: pathlen0 })
const host = byRoot([...LEAF, 'subjectAltName=DNS:camera.home,IP:192.0.2.1,email:a@home.example'])
const soft = make('Soft', { by: null, ext: ['basicConstraints=CA:TRUE', ...CA.slice(1)] })
const weakCa = make('Weak', { ext: CA, by: null, key: RSA1024 })

const produced: readonly (readonly [number: number, args: () => string[]])[] = [
  [2, () => ['-CAfile', between.cert, make('x', { by: between }).cert]],
  [3, () => under('-crl_check', leaf.cert)],
  [7, () => under(altered(leaf.cert, CERTIFICATE, (der) => der.writeUInt8((der.at(-1) ?? 0) ^ 1, der.length - 1)))],
  [
    8,
    () =>
      under(
        '-crl_check',
        '-CRLfile',
        altered(crl(root), 'X509 CRL', (der) => der.writeUInt8((der.at(-1) ?? 0) ^ 1, der.length - 1)),
        leaf.cert,
      ),
  ],
  [9, () => under(make('x', { from: '20480101000000Z', to: '20490101000000Z' }).cert)],
  [10, () => under(make('x', { from: '20200101000000Z', to: '20210101000000Z' }).cert)],
  [
    11,
    () =>
      under(
        '-crl_check',
        '-CRLfile',
        crl(root, { dates: ['-crl_lastupdate', '20480101000000Z', '-crl_nextupdate', '20490101000000Z'] }),
        leaf.cert,
      ),
  ],
  [
    12,
    () =>
      under(
        '-crl_check',
        '-CRLfile',
        crl(root, { dates: ['-crl_lastupdate', '20200101000000Z', '-crl_nextupdate', '20200201000000Z'] }),
        leaf.cert,
      ),
  ],
  [
    13,
    () => {
      // Trusted by itself, so that nobody minds that its signature does not fit any more.
      const odd = altered(leaf.cert, CERTIFICATE, (der) => void der.write('9999', nthTime(der, 0) + 2))
      return ['-partial_chain', '-CAfile', odd, odd]
    },
  ],
  [
    14,
    () => {
      const odd = altered(leaf.cert, CERTIFICATE, (der) => void der.write('9999', nthTime(der, 1) + 2))
      return ['-partial_chain', '-CAfile', odd, odd]
    },
  ],
  [
    15,
    () =>
      under(
        '-crl_check',
        '-CRLfile',
        altered(crl(root), 'X509 CRL', (der) => void der.write('9999', nthTime(der, 0) + 2)),
        leaf.cert,
      ),
  ],
  [18, () => [make('x', { by: null }).cert]],
  [19, () => ['-CAfile', weakCa.cert, '-untrusted', root.cert, leaf.cert]],
  [20, () => ['-CAfile', weakCa.cert, leaf.cert]],
  [22, () => under('-untrusted', between.cert, '-verify_depth', '0', make('x', { by: between }).cert)],
  [23, () => under('-crl_check', '-CRLfile', crl(root, { serials: [serialOf(leaf.cert)] }), leaf.cert)],
  [
    25,
    () =>
      under(
        '-untrusted',
        write('chain.pem', Buffer.concat([read(pathlen0.cert), read(deeper.cert)])),
        make('x', { by: deeper }).cert,
      ),
  ],
  [26, () => under('-purpose', 'sslserver', leaf.cert)],
  [34, () => under(byRoot([...LEAF, '1.2.3.4.5=critical,ASN1:UTF8String:x']))],
  [35, () => ['-crl_check', '-CAfile', noCrlSign.cert, '-CRLfile', crl(noCrlSign), make('x', { by: noCrlSign }).cert]],
  [36, () => under('-crl_check', '-CRLfile', crl(root, { ext: '1.2.3.4.5=critical,ASN1:UTF8String:x' }), leaf.cert)],
  [
    40,
    () =>
      under(
        '-untrusted',
        leaf.cert,
        make('p', {
          by: leaf,
          subject: '/CN=leaf/CN=proxy',
          ext: ['proxyCertInfo=critical,language:id-ppl-anyLanguage', 'keyUsage=critical,digitalSignature'],
        }).cert,
      ),
  ],
  [43, () => under('-policy_check', '-explicit_policy', '-policy', '1.2.3.4', leaf.cert)],
  [
    47,
    () =>
      under(
        '-untrusted',
        constrained.cert,
        make('x', { by: constrained, ext: [...LEAF, 'subjectAltName=DNS:elsewhere.example'] }).cert,
      ),
  ],
  [
    48,
    () =>
      under(
        '-untrusted',
        constrained.cert,
        make('x', { by: constrained, ext: [...LEAF, 'subjectAltName=DNS:secret.home.example'] }).cert,
      ),
  ],
  [57, () => under('-suiteB_128', make('x', { key: rsa('2048') }).cert)],
  [62, () => under('-verify_hostname', 'other.home', host)],
  [63, () => under('-verify_email', 'b@home.example', host)],
  [64, () => under('-verify_ip', '192.0.2.2', host)],
  [66, () => under('-auth_level', '2', make('x', { key: RSA1024 }).cert)],
  [67, () => ['-auth_level', '2', '-CAfile', weakCa.cert, make('x', { by: weakCa }).cert]],
  [68, () => under('-auth_level', '2', make('x', { digest: 'sha1' }).cert)],
  [79, () => under('-untrusted', leaf.cert, make('x', { by: leaf }).cert)],
  [
    80,
    () =>
      under(
        ...STRICT,
        byRoot(['basicConstraints=critical,CA:FALSE,pathlen:1', 'keyUsage=critical,digitalSignature', ...BELOW]),
      ),
  ],
  [
    82,
    () => under(...STRICT, byRoot(['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,keyCertSign', ...BELOW])),
  ],
  [
    85,
    () =>
      under(
        ...STRICT,
        byRoot(['basicConstraints=critical,CA:FALSE', 'subjectKeyIdentifier=hash', 'authorityKeyIdentifier=none']),
      ),
  ],
  [88, () => under(...STRICT, byRoot([...LEAF, 'subjectAltName=DNS:x.home'], { subject: '/' }))],
  [89, () => ['-x509_strict', '-CAfile', soft.cert, make('x', { by: soft }).cert]],
]

function verify(args: readonly string[]): string {
  const { stdout, stderr } = spawnSync('openssl', ['verify', ...args], { cwd: folder, encoding: 'utf8' })
  return stdout + stderr
}

test.each(produced)('%i is produced, and openssl’s line is explained as what it is', (number, args) => {
  const said = verify(args())
  const line = /^error (\d+) at .*$/m.exec(said)
  expect([number, said, Number(line?.[1])]).toEqual([number, said, number])
  const found = inEnglish(explainCode(line?.[0] ?? ''))
  expect(found).toMatchObject({ kind: 'verify', number, name: verifyCodeByNumber(number)?.name })
  expect(found.explanation.length).toBeGreaterThan(20)
  expect(found.causes.length).toBeGreaterThan(0)
  expect(found.fix.length).toBeGreaterThan(10)
})

test('at least thirty of them, by openssl’s own words', () => {
  process.stdout.write(`Verify codes produced by real certificates: ${produced.map(([number]) => number).join(', ')}\n`)
  expect(new Set(produced.map(([number]) => number)).size).toBeGreaterThanOrEqual(30)
})
