import { AppError } from '../../../shared/errors/index.ts'
import type { Context } from '../app/context.ts'
import { keychainStatus } from '../app/service.ts'
import { remember } from '../app/remember-passphrase.ts'
import type { Engine } from '../engine.ts'
import type { Untrusted } from '../untrusted/index.ts'

type Methods = Engine['methods']
type PassphraseMethods = Pick<Methods, Extract<keyof Methods, `passphrase.${string}`>>

/** Called before a passphrase is set. @throws AppError "authority/weak-passphrase" with the reason */
export async function requireStrongPassphrase(untrusted: Untrusted, passphrase: string): Promise<void> {
  const { score, words } = await untrusted.read('passphrase-strength', passphrase)
  if (score === 0) throw new AppError('authority/weak-passphrase', { reason: words })
}

/** The hint while somebody types, and another passphrase for the same keys. */
export function createPassphraseService(context: Context): PassphraseMethods {
  const { vault, untrusted } = context

  return {
    'passphrase.change': async ({ passphrase, newPassphrase }) => {
      // That of scheduled backups lies under the service key: as the passphrase of the authority it would open it.
      if (context.store.backupSchedule.passphrase() === newPassphrase) throw new AppError('backup/same-passphrase')
      await vault.changePassphrase(passphrase, newPassphrase)
      const { remembered } = await keychainStatus(context)
      if (remembered) await remember(context, newPassphrase)
      return { changed: true, remembered }
    },
    'passphrase.strength': ({ passphrase }) => untrusted.read('passphrase-strength', passphrase),
  }
}
