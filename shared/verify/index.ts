import { verifyCodes, type VerifyCode } from './codes.ts'

export { boringMeanings, verifyCodes, type VerifyCode } from './codes.ts'
export { alertByName, alertByNumber, alertFromError, tlsAlerts, type TlsAlert } from './alerts.ts'

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

/** OpenSSL 1.1 and older wrote "self signed", and log lines break words as they like. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[-\s]+/g, ' ')
}

/** Longest first: "…issuer certificate" is also the end of other texts, UNABLE_TO_GET_ISSUER_CERT the start of another. */
const needles = verifyCodes
  .flatMap((code) => [
    ...(code.text.length > 2 ? [[plain(code.text), code] as const] : []),
    ...(code.node === null ? [] : [[code.node.toLowerCase(), code] as const]),
    [code.name.toLowerCase(), code] as const,
  ])
  .toSorted(([a], [b]) => b.length - a.length)

/** Finds the code whose name, Node name or OpenSSL text stands in a longer text, as Python, curl or nginx write it. */
export function verifyCodeFromText(text: string): VerifyCode | undefined {
  const haystack = plain(text)
  return needles.find(([needle]) => haystack.includes(needle))?.[1]
}
