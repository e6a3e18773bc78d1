import type { Activity } from '../../../shared/contract/activity.ts'
import { given, text, whole, type Command } from './command.ts'

function line(one: Activity): string {
  const code = one.verifyCode === null ? '' : ` [${one.verifyCode} ${one.verifyName ?? ''}]`
  return `${one.at}  ${one.siteName ?? '-'}  ${one.address}  ${one.outcome}${code}  ${one.reason}`
}

export const activityCommand: Command = {
  usage: '[--follow] [--site NAME] [--limit N]',
  summary: 'who knocked, and what was decided',
  options: { follow: { type: 'boolean' }, site: { type: 'string' }, limit: { type: 'string' } },
  words: [0, 0],
  async run(context) {
    const client = await context.connect()
    const site = text(context, 'site')
    const wanted = site === undefined ? null : (await client.call('site.show', { site })).id
    const list = await client.call('activity.list', given({ site, limit: whole(context, 'limit') }))
    const oldestFirst = list.toReversed()
    if (context.values['follow'] !== true) return { value: list, text: oldestFirst.map(line).join('\n') }
    for (const one of oldestFirst) context.print(one, line(one))
    client.on('activity.added', (one) => {
      if (wanted === null || one.siteId === wanted) context.print(one, line(one))
    })
    await new Promise<void>((resolve) => {
      process.once('SIGINT', () => resolve())
      process.once('SIGTERM', () => resolve())
    })
    return { value: null, text: '', silent: true }
  },
}
