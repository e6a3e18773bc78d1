import { verifyCodes, type VerifyCode } from './codes.ts'

/** Which alert a server built on OpenSSL sends for a verify code (ssl/statem/statem_lib.c); 46 for all others. */
const numbers: readonly (readonly [alert: number, codes: readonly number[]])[] = [
  [40, [50]],
  [42, [4, 5, 6, 9, 11, 13, 14, 15, 16, 27, 28, 62, 63, 64, 65, 66, 67, 68, 94]],
  [43, [26]],
  [44, [23]],
  [45, [10, 12]],
  [48, [2, 3, 18, 19, 20, 21, 22, 25, 33, 79]],
  [51, [7, 8]],
  [80, [1, 17, 69, 70]],
]
const CERTIFICATE_UNKNOWN = 46

const byCode = new Map(numbers.flatMap(([alert, codes]) => codes.map((code) => [code, alert] as const)))

/** The alert that OpenSSL's servers send in mode “required”; null for X509_V_OK. */
export function alertNumberOf(code: VerifyCode): number | null {
  return code.number === 0 ? null : (byCode.get(code.number) ?? CERTIFICATE_UNKNOWN)
}

/** The verify codes that may be behind an alert, commonest first as far as their order tells. */
export function verifyCodesBehind(alert: number): readonly VerifyCode[] {
  return alert === CERTIFICATE_UNKNOWN ? [] : verifyCodes.filter((code) => byCode.get(code.number) === alert)
}
