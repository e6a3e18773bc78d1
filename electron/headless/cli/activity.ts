import type { Activity } from '../../../shared/contract/activity.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { given, text, whole, type Command } from './command.ts'

function line(one: Activity): string {
  const code = one.verifyCode === null ? '' : ` [${one.verifyCode} ${one.verifyName ?? ''}]`
  return `${one.at}  ${one.siteName ?? '-'}  ${one.address}  ${one.outcome}${one.observed === null ? '' : ` (observed: ${one.observed})`}${code}  ${one.reason}`
}

export const activityCommand: Command = {
  usage: '[--follow] [--site NAME] [--limit N]',
  summary: 'who knocked, and what was decided',
  options: { follow: { type: 'boolean' }, site: { type: 'string' }, limit: { type: 'string' } },
  words: [0, 0],
  async run(context) {
    const following = context.values['follow'] === true ? await context.follow() : null
    const client = following?.client ?? (await context.connect())
    const site = text(context, 'site')
    const wanted = site === undefined ? null : (await client.call('site.show', { site })).id
    // Followed from before the list is asked for, so that no line falls between the two.
    const early: Activity[] = []
    let show = (one: Activity): void => void early.push(one)
    if (following) client.on('activity.added', (one) => (wanted === null || one.siteId === wanted ? show(one) : null))
    const list = await client.call('activity.list', given({ site, limit: whole(context, 'limit') }))
    const oldestFirst = list.toReversed()
    if (!following) return { value: list, text: oldestFirst.map(line).join('\n') }
    const last = oldestFirst.at(-1)?.id ?? 0
    for (const one of oldestFirst) context.print(one, line(one))
    show = (one) => context.print(one, line(one))
    for (const one of early) if (one.id > last) show(one)
    const stopped = new Promise<'stopped'>((resolve) => {
      process.once('SIGINT', () => resolve('stopped'))
      process.once('SIGTERM', () => resolve('stopped'))
      // The reader is gone: `| head`, for example.
      process.stdout.once('error', () => resolve('stopped'))
    })
    if ((await Promise.race([stopped, following.ended])) !== 'stopped') throw new AppError('app/not-connected')
    return { value: null, text: '', silent: true }
  },
}
