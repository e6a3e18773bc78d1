import { verifyCodes, type VerifyCode } from './codes.ts'

export type { VerifyCode } from './codes.ts'
export { verifyCodes } from './codes.ts'
export { alertFromError, tlsAlerts, type TlsAlert } from './alerts.ts'

/** X509_V_ERR_UNSPECIFIED: what is reported when nothing more exact is known. */
const UNSPECIFIED = 1

const byNumber = new Map<number, VerifyCode>(verifyCodes.map((code) => [code.number, code]))
const byName = new Map<string, VerifyCode>(verifyCodes.map((code) => [code.name, code]))
const byNode = new Map<string, VerifyCode>(
  verifyCodes.flatMap((code) => (code.node === null ? [] : [[code.node, code] as const])),
)

/** The code with OpenSSL's number, e.g. 10. */
export function verifyCodeByNumber(number: number): VerifyCode | undefined {
  return byNumber.get(number)
}

/** The code by its name, with or without `X509_V_ERR_`, in any case. */
export function verifyCodeByName(name: string): VerifyCode | undefined {
  const upper = name.toUpperCase()
  return byName.get(upper) ?? byName.get(`X509_V_ERR_${upper}`)
}

/** The code that Node means by `authorizationError`; X509_V_ERR_UNSPECIFIED for what Node cannot name. */
export function verifyCodeFromNode(nodeCode: string): VerifyCode {
  const code = byNode.get(nodeCode) ?? verifyCodeByName(nodeCode) ?? byNumber.get(UNSPECIFIED)
  if (!code) throw new Error('the table of verify codes is incomplete')
  return code
}
