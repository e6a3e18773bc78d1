import type { Manage } from '../../../shared/contract/manage.ts'
import { given, required, text, type Command, type CommandContext, type Commands } from './command.ts'

/** Where it is, and whether that is so now. */
function place({ on, url, state }: Manage): string {
  if (!on || url === null) return 'Vestibule itself is not behind the gate.'
  switch (state) {
    case 'running':
      return `Vestibule itself is open at ${url} for devices that may manage.`
    case 'failed':
      return `Vestibule itself cannot be opened at ${url}.`
    case 'stopped':
      return `Vestibule itself opens at ${url} with the program (vestibule serve, or the service), for devices that may manage.`
  }
}

function describe(manage: Manage, { said }: CommandContext): string {
  const { devices } = manage
  const { problem } = said(manage)
  const names = devices.map((one) => `${one.name} (${one.status})`).join(', ')
  return [
    place(manage),
    ...(problem ? [`${problem.message} ${problem.remedy}`] : []),
    devices.length === 0
      ? 'No device may manage yet: vestibule device set NAME --may-manage on.'
      : `Devices that may manage: ${names}.`,
  ].join('\n')
}

const on: Command = {
  usage: '--host HOST --listen ADDR:PORT [--signer NAME]',
  summary:
    'open the interface behind the gate, for devices that may manage: they see everything here and lock devices out; signing, and changing who gets in, wants the passphrase each time',
  options: { host: { type: 'string' }, listen: { type: 'string' }, signer: { type: 'string' } },
  words: [0, 0],
  async run(context) {
    const wanted = { host: required(context, 'host'), listen: required(context, 'listen') }
    const client = await context.connect()
    const value = await client.call('manage.on', {
      ...wanted,
      ...given({ signer: text(context, 'signer'), passphrase: context.passphrase }),
    })
    return { value, text: describe(value, context) }
  },
}

const off: Command = {
  usage: '',
  summary: 'close it: its port, and every session that came through it',
  options: {},
  words: [0, 0],
  async run(context) {
    const value = await (await context.connect()).call('manage.off', {})
    return { value, text: describe(value, context) }
  },
}

const show: Command = {
  usage: '',
  summary: 'whether the interface is behind the gate, where, and which devices may manage',
  options: {},
  words: [0, 0],
  async run(context) {
    const value = await (await context.connect()).call('manage.show', {})
    return { value, text: describe(value, context) }
  },
}

/** The interface of Vestibule itself, for the owner's own devices. */
export const manageCommands: Commands = { on, off, show }
