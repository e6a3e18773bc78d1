import { AppError } from '../../../shared/errors/index.ts'
import { appStatus } from './service.ts'
import type { Context } from './context.ts'

/**
 * Keeps the passphrase in the keychain. A keychain that is missing, locked or broken is told to the owner, and fails
 * nothing: what the passphrase was given for is done already.
 */
export async function remember(context: Context, passphrase: string): Promise<void> {
  const { keychain } = context.deps
  try {
    if (!keychain || !(await keychain.available())) throw new Error('there is no keychain')
    await keychain.save(passphrase)
    if ((await keychain.load()) !== passphrase) throw new Error('the keychain gives another passphrase back')
  } catch {
    await keychain?.forget().catch(() => undefined)
    context.notices().notRemembered()
  }
  context.emit('app.changed', await appStatus(context))
}

/** @throws AppError authority/not-forgotten */
export async function forget(context: Context): Promise<void> {
  try {
    await context.deps.keychain?.forget()
  } catch (error) {
    throw new AppError('authority/not-forgotten', {}, { cause: error })
  }
  context.emit('app.changed', await appStatus(context))
}

/** A passphrase that was remembered unlocks at start; one that no longer fits is forgotten. */
export async function unlockFromKeychain(context: Context, isClosing: () => boolean): Promise<void> {
  const { deps, vault } = context
  const { keychain } = deps
  if (!keychain || !vault.exists()) return
  try {
    if (!(await keychain.available())) return
    const passphrase = await keychain.load()
    if (passphrase === null || isClosing()) return
    await vault.unlock(passphrase).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'authority/wrong-passphrase') return keychain.forget()
      throw error
    })
    if (isClosing()) return vault.lock()
    const open = vault.peek()
    if (open) await context.housekeeping().run(open)
  } catch {
    // A keychain that does not work leaves the vault locked, which is no reason not to start.
  }
}
