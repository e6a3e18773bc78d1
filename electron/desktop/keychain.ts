import fs from 'node:fs/promises'
import path from 'node:path'
import { safeStorage } from 'electron'
import type { Keychain } from '../engine/deps.ts'

/** The passphrase under the operating system's protection, in a file that is worthless elsewhere. */
export function createKeychain(dataFolder: string): Keychain {
  const file = path.join(dataFolder, 'remembered')
  const save = async (passphrase: string): Promise<void> => {
    const temporary = `${file}.new`
    await fs.writeFile(temporary, await safeStorage.encryptStringAsync(passphrase), { mode: 0o600 })
    await fs.rename(temporary, file)
  }
  return {
    available: () => safeStorage.isAsyncEncryptionAvailable(),
    // Without a keyring Electron only obfuscates, with a password that is in its source.
    weak: async () => process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text',
    async load() {
      const content = await fs.readFile(file).catch(() => null)
      if (!content) return null
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(content)
        // The system has a new or a better key: kept under that from now on.
        if (shouldReEncrypt) await save(result).catch(() => undefined)
        return result
      } catch {
        // Another user's or computer's: as if nothing had been remembered.
        return null
      }
    },
    save,
    forget: () => fs.rm(file, { force: true }),
  }
}
