import type { CodeExplanation } from '../../../shared/contract/diagnosis.ts'
import { alertSide, isMessageName, messageSides, verifySide } from './code-side.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { message, sentences } from '../../../shared/messages/message.ts'
import { english } from '../../../shared/messages/english.ts'
import { alertNumberOf, verifyCodesBehind } from '../../../shared/verify/alert-of.ts'
import {
  alertByName,
  alertByNumber,
  alertFromError,
  boringMeanings,
  tlsAlerts,
  verifyCodeByName,
  verifyCodeByNumber,
  verifyCodeFromText,
  verifyCodes,
  type TlsAlert,
  type VerifyCode,
} from '../../../shared/verify/index.ts'
import { CLIENT_SAYS, SERVER_SAYS, curlTexts, knownTexts, type KnownText } from '../../../shared/verify/known-texts.ts'
import {
  alertMeaningOf,
  meaningOf,
  messageMeaningOf,
  serverMeaningOf,
  type Meaning,
} from '../../../shared/verify/meaning.ts'
import { messageTexts } from '../../../shared/verify/message-texts.ts'
import { codeMatches, sayCode } from '../../../shared/verify/search.ts'

function meaning(found: Meaning | null, name: string): Meaning {
  if (!found) throw new Error(`no meaning is written for ${name}`)
  return found
}

function fromVerify(code: VerifyCode): CodeExplanation {
  const { explanation, causes, fix } = meaning(meaningOf(code.name), code.name)
  const sent = alertNumberOf(code)
  const alert = sent === null ? undefined : alertByNumber(sent)
  return {
    kind: 'verify',
    number: code.number,
    name: code.name,
    side: verifySide(code),
    aliases: [
      ...(code.text === '' ? [] : [code.text]),
      ...(code.node === null ? [] : [code.node]),
      ...(alert ? [message('codes.sentAs', { number: alert.number, name: alert.name })] : []),
    ],
    explanation,
    causes: [...causes],
    fix,
  }
}

/** As Node names the error: `ERR_SSL_` and OpenSSL's text in capitals. */
function nodeName(openssl: string): string {
  return `ERR_SSL_${openssl.toUpperCase().replaceAll(' ', '_')}`
}

function fromAlert(alert: TlsAlert): CodeExplanation {
  const { explanation, causes, fix } = meaning(alertMeaningOf(alert.name), alert.name)
  const behind = verifyCodesBehind(alert.number).map((code) => code.number)
  const aliases = [
    alert.openssl,
    alert.openssl?.startsWith('sslv3') === true ? alert.openssl.replace('sslv3', 'ssl/tls') : null,
    alert.openssl === null ? null : nodeName(alert.openssl),
    alert.chrome,
    alert.firefox,
    alert.go === null ? null : `tls: ${alert.go}`,
    alert.apple === null ? null : `errSSL ${alert.apple}`,
    behind.length === 0 ? null : message('codes.behind', { numbers: behind.map(String) }),
  ]
  return {
    kind: 'alert',
    number: alert.number,
    name: alert.name,
    side: alertSide(alert),
    aliases: aliases.filter((one) => one !== null),
    explanation,
    causes: [...causes],
    fix,
  }
}

/** A number alone may be both: the verify code is explained, the alert named beside it. */
function fromNumber(number: number): CodeExplanation | null {
  const code = verifyCodeByNumber(number)
  const alert = alertByNumber(number)
  if (!code) return alert ? fromAlert(alert) : null
  const explained = fromVerify(code)
  const boring = boringMeanings.get(number)
  const aliases = [
    ...explained.aliases,
    ...(alert ? [message('codes.alert', { number, name: alert.name })] : []),
    ...(boring === undefined ? [] : [message('codes.boring', { name: boring })]),
  ]
  const other = alert
    ? message('codes.alsoAlert', { number, name: alert.name, explanation: fromAlert(alert).explanation })
    : null
  return { ...explained, aliases, explanation: sentences(explained.explanation, other) }
}

