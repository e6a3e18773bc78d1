import { alerts } from '../messages/compiled/en/alerts.ts'
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
