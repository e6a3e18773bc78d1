import { verifyCodes } from '../../../../shared/verify/index.ts'
import { outcomeOf } from '../../../../shared/verify/outcome.ts'
import type { ExportModel } from '../model.ts'
import { evenSerial } from '../text.ts'
import { revokedSerials } from '../trust.ts'
import { map, quoted } from './words.ts'

/** nginx tells a verify result by OpenSSL's text; OpenSSL 1.1 wrote "self signed" where 3 writes "self-signed". */
function failures(): { text: string; number: number; name: string }[] {
  return verifyCodes
    .filter((code) => code.number !== 0 && code.text !== '')
    .flatMap(({ text, number, name }) => {
      const texts = text.includes('self-signed') ? [text, text.replace('self-signed', 'self signed')] : [text]
      return texts.map((one) => ({ text: `FAILED:${one}`, number, name }))
    })
}

/** $verify: what nginx says of the certificate, corrected where it cannot know better. */
function verifyMap(model: ExportModel, crl: string | null): string[] {
  if (crl !== null) {
    return [
      '    # With a revocation list a self-signed certificate fails with "no list of its issuer" before it is seen.',
      ...map('"$ssl_client_verify|$ssl_client_s_dn|$ssl_client_i_dn"', '$verify', [
        ['default', '$ssl_client_verify'],
        [quoted('~^FAILED:unable to get certificate CRL\\|(.+)\\|\\1$'), '"FAILED:self-signed certificate"'],
      ]),
    ]
  }
  return [
    '    # Taken back, by serial number.',
    ...map('"$ssl_client_verify $ssl_client_serial"', '$verify', [
      ['default', '$ssl_client_verify'],
      ...revokedSerials(model).map(
        (serial) => [`"SUCCESS ${evenSerial(serial)}"`, '"FAILED:certificate revoked"'] as const,
      ),
    ]),
  ]
}

/** $certificate (`good`, or the name of a page), $verify_code, $verify_number, $verify_name, $verify_word and $common_name. */
export function certificateMaps(model: ExportModel, crl: string | null): string[] {
  const known = failures()
  return [
    ...verifyMap(model, crl),
    '    # What the certificate is worth: `good`, or the name of the page that says what is wrong with it.',
    ...map('$verify', '$certificate', [
      ['default', 'bad-certificate'],
      ['NONE', 'no-certificate'],
      ['SUCCESS', 'good'],
      ...known
        .filter(({ name }) => outcomeOf(name) !== 'bad-certificate')
        .map(({ text, name }) => [quoted(text), outcomeOf(name)] as const),
    ]),
    '    # OpenSSL’s text as its number and name; empty when no certificate was sent, since 0 would read as "good".',
    ...map('$verify', '$verify_code', [
      ['default', '"1 X509_V_ERR_UNSPECIFIED"'],
      ["''", "''"],
      ['NONE', "''"],
      ['SUCCESS', '"0 X509_V_OK"'],
      ...known.map(({ text, number, name }) => [quoted(text), quoted(`${number} ${name}`)] as const),
    ]),
    ...map('$verify_code', '$verify_number', [
      ['default', "''"],
      ['"~^(?<number>[0-9]+) "', '$number'],
    ]),
    ...map('$verify_code', '$verify_name', [
      ['default', "''"],
      ['"~ (?<name>.+)$"', '$name'],
    ]),
    ...map('$verify_code', '$verify_word', [
      ['default', '"FAILED:$verify_name"'],
      ["''", 'NONE'],
      ['"0 X509_V_OK"', 'SUCCESS'],
    ]),
    '    # The most specific common name, as RFC 2253 escapes it.',
    ...map('$ssl_client_s_dn', '$common_name', [
      ['default', "''"],
      [quoted('~^(?:(?:[^,+\\\\]|\\\\.)*[,+])*?CN=(?<cn>(?:[^,+\\\\]|\\\\.)*)'), '$cn'],
    ]),
  ]
}
