import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { distinguishedName } from '../../shared/distinguished-name.ts'

const openssl = (...args: string[]): string => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' })

test.each([
  ['/CN=Alice'],
  ['/C=DE/O=House/OU=First floor/CN=Alice'],
  ['/O=Smith, Sons/CN=a\\+b "c" <d>; #e\\\\'],
  ['/CN=Alice+UID=7+OU=A/O=House \\+ Garden'],
  ['/O=#1 = one/CN= Alice '],
])('%s is written as openssl writes it by RFC 2253', (subject) => {
  const pem = openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    subject,
    '-utf8',
    '-keyout',
    '/dev/null',
  )
  const expected = execFileSync('openssl', ['x509', '-noout', '-subject', '-nameopt', 'RFC2253'], {
    input: pem,
    encoding: 'utf8',
  })
  expect(`subject=${distinguishedName(new X509Certificate(pem).subject)}\n`).toBe(expected)
})
