import { alerts } from '../messages/compiled/en/alerts.ts'
import { pasted } from '../messages/compiled/en/pasted.ts'
import { serverAdvice } from '../messages/compiled/en/serverAdvice.ts'
import { verify } from '../messages/compiled/en/verify.ts'
import type { Message } from '../messages/message.ts'
import type { AlertName } from './alerts.ts'
import type { VerifyName } from './codes.ts'

/**
 * What a code means to a person. The texts are `messages/catalogue/LANGUAGE/verify.json` and `alerts.json`, keyed by
 * name: numbers differ between TLS libraries.
 */
export interface Meaning {
  /** One or two sentences. */
  readonly explanation: Message
  /** In the order of likelihood. */
  readonly causes: readonly Message[]
  /** What to do, here and elsewhere. */
  readonly fix: Message
}

interface MeaningText {
  readonly explanation: string
  /** Keyed by their numbers from 1. */
  readonly causes: Readonly<Record<string, string>>
  readonly fix: string
}

/** Whole by type: a code or an alert without a meaning does not compile. */
const meanings = {
  verify: verify satisfies Readonly<Record<VerifyName, MeaningText>>,
  alerts: alerts satisfies Readonly<Record<AlertName, MeaningText>>,
  pasted: pasted satisfies Readonly<Record<string, MeaningText>>,
  serverAdvice: serverAdvice satisfies Readonly<Record<string, MeaningText>>,
}

function find(area: keyof typeof meanings, name: string): Meaning | null {
  const texts: Readonly<Record<string, MeaningText>> = meanings[area]
  const text = Object.hasOwn(texts, name) ? texts[name] : undefined
  if (!text) return null
  const said = (key: string): Message => ({ id: `${area}.${name}.${key}`, values: {} })
  return {
    explanation: said('explanation'),
    causes: Object.keys(text.causes).map((at) => said(`causes.${at}`)),
    fix: said('fix'),
  }
}

/** The meaning of a verify code by its full name; null for a name that is none. */
export function meaningOf(name: string): Meaning | null {
  return find('verify', name)
}

/** The meaning of a TLS alert by its name; null for a name that is none. */
export function alertMeaningOf(name: string): Meaning | null {
  return find('alerts', name)
}

/**
 * What programs say that is neither a verify code nor an alert: about names, connections and files. Keys are shown to
 * people who ask for one by name.
 */
export type MessageName = keyof typeof pasted

/** The meaning of such a text; null for a name that is none. */
export function messageMeaningOf(name: string): Meaning | null {
  return find('pasted', name)
}

/** Codes that mean something else when a client says them, who judges a server. */
const SERVER_ADVICE: Readonly<Partial<Record<VerifyName, keyof typeof serverAdvice>>> = {
  X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  X509_V_ERR_CERT_UNTRUSTED: 'untrusted',
  X509_V_ERR_CERT_REJECTED: 'untrusted',
  X509_V_ERR_CERT_HAS_EXPIRED: 'outOfDate',
  X509_V_ERR_CERT_NOT_YET_VALID: 'outOfDate',
  X509_V_ERR_HOSTNAME_MISMATCH: 'otherName',
  X509_V_ERR_IP_ADDRESS_MISMATCH: 'otherName',
}

/** What a code means when a client says it: it is about the server's certificate then. Null where it means the same. */
export function serverMeaningOf(name: VerifyName): Meaning | null {
  const advice = SERVER_ADVICE[name]
  return advice === undefined ? null : find('serverAdvice', advice)
}
