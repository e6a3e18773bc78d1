import type { Input } from '../../../shared/contract/index.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { text, texts, UsageError, whole, type CommandContext } from './command.ts'

type SetInput = Input<'site.set'>

/** How the door speaks to the device behind it. */
export const upstreamSettings = {
  'first-byte-timeout': { type: 'string' },
  'idle-timeout': { type: 'string' },
  'upstream-headers': { type: 'string' },
  'upstream-host': { type: 'string' },
  'upstream-connections': { type: 'string' },
  upgrade: { type: 'string', multiple: true },
  'encoded-paths': { type: 'string' },
} as const

export const upstreamSettingsUsage =
  '[--first-byte-timeout SECONDS] [--idle-timeout SECONDS|none] [--upstream-headers none|forwarded|names|full] ' +
  '[--upstream-host visitor|upstream|HOST] [--upstream-connections keep|one|none] [--upgrade PROTOCOL… | --upgrade none] ' +
  '[--encoded-paths forward|refuse]'

/** One of a few words. @throws UsageError */
function oneOf<T extends string>(context: CommandContext, name: string, words: readonly T[]): T | undefined {
  const said = text(context, name)
  if (said === undefined) return undefined
  const found = words.find((word) => word === said)
  if (found === undefined) throw new UsageError(`--${name} is one of ${words.join(', ')}`)
  return found
}

/** As the contract wants them; what is left out is undefined. @throws UsageError */
export function upstreamSettingFields(context: CommandContext) {
  const upgrades = texts(context, 'upgrade')
  return {
    firstByteTimeout: whole(context, 'first-byte-timeout'),
    idleTimeout: text(context, 'idle-timeout') === 'none' ? null : whole(context, 'idle-timeout'),
    upstreamHeaders: oneOf(context, 'upstream-headers', ['none', 'forwarded', 'names', 'full']),
    upstreamHost: text(context, 'upstream-host'),
    upstreamConnections: oneOf(context, 'upstream-connections', ['keep', 'one', 'none']),
    upgrades: upgrades?.length === 1 && upgrades[0] === 'none' ? [] : upgrades,
    encodedPaths: oneOf(context, 'encoded-paths', ['forward', 'refuse']),
  } satisfies Partial<{ [K in keyof SetInput]: SetInput[K] | undefined }>
}

const headerWords: Readonly<Record<Site['upstreamHeaders'], string>> = {
  none: 'nothing of its visitors',
  forwarded: 'address and host of each visitor',
  names: 'address and host of each visitor, and what its certificate says',
  full: 'address and host of each visitor, and its whole certificate',
}

/** Lines for people: always what it is told and for how long it is waited for; the others where they are set. */
export function describeUpstreamSettings(site: Site): string[] {
  const { upstreamHost, upstreamConnections, upgrades, encodedPaths, idleTimeout } = site
  const idle = idleTimeout === null ? '' : `, and ${idleTimeout} s in the middle of an answer`
  return [
    `  it is told   ${headerWords[site.upstreamHeaders]}`,
    `  waits        ${site.firstByteTimeout} s for its answer to begin${idle}`,
    ...(upstreamHost === 'visitor'
      ? []
      : [`  asked as     ${upstreamHost === 'upstream' ? new URL(site.upstream).host : upstreamHost}`]),
    ...(upstreamConnections === 'one' ? ['  connections  one at a time'] : []),
    ...(upstreamConnections === 'none' ? ['  connections  a new one for each request'] : []),
    ...(upgrades.length === 0 ? [] : [`  changes to   ${upgrades.join(', ')}, besides WebSocket`]),
    ...(encodedPaths === 'refuse' && site.rules.length > 0
      ? ['  paths        refused where servers read them differently']
      : []),
  ]
}
