import type { SiteProposal } from '../../../shared/contract/site.ts'
import { Host, UpstreamUrl } from '../../../shared/contract/host.ts'
import { Name } from '../../../shared/contract/common.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { describeComputer } from '../network/computer.ts'
import type { Context } from '../app/context.ts'
import { parseListen } from '../network/listen.ts'
import { findFreePort } from '../network/port.ts'
import { lookAt } from './upstream.ts'
import { message } from '../../../shared/messages/message.ts'

const FIRST_PORT = 8443

/**
 * Makes an upstream URL of what a person typed: `192.168.1.20`, `camera.local:8080`, `[fd00::1]`, a whole URL.
 * Query, fragment and credentials are dropped. @throws AppError "app/invalid-input"
 */
export function normaliseUpstream(typed: string): string {
  const text = typed.trim()
  const bare = text.includes(':') && /^[0-9a-f:.]+$/i.test(text) && text.split(':').length > 2 ? `[${text}]` : text
  const guess = /^[a-z][a-z0-9+.-]*:\/\//i.test(bare)
    ? bare
    : `${/:(?:443|8443)(?:\/|$)/.test(bare) ? 'https' : 'http'}://${bare}`
  if (URL.canParse(guess)) {
    const url = new URL(guess)
    const path = url.pathname === '/' ? '' : url.pathname
    const parsed = UpstreamUrl.safeParse(`${url.protocol}//${url.host}${path}`)
    if (parsed.success && url.hostname !== '') return parsed.data
  }
  throw new AppError('app/invalid-input', {
    field: 'upstream',
    problem: message('parts.field.upstream'),
  })
}

/** The names under which this computer can be reached in the home network. */
function ownHosts(): string[] {
  const { hostName, addresses } = describeComputer()
  const candidates = [hostName, `${hostName}.local`, ...addresses, 'localhost']
  const valid = candidates.flatMap((host) => {
    const parsed = Host.safeParse(host)
    return parsed.success ? [parsed.data] : []
  })
  return [...new Set(valid)]
}

function uniqueName(wanted: string, taken: ReadonlySet<string>): string {
  const base = Name.safeParse(Array.from(wanted).slice(0, 58).join(''))
  const name = base.success ? base.data : 'Site'
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name} (${number})`
    if (!taken.has(candidate)) return candidate
  }
}

/** Everything about a new site that the app can find out by itself. An upstream that does not answer is no refusal. */
export async function proposeSite(context: Context, typed: string): Promise<SiteProposal> {
  const upstream = normaliseUpstream(typed)
  const sites = context.store.sites.list()
  const ports = new Set(sites.map((site) => parseListen(site.listen).port))
  const [found, port] = await Promise.all([lookAt(upstream), findFreePort('0.0.0.0', FIRST_PORT, ports)])
  return {
    name: uniqueName(found.reached?.title ?? new URL(upstream).hostname, new Set(sites.map((site) => site.name))),
    upstream,
    hosts: ownHosts(),
    listen: `0.0.0.0:${port}`,
    ...found,
  }
}
