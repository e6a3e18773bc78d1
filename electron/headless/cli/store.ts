import path from 'node:path'
import type { Snapshot, SnapshotRestored } from '../../../shared/contract/store.ts'
import { FailureError } from '../../../shared/errors/failure-error.ts'
import { chooseSnapshot, viewSnapshots } from '../../engine/backup/snapshot-list.ts'
import { defaultStateFolder } from '../../engine/data-folder.ts'
import { createKnownFolders } from '../../engine/known-folders.ts'
import { putSnapshotBack } from '../../engine/store/restore-snapshot.ts'
import { given, table, type Answer, type CommandContext, type Commands } from './command.ts'

/** The running program; null where none is: then the folder is mended without one. */
async function running(context: CommandContext) {
  try {
    return (await context.follow()).client
  } catch (error) {
    if (error instanceof FailureError && error.code === 'app/not-running') return null
    throw error
  }
}

const kinds: Readonly<Record<Snapshot['kind'], string>> = {
  day: 'of the day',
  'before-restore': 'before something was restored',
  'before-migration': 'before a new version changed the database',
}

function listed(snapshots: readonly Snapshot[]): Answer {
  const rows = snapshots.map((one) => [one.date, kinds[one.kind], one.sound ? '' : 'DAMAGED', one.file])
  return {
    value: snapshots,
    text: rows.length === 0 ? 'There is no snapshot.' : table(['DATE', 'MADE', '', 'FILE'], rows),
  }
}

/** What is there again, and what nobody can know any more. */
function restored(done: SnapshotRestored): Answer {
  const state = done.stateAt ?? done.date
  const lines = [
    `The data are as they were on ${state}${done.missing === null ? '' : `; ${done.missing} later changes are not known any more`}.`,
    'Certificates issued since are refused until you let them in: vestibule inbox list, vestibule device admit.',
    'Revocations that were noted beside the database are in force again. What was revoked since and not noted gets in again: revoke it once more, vestibule device revoke --serial.',
    'Changes of sites, rules and settings since are gone.',
    ...(done.putAside === null ? [] : [`What it took the place of is kept: ${done.putAside}`]),
  ]
  return { value: done, text: lines.join('\n') }
}

export const storeCommands: Commands = {
  'restore-snapshot': {
    usage: '[DATE] [--list]',
    summary: 'go back to a copy that the program made by itself, as after the database was damaged',
    options: { list: { type: 'boolean' } },
    words: [0, 1],
    async run(context) {
      const client = await running(context)
      const [date] = context.positionals
      const now = Date.now()
      if (client) {
        if (context.values['list'] === true) return listed(await client.call('store.snapshots', {}))
        const { preview, ...done } = await client.call('store.restoreSnapshot', given({ date }))
        const answer = restored(done)
        return { ...answer, value: { ...done, preview } }
      }
      const all = viewSnapshots(context.dataFolder, now)
      if (context.values['list'] === true) return listed(all)
      const chosen = chooseSnapshot(all, date)
      const { putAside, missing } = putSnapshotBack(context.dataFolder, chosen.file, now)
      return restored({ date: chosen.date, stateAt: chosen.stateAt, putAside, missing })
    },
  },
  'forget-folder': {
    usage: '',
    summary: 'begin anew in a data folder that is empty although it held data before',
    options: {},
    words: [0, 0],
    async run(context) {
      createKnownFolders(path.join(defaultStateFolder(), 'folders.json'), Date.now).forget(context.dataFolder)
      return { value: { folder: context.dataFolder }, text: `Nothing is expected in ${context.dataFolder} any more.` }
    },
  },
}