/** Forms in which programs write a verify code: openssl, nginx, Apache, HAProxy, the headers that sites send upstream. */
const VERIFY_NUMBER = [
  /verify error:? ?(?:num[= ]|\()(\d{1,3})\b/i,
  /verify (?:return )?(?:code|error|result)s?[:= ]+\(?(\d{1,3})\b/i,
  /\berror (\d{1,3}) at \d+ depth/i,
  /verification: error \((\d{1,3})\)/i,
  /(?:ssl_c_(?:ca_)?(?:verify|err)|X-SSL-(?:Error|Client-Verify))\W{1,4}(\d{1,3})\b/i,
]
/** … and an alert: OpenSSL, GnuTLS, Wireshark, Windows (Schannel's events, in English and German). */
const ALERT_NUMBER = [
  /alert (?:number|code|description)?[ :=]*[[(]?(\d{1,3})\b/i,
  /\((\d{1,3})\) alert/i,
  /alert code is (\d{1,3})\b/i,
  /fatal error code is (\d{1,3})\b/i,
  /AlertDesc\W{1,3}(\d{1,3})\b/,
  /fatal alert was (?:received|generated)\D{0,4}(\d{1,3})\b/i,
  /schwerwiegende Warnung (?:wurde )?(?:empfangen|generiert)\D{0,4}(\d{1,3})\b/i,
  /(?:Codenummer|Fehlercode|Warnungscode|Warnungs?nummer|Code) .{0,60}(?:ist|lautet) (\d{1,3})\b/i,
]

function numberIn(text: string, forms: readonly RegExp[]): number | null {
  for (const form of forms) {
    const digits = form.exec(text)?.[1]
    if (digits !== undefined) return Number(digits)
  }
  return null
}

function fromMessage(name: string): CodeExplanation | null {
  const found = messageMeaningOf(name)
  if (!found || !isMessageName(name)) return null
  const { explanation, causes, fix } = found
  return {
    kind: 'message',
    number: null,
    name,
    side: messageSides[name],
    aliases: [],
    explanation,
    causes: [...causes],
    fix,
  }
}

/** A verify code that a client says of a server. */
function aboutServer(code: VerifyCode): CodeExplanation {
  const explained = fromVerify(code)
  const found = serverMeaningOf(code.name)
  if (!found) return { ...explained, side: 'server-certificate' }
  return {
    ...explained,
    side: 'server-certificate',
    explanation: found.explanation,
    causes: [...found.causes],
    fix: found.fix,
  }
}

/** Whether a client says it, of a server. */
function isAboutServer(text: string): boolean {
  return CLIENT_SAYS.test(text) && !SERVER_SAYS.test(text)
}

function fromKnown(text: string, texts: readonly KnownText[]): CodeExplanation | null {
  const known = texts.find(({ pattern }) => pattern.test(text))
  if (!known) return null
  const code = 'verify' in known.is ? verifyCodeByName(known.is.verify) : undefined
  const alert = 'alert' in known.is ? alertByName(known.is.alert) : undefined
  if ('message' in known.is) return fromMessage(known.is.message)
  const explained = code
    ? (known.server && !SERVER_SAYS.test(text)) || isAboutServer(text)
      ? aboutServer(code)
      : fromVerify(code)
    : alert
      ? fromAlert(alert)
      : null
  if (!explained || known.says === undefined) return explained
  return { ...explained, explanation: sentences(message(`known.${known.says}`), explained.explanation) }
}

/** An alert by its number, by OpenSSL's text, or by its name with blanks behind the word (`s_client -state`, curl -v). */
function alertIn(text: string): TlsAlert | undefined {
  const number = numberIn(text, ALERT_NUMBER)
  const found = (number === null ? undefined : alertByNumber(number)) ?? alertFromError(text)
  if (found) return found
  // curl -v: the level is in the upper octet.
  const both = /\balert, [a-z_ ]{2,40}\((\d{3})\)/i.exec(text)?.[1]
  if (both !== undefined) return alertByNumber(Number(both) % 256)
  // .NET: TlsAlertMessage.
  const camel = /\balert: ['"]?([A-Z][A-Za-z]+)/.exec(text)?.[1]
  const snake = camel?.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase()
  const ofNet = snake === undefined ? undefined : alertByName(snake)
  if (ofNet) return ofNet
  const named = /\balert[ ,:]+(?:(?:read|write|fatal|warning)[ :]+)*([a-z_ ]{4,40})/i.exec(text)?.[1]
  return named === undefined ? undefined : alertByName(named.trim().toLowerCase().replaceAll(' ', '_'))
}

/** What browsers and Apple call an alert. */
function alertByAlias(text: string): TlsAlert | undefined {
  const words = new Set(text.split(/[^A-Za-z0-9_]+/))
  const apple = /(?:^|[^\d])-(98\d\d)\b/.exec(text)?.[1]
  return tlsAlerts.find(
    (one) =>
      (one.firefox !== null && words.has(one.firefox)) ||
      (one.chrome !== null && one.chrome !== 'ERR_SSL_PROTOCOL_ERROR' && words.has(one.chrome)) ||
      (apple !== undefined && one.apple === -Number(apple)),
  )
}

/** Finds what a text is about, the exact before the vague: number, name, a form with a number, then known words. */
function find(query: string): CodeExplanation | null {
  const text = query.trim()
  if (/^\d{1,3}$/.test(text)) return fromNumber(Number(text)) ?? fromKnown(text, knownTexts)
  const exact = verifyCodeByName(text)
  if (exact) return fromVerify(exact)
  const exactAlert = alertByName(text.replace(/^alert /i, ''))
  if (exactAlert) return fromAlert(exactAlert)
  const exactMessage = fromMessage(text)
  if (exactMessage) return exactMessage
  const judged = isAboutServer(text) ? aboutServer : fromVerify

  const verifyNumber = numberIn(text, VERIFY_NUMBER)
  const code = verifyNumber === null ? undefined : verifyCodeByNumber(verifyNumber)
  if (code) return judged(code)
  const alert = alertIn(text)
  if (alert) return { ...fromAlert(alert), side: alertSide(alert, text) }

  const known = fromKnown(text, knownTexts)
  if (known) return known
  const worded = verifyCodeFromText(text)
  if (worded) return judged(worded)
  const aliased = alertByAlias(text)
  if (aliased) return fromAlert(aliased)
  const loose = /\b(?:error|code)[ :=#]*(\d{1,3})$/i.exec(text)?.[1]
  return (
    fromKnown(text, curlTexts) ??
    fromKnown(text, messageTexts) ??
    (loose === undefined ? null : fromNumber(Number(loose)))
  )
}

/** Explains a number, a name, or a pasted error text. @throws AppError diagnosis/unknown-code */
export function explainCode(query: string): CodeExplanation {
  const found = find(query)
  if (!found) throw new AppError('diagnosis/unknown-code', { query: query.trim().slice(0, 100) })
  return found
}

/** Every verify code and alert, or those that contain every word of `search`, in English. */
export function listCodes(search = ''): CodeExplanation[] {
  const all = [...verifyCodes.map(fromVerify), ...tlsAlerts.map(fromAlert)]
  return search === '' ? all : all.filter((code) => codeMatches(sayCode(code, english.say), search))
}
