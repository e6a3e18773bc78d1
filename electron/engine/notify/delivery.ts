import type { ChannelSecrets, ChannelSettings } from '../store/notify.ts'
import type { Outgoing } from './compose.ts'

/** One message, and the channel that it goes to. */
export interface DeliverOptions {
  readonly settings: ChannelSettings
  readonly secrets: ChannelSecrets
  readonly outgoing: Outgoing
  readonly version: string
  readonly signal: AbortSignal
  /** Of one attempt, in milliseconds. */
  readonly timeoutMs?: number
}
