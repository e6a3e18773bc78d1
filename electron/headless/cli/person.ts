import { AppError } from '../../../shared/errors/index.ts'
import { day, table, text, UsageError, type Command, type Commands } from './command.ts'
import { readSecret } from './files.ts'

const add: Command = {
  usage: 'NAME [--new-passphrase-file FILE]',
  summary:
    'give a person a passphrase of their own (--new-passphrase-file or VESTIBULE_NEW_PASSPHRASE) that opens the same keys; wants the passphrase of the owner',
  options: { 'new-passphrase-file': { type: 'string' } },
  words: [1, 1],
  async run(context) {
    const file = text(context, 'new-passphrase-file')
    const newPassphrase = file === undefined ? context.newPassphrase : await readSecret(file)
    if (newPassphrase === undefined) {
      throw new UsageError('give the passphrase of the person: --new-passphrase-file FILE or VESTIBULE_NEW_PASSPHRASE')
    }
    const { passphrase } = context
    if (passphrase === undefined) throw new AppError('authority/passphrase-required')
    const client = await context.connect()
    const name = context.positionals[0] ?? ''
    const value = await client.call('person.add', { name, passphrase, newPassphrase })
    return { value, text: `${value.name} has a passphrase of their own; vestibule audit says whose was used.` }
  },
}

const list: Command = {
  usage: '',
  summary: 'people whose passphrase opens the keys; the first one is the owner',
  options: {},
  words: [0, 0],
  async run(context) {
    const value = await (await context.connect()).call('person.list', {})
    const rows = value.map((one) => [one.name, one.createdAt === null ? '' : day(one.createdAt), one.id])
    return { value, text: table(['NAME', 'SINCE', 'ID'], rows) }
  },
}

const remove: Command = {
  usage: 'NAME',
  summary: 'the passphrase of a person opens nothing any more; backups of before still open with it',
  options: {},
  words: [1, 1],
  async run(context) {
    const client = await context.connect()
    const value = await client.call('person.remove', { person: context.positionals[0] ?? '' })
    return { value, text: `The passphrase of ${value.name} opens nothing any more.` }
  },
}

/** Several people with a passphrase each. */
export const personCommands: Commands = { add, list, remove }
