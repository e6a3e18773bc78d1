import type { AskedLogin } from '../../../shared/contract/login.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import { UsageError, type Command } from './command.ts'

/** The command that stores what a device wants; null where nothing can be stored. */
function storeCommand({ wants }: Texts<AskedLogin>, site: string): string | null {
  const name = /^[\w.-]+$/.test(site) ? site : `'${site.replaceAll("'", `'\\''`)}'`
  switch (wants) {
    case 'basic':
    case 'digest':
      return `vestibule site set ${name} --login ${wants} --login-user USER --login-secret-file FILE`
    case 'bearer':
      return `vestibule site set ${name} --login bearer --login-secret-file FILE`
    case 'unknown':
      return `vestibule site set ${name} --login header --login-header X-Api-Key --login-secret-file FILE`
    case 'none':
    case 'connection':
    case 'form':
    case 'unclear':
      return null
  }
}

function describe(asked: Texts<AskedLogin>, site: string): string {
  const command = storeCommand(asked, site)
  return [
    asked.sentence,
    ...asked.challenges.map(
      ({ scheme, realm, algorithm }) =>
        `  ${[scheme, algorithm, realm === null ? null : `“${realm}”`].filter((one) => one !== null).join(', ')}`,
    ),
    ...(asked.problem === null ? [] : [asked.problem.message, asked.problem.remedy]),
    ...(command === null ? [] : [`To log visitors in: ${command}`]),
  ].join('\n')
}

export const loginCommand: Command = {
  usage: 'NAME --ask',
  summary: 'ask the device behind a site which login it wants; it is stored with site set --login',
  options: { ask: { type: 'boolean' } },
  words: [1, 1],
  async run(context) {
    if (context.values['ask'] !== true) throw new UsageError('--ask is missing')
    const site = context.positionals[0] ?? ''
    const client = await context.connect()
    const asked = await client.call('site.login.ask', { site })
    return { value: asked, text: describe(context.said(asked), site) }
  },
}
