import type { AccessRule } from '../contract/rule.ts'
import type { Message } from '../messages/message.ts'

/** What the program of an app on one platform can do with a client certificate. */
export interface AppClient {
  readonly platform: 'iphone' | 'android' | 'tv' | 'browser'
  /** `partly`: it can, with a catch that `how` names. */
  readonly support: 'yes' | 'partly' | 'no'
  /** Where it is set up, or what to do instead. */
  readonly how: Message
  /** Where that was learned. */
  readonly source: string | null
}

/** A rule that an app is likely to want. */
export interface SuggestedRule extends Pick<AccessRule, 'path' | 'certificate' | 'lan'> {
  readonly why: Message
}

/** What is known about an app that people put behind a door. */
export interface AppCard {
  readonly id: string
  /** A name that is the same in every language, or what the thing is called. */
  readonly name: string | Message
  readonly clients: readonly AppClient[]
  readonly rules: readonly SuggestedRule[]
}
