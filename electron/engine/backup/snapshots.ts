import fs from 'node:fs'
import path from 'node:path'
import type { Snapshot } from '../../../shared/contract/store.ts'
import { instant, type Context } from '../app/context.ts'
import type { Engine } from '../engine.ts'
import { examineDatabase } from './examine-database.ts'
import { DATABASE } from './manifest.ts'
import { afterRestore, previewOf } from './service.ts'
import { noteSetBack } from './set-back.ts'
import { chooseSnapshot, viewSnapshots } from './snapshot-list.ts'
import type { Transfers } from './transfer.ts'

type Methods = Pick<Engine['methods'], 'store.snapshots' | 'store.restoreSnapshot'>

/** Going back to a copy that the program made by itself, while it runs. */
export function createSnapshotService(context: Context, transfers: Transfers): Methods {
  const { store, deps, now } = context

  const replaceBy = async (chosen: Snapshot, copy: string) => {
    const done = await context.signing.run(async () =>
      store.withBackup(copy, (backup) => {
        const stateAt = backup.state?.changedAt ?? Date.parse(chosen.date.slice(0, 10))
        const preview = previewOf({ created: instant(stateAt), program: deps.version }, backup)
        const putAside = store.keepCopy(now())
        const missing = backup.isEarlier ? backup.missing : null
        backup.replace(store.serviceKey, { now: now(), stateAt })
        noteSetBack(store, { at: now(), stateAt, missing })
        return { date: chosen.date, stateAt: chosen.stateAt, putAside, missing, preview }
      }),
    )
    await afterRestore(context, null)
    return done
  }

  return {
    'store.snapshots': async () => viewSnapshots(deps.dataFolder, now()),

    'store.restoreSnapshot': async ({ date }) => {
      const chosen = chooseSnapshot(viewSnapshots(deps.dataFolder, now()), date)
      const place = transfers.makeFolder()
      try {
        // A copy: looking at one may bring it to this version's schema.
        const copy = path.join(place.path, DATABASE)
        fs.copyFileSync(chosen.file, copy)
        examineDatabase(copy)
        return await replaceBy(chosen, copy)
      } finally {
        await transfers.remove(place.id)
      }
    },
  }
}
