import type { Client } from '../../../shared/client.ts'
import type { AccessRule } from '../../../shared/contract/rule.ts'
import {
  given,
  required,
  table,
  text,
  texts,
  whole,
  type Command,
  type CommandContext,
  type Commands,
} from './command.ts'

const options = {
  path: { type: 'string' },
  method: { type: 'string', multiple: true },
  certificate: { type: 'string' },
  lan: { type: 'string' },
  device: { type: 'string', multiple: true },
  group: { type: 'string', multiple: true },
  cn: { type: 'string', multiple: true },
  o: { type: 'string', multiple: true },
  ou: { type: 'string', multiple: true },
  issuer: { type: 'string', multiple: true },
  fingerprint: { type: 'string', multiple: true },
  satisfy: { type: 'string' },
  depth: { type: 'string' },
} as const

/** Columns for people, with names instead of ids. */
async function describe(client: Client, rules: readonly AccessRule[]): Promise<string> {
  const [devices, authorities] = await Promise.all([client.call('device.list', {}), client.call('authority.list', {})])
  const names = new Map([...devices, ...authorities].map((one) => [one.id, one.name]))
  const name = (id: string): string => names.get(id) ?? '(removed)'
  const who = (rule: AccessRule): string => {
    const parts = [
      ...rule.devices.map((id) => name(id)),
      ...rule.groups.map((one) => `group ${one}`),
      ...rule.commonNames.map((one) => `CN ${one}`),
      ...rule.organizations.map((one) => `O ${one}`),
      ...rule.units.map((one) => `OU ${one}`),
      ...rule.authorities.map((id) => `issued by ${name(id)}`),
      ...rule.fingerprints.map((one) => `fingerprint ${one.slice(0, 16)}…`),
    ]
    const depth = rule.depth === null ? [] : [`chain of at most ${rule.depth}`]
    return [parts.join(rule.satisfy === 'all' ? ' and ' : ' or '), ...depth].filter((one) => one !== '').join('; ')
  }
  const rows = rules.map((rule) => [
    [rule.methods.join(','), rule.path].join(' ').trim(),
    rule.certificate,
    rule.lan === 'any' ? '' : rule.lan,
    who(rule),
  ])
  return table(['PATH', 'CERTIFICATE', 'LOCAL NETWORK', 'WHOSE'], rows)
}

/** `--method GET --method HEAD`, or `--method GET,HEAD`. */
function methods(context: CommandContext): string[] | undefined {
  return texts(context, 'method')?.flatMap((one) => one.split(','))
}

const add: Command = {
  usage:
    'NAME --path PREFIX [--method METHOD[,METHOD…]]… --certificate required|optional|none|blocked [--device NAME]… [--group GROUP]… [--cn NAME]… [--o NAME]… [--ou NAME]… [--issuer AUTHORITY]… [--fingerprint SHA256]… [--satisfy any|all] [--depth N] [--lan exempt|only]',
  summary: 'ask for more or less under a path than its site does, for every method or those named',
  options,
  words: [1, 1],
  async run(context) {
    const input = {
      site: context.positionals[0] ?? '',
      path: required(context, 'path'),
      certificate: required(context, 'certificate') as AccessRule['certificate'],
      ...given({
        methods: methods(context),
        lan: text(context, 'lan') as AccessRule['lan'] | undefined,
        devices: texts(context, 'device'),
        groups: texts(context, 'group'),
        commonNames: texts(context, 'cn'),
        organizations: texts(context, 'o'),
        units: texts(context, 'ou'),
        authorities: texts(context, 'issuer'),
        fingerprints: texts(context, 'fingerprint'),
        satisfy: text(context, 'satisfy') as AccessRule['satisfy'] | undefined,
        depth: whole(context, 'depth'),
      }),
    }
    const client = await context.connect()
    const rule = await client.call('site.rule.add', input)
    const { warnings } = context.said(await client.call('site.show', { site: input.site }))
    const about = rule.lan === 'exempt' ? warnings.filter(({ code }) => code.startsWith('site/exempt-')) : []
    const lines = about.map(({ message, remedy }) => `WARNING: ${message} ${remedy}`)
    return { value: rule, text: [await describe(client, [rule]), ...lines].join('\n') }
  },
}

export const ruleCommands: Commands = {
  add,
  list: {
    usage: 'NAME',
    summary: 'list the rules of a site',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const rules = await client.call('site.rule.list', { site: context.positionals[0] ?? '' })
      return { value: rules, text: await describe(client, rules) }
    },
  },
  remove: {
    usage: 'NAME --path PREFIX [--method METHOD[,METHOD…]]…',
    summary: 'forget a rule: its paths follow their site again',
    options: { path: { type: 'string' }, method: { type: 'string', multiple: true } },
    words: [1, 1],
    async run(context) {
      const input = {
        site: context.positionals[0] ?? '',
        path: required(context, 'path'),
        ...given({ methods: methods(context) }),
      }
      const client = await context.connect()
      const removed = await client.call('site.rule.remove', input)
      return {
        value: removed,
        text: `The rule for ${[removed.methods.join(','), removed.path].join(' ').trim()} is removed.`,
      }
    },
  },
}
