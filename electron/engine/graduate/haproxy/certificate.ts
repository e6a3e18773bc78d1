import { verifyCodes } from '../../../../shared/verify/index.ts'
import { outcomeOf } from '../../../../shared/verify/outcome.ts'
import type { ExportModel } from '../model.ts'
import { revokedSerials } from '../trust.ts'
import { SENT } from './words.ts'

/** The numbers of each page that has some of its own. */
function numbersOfPages(): Map<string, number[]> {
  const numbers = new Map<string, number[]>()
  for (const { number, name } of verifyCodes) {
    const outcome = outcomeOf(name)
    if (outcome === 'allowed' || outcome === 'bad-certificate') continue
    numbers.set(outcome, [...(numbers.get(outcome) ?? []), number])
  }
  return numbers
}

/** Puts a word for the certificate into txn.certificate: `good`, or the name of the page that says what is wrong. */
export function judgeCertificate(model: ExportModel, crl: string | null): string[] {
  const set = (word: string, condition: string): string =>
    `    http-request set-var(txn.certificate) str(${word}) if ${SENT} ${condition}`.trimEnd()
  return [
    '    # The verify result means nothing without a certificate: 0 is also what nobody gets. So: used AND verified.',
    '    http-request set-var(txn.certificate) str(no-certificate)',
    `    http-request set-var(txn.code) ssl_c_verify if ${SENT}`,
    set('bad-certificate', ''),
    ...[...numbersOfPages()].map(([outcome, list]) => set(outcome, `{ ssl_c_verify ${list.join(' ')} }`)),
    set('good', '{ ssl_c_verify 0 } { ssl_c_err 0 } { ssl_c_ca_err 0 }'),
    ...(crl === null ? byList(model) : selfSigned()),
  ]
}

function selfSigned(): string[] {
  return [
    '    # With a revocation list a self-signed certificate fails with 3, "no list of its issuer", before 18 is seen.',
    `    http-request set-var(txn.subject) ssl_c_s_dn if ${SENT}`,
    `    http-request set-var(txn.issuer) ssl_c_i_dn if ${SENT}`,
    '    http-request set-var(txn.code) int(18) if { ssl_c_verify 3 } { var(txn.subject),strcmp(txn.issuer) eq 0 }',
    '    http-request set-var(txn.certificate) str(self-signed) if { var(txn.code) -m int 18 }',
  ]
}

function byList(model: ExportModel): string[] {
  if (revokedSerials(model).length === 0) return []
  return [
    '    # Taken back, by serial number.',
    '    acl taken-back ssl_c_serial,hex -m str -f revoked.txt',
    '    http-request set-var(txn.code) int(23) if { var(txn.certificate) -m str good } taken-back',
    '    http-request set-var(txn.certificate) str(revoked) if { var(txn.code) -m int 23 }',
  ]
}
