import type { CodeExplanation } from '../../../shared/contract/diagnosis.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { alertMeaningOf } from '../../../shared/verify/alert-meaning.ts'
import {
  alertFromError,
  tlsAlerts,
  verifyCodeByName,
  verifyCodes,
  type TlsAlert,
  type VerifyCode,
} from '../../../shared/verify/index.ts'
import { meaningOf } from '../../../shared/verify/meaning.ts'

function fromVerify(code: VerifyCode): CodeExplanation {
  const meaning = meaningOf(code.name)
  return {
    kind: 'verify',
    number: code.number,
    name: code.name,
    aliases: code.node === null ? [code.text] : [code.text, code.node],
    explanation: meaning?.explanation ?? `OpenSSL refuses the chain: ${code.text}.`,
    causes: [...(meaning?.causes ?? [])],
    fix: meaning?.fix ?? 'Look at the certificate with “openssl x509 -text”, or give the device a new one.',
  }
}

function fromAlert(alert: TlsAlert): CodeExplanation {
  const meaning = alertMeaningOf(alert.name)
  return {
    kind: 'alert',
    number: alert.number,
    name: alert.name,
    aliases: [...new Set([`alert ${alert.name.replaceAll('_', ' ')}`, alert.chrome, alert.firefox])].filter(
      (one) => one !== null,
    ),
    explanation:
      meaning?.explanation ?? `The other side ended the TLS connection with alert ${alert.number} ${alert.name}.`,
    causes: [...(meaning?.causes ?? [])],
    fix: meaning?.fix ?? 'Look at the log of the other side for the reason.',
  }
}

/** What Chrome and Safari show for several alerts at once: no client certificate that fits is by far the commonest. */
const BROWSER_TEXTS: readonly [pattern: RegExp, alert: string][] = [
  [/ERR_BAD_SSL_CLIENT_AUTH_CERT|ERR_SSL_CLIENT_AUTH_CERT_NEEDED/i, 'certificate_required'],
  [/No required SSL certificate was sent|did not return a certificate|HTTP 496/i, 'certificate_required'],
]

/** Finds what a text is about: a number, a name, or a pasted line with one of them in it. */
function find(query: string): CodeExplanation | null {
  const text = query.trim()
  const byNumber = (number: string | undefined, alert: boolean): CodeExplanation | null => {
    const wanted = Number(number)
    if (alert) {
      const found = tlsAlerts.find((one) => one.number === wanted)
      return found ? fromAlert(found) : null
    }
    const found = verifyCodes.find((one) => one.number === wanted)
    return found ? fromVerify(found) : null
  }
  if (/^\d{1,3}$/.test(text)) return byNumber(text, false) ?? byNumber(text, true)
  const exact = verifyCodeByName(text)
  if (exact) return fromVerify(exact)
  const exactAlert = tlsAlerts.find((one) => one.name === text.toLowerCase().replaceAll(' ', '_'))
  if (exactAlert) return fromAlert(exactAlert)

  const verifyNumber =
    /(?:verify error:? ?\(?num[= ]|verify error: ?\(|verify(?: return)? code:? ?|ssl_c_verify[ =]+|X-SSL-Error:? ?|error )(\d{1,3})\b/i.exec(
      text,
    )
  const named = /X509_V_ERR_[A-Z0-9_]+/.exec(text)
  const byName = named ? verifyCodeByName(named[0]) : undefined
  if (byName) return fromVerify(byName)
  const found = byNumber(verifyNumber?.[1], false)
  if (verifyNumber && found) return found
  const alertNumber = /alert(?: number| code)?[ :=]+\(?(\d{1,3})\b/i.exec(text)
  const foundAlert = byNumber(alertNumber?.[1], true)
  if (alertNumber && foundAlert) return foundAlert
  const alert = alertFromError(text)
  if (alert) return fromAlert(alert)
  const browser = BROWSER_TEXTS.find(([pattern]) => pattern.test(text))
  const byBrowser = tlsAlerts.find(
    (one) => one.name === browser?.[1] || (one.firefox !== null && text.includes(one.firefox)),
  )
  if (byBrowser) return fromAlert(byBrowser)
  const lower = text.toLowerCase()
  const node = verifyCodes.find((one) => one.node !== null && text.includes(one.node))
  if (node) return fromVerify(node)
  const words = verifyCodes
    .filter((one) => one.text.length > 3 && lower.includes(one.text.toLowerCase()))
    .toSorted((a, b) => b.text.length - a.text.length)
  return words[0] ? fromVerify(words[0]) : null
}

/** Explains a number, a name, or a pasted error text. @throws AppError diagnosis/unknown-code */
export function explainCode(query: string): CodeExplanation {
  const found = find(query)
  if (!found) throw new AppError('diagnosis/unknown-code', { query: query.trim().slice(0, 100) })
  return found
}

/** Every verify code and alert, or those that contain every word of `search`. */
export function listCodes(search?: string): CodeExplanation[] {
  const all = [...verifyCodes.map(fromVerify), ...tlsAlerts.map(fromAlert)]
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return all.filter((code) => {
    const text = [code.number, code.name, ...code.aliases, code.explanation, ...code.causes].join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
