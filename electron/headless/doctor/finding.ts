/** `vestibule doctor`: looks at an installation and changes nothing, neither in the data folder nor in the system. */
import type { Message } from '../../../shared/messages/message.ts'

/** `ok`: as it should be. `note`: worth knowing. `wrong`: has to be mended. */
export type FindingStatus = 'ok' | 'note' | 'wrong'

/** One thing that was looked at. */
export interface Finding {
  readonly check:
    'folder' | 'keys' | 'schema' | 'disk' | 'clock' | 'versions' | 'service' | 'ports' | 'site' | 'firewall'
  readonly status: FindingStatus
  readonly message: Message
  /** What to do; null where there is nothing. */
  readonly remedy: Message | null
}

export function ok(check: Finding['check'], message: Message): Finding {
  return { check, status: 'ok', message, remedy: null }
}

export function note(check: Finding['check'], message: Message, remedy: Message | null = null): Finding {
  return { check, status: 'note', message, remedy }
}

/** Something that is wrong has a way out. */
export function wrong(check: Finding['check'], message: Message, remedy: Message): Finding {
  return { check, status: 'wrong', message, remedy }
}
