import type { FixAction, SiteSwitch } from '../../../shared/contract/fix.ts'
import type { Device } from '../../../shared/contract/device.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { message, type Message } from '../../../shared/messages/message.ts'
import type { Problem } from '../../../shared/transport.ts'
import { deviceVerdict, type DeviceFix } from '../../../shared/verdict/device-verdict.ts'
import { siteVerdict, type SiteVerdictState } from '../../../shared/verdict/site-verdict.ts'
import type { CommandContext } from './command.ts'

/** What `--json` says of how a site or a device is. Stable names (docs/json.md). */
export type CommandVerdictState = 'works' | 'works-but' | 'does-not-run' | 'open'

/** What mends it: a sentence, and the command where there is one that needs nothing to be filled in. */
interface CommandFix {
  readonly id: string
  readonly values: Message['values']
  readonly message: string
  readonly command?: string
}

/** A problem, which gets its sentence where it is written, with what mends it. */
type Reason = Problem & { readonly fix?: CommandFix }

export interface CommandVerdict {
  readonly state: CommandVerdictState
  readonly reasons: readonly Reason[]
}

const states: Readonly<Record<SiteVerdictState, CommandVerdictState>> = {
  works: 'works',
  'works-but': 'works-but',
  'does-not-run': 'does-not-run',
  'stands-open': 'open',
  // To whoever opens the page it is the same.
  'nobody-gets-through': 'does-not-run',
}

/** One word of a POSIX shell. */
const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

function switchOption(change: SiteSwitch): string {
  switch (change.setting) {
    case 'upstreamHeaders':
      return `--upstream-headers ${change.value}`
    case 'upstreamHost':
      return `--upstream-host ${word(change.value)}`
    case 'upstreamConnections':
      return `--upstream-connections ${change.value}`
    case 'firstByteTimeout':
      return `--first-byte-timeout ${change.value}`
    case 'upgrades':
      return change.value.map((protocol) => `--upgrade ${word(protocol)}`).join(' ')
  }
}

function siteFix(fix: FixAction, said: CommandContext['said']): CommandFix | undefined {
  const of = (sentence: Message, command?: string): CommandFix => ({
    ...sentence,
    message: said({ sentence }).sentence,
    ...(command === undefined ? {} : { command: `vestibule ${command}` }),
  })
  if (!('siteName' in fix)) return undefined
  const name = fix.siteName
  switch (fix.kind) {
    case 'start-site':
      return of(message('parts.fix.startSite', { name }), `site start ${word(name)}`)
    case 'edit-site':
    case 'trust-authority':
      return of(message('parts.fix.editSite', { name }))
    case 'trust-upstream':
      return of(message('parts.fix.trustUpstream', { name }), `site set ${word(name)} --upstream-trust seen`)
    case 'diagnose-site':
      return of(message('parts.fix.diagnoseSite', { name }), `diagnose site ${word(name)}`)
    case 'set-site':
      return of(message('parts.fix.setSite', { name }), `site set ${word(name)} ${switchOption(fix.change)}`)
  }
}

/** The verdict on a site as programs read it, the most pressing reason first. */
export function siteVerdictFor(site: Site, said: CommandContext['said']): CommandVerdict {
  const { state, concerns } = siteVerdict(site)
  const reasons = concerns.flatMap(({ reason, fix }): Reason[] => {
    if (reason === null) return []
    const mending = fix === null ? undefined : siteFix(fix, said)
    return [mending === undefined ? reason : { ...reason, fix: mending }]
  })
  return { state: states[state], reasons }
}

/** The verdict on a device as programs read it. */
export function deviceVerdictFor(device: Device, said: CommandContext['said']): CommandVerdict {
  const { state, reason, fix } = deviceVerdict(device)
  const { name } = device
  const fixes: Readonly<Record<DeviceFix, readonly [Message, string?]>> = {
    'hand-over': [message('parts.fix.handOver', { name })],
    renew: [message('parts.fix.renew', { name }), `device renew ${word(name)}`],
    release: [message('parts.fix.release', { name }), `device release ${word(name)}`],
    reissue: [message('parts.fix.reissue', { name }), `device reissue ${word(name)}`],
  }
  const mend = (chosen: DeviceFix): CommandFix => {
    const [sentence, command] = fixes[chosen]
    return {
      ...sentence,
      message: said({ sentence }).sentence,
      ...(command === undefined ? {} : { command: `vestibule ${command}` }),
    }
  }
  return {
    state: state === 'does-not-work' ? 'does-not-run' : state,
    reasons: reason === null ? [] : [fix === null ? reason : { ...reason, fix: mend(fix) }],
  }
}
