import type { Handoff } from '../../../shared/contract/handoff.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { choiceOptions, choiceUsage, readChoices } from './export.ts'
import { given, required, whole, type Command } from './command.ts'
import { grouped } from '../../../shared/contract/common.ts'
import { untilStopped } from './until-stopped.ts'

const WORDS: Readonly<Record<Handoff['state'], string>> = {
  waiting: 'Waiting for somebody to open it.',
  opened: 'The page was opened',
  taken: 'The certificate was taken',
  expired: 'The ten minutes are over.',
  stopped: 'The link was stopped.',
}

function describe({ state, visitor, visitorPlatform }: Handoff): string {
  const who = visitor === null ? '' : ` by ${visitor}${visitorPlatform === null ? '' : ` (${visitorPlatform})`}`
  return state === 'opened' || state === 'taken' ? `${WORDS[state]}${who}.` : WORDS[state]
}

export const handoffCommand: Command = {
  usage: `NAME --address IP [--port N] ${choiceUsage}`,
  summary: 'offer the files of a device at a one-time link in the local network, for ten minutes',
  options: { ...choiceOptions, address: { type: 'string' }, port: { type: 'string' } },
  words: [1, 1],
  async run(context) {
    const address = required(context, 'address')
    const port = whole(context, 'port')
    const choices = await readChoices(context)
    const { client, ended } = await context.attach()
    const early: Handoff[] = []
    let take = (news: Handoff): void => void early.push(news)
    client.on('handoff.changed', (news) => take(news))
    const { url, password, authorityFingerprint, ...started } = await client.call('handoff.start', {
      ...choices,
      address,
      ...given({ port }),
    })
    const lines = [
      `Open this on the device, within ten minutes: ${url}`,
      ...(password === undefined ? [] : [`Password, shown only now: ${password}`]),
      ...(authorityFingerprint === null ? [] : [`Authority, to compare (SHA-256): ${grouped(authorityFingerprint)}`]),
      ...context.said(started.warnings),
    ]
    const facts = { ...started, url, authorityFingerprint, ...given({ password }) }
    context.print({ event: 'ready', ...facts }, lines.join('\n'))

    let last: Handoff = started
    const over = new Promise<void>((resolve) => {
      take = (news) => {
        if (news.id !== started.id) return
        if (news.state !== last.state) context.print({ event: news.state, ...news }, describe(news))
        last = news
        if (!news.open || (news.state === 'taken' && news.authorityTakenAt !== null)) resolve()
      }
      for (const news of early) take(news)
    })
    const stopped = untilStopped().then(() => client.call('handoff.stop', { id: started.id }))
    await Promise.race([over, ended, stopped])
    if (last.takenAt === null) throw new AppError('handoff/not-taken', { name: started.deviceName })
    return { value: null, text: '', silent: true }
  },
}
