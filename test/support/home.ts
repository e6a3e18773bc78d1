import type { KeyType } from '../../shared/contract/common.ts'
import { PASSPHRASE, startEngine } from './engine.ts'

/**
 * A data folder with the authority "Home", whose passphrase is cheap for the programs that open it afterwards, too: each
 * command of a test that needs the passphrase would take a second more.
 */
export async function createHome(data: string, key?: KeyType): Promise<void> {
  const { client, engine, bugs } = await startEngine(data, { startSites: false })
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, ...(key && { key }) })
  await engine.close()
  if (bugs.length > 0) throw bugs[0]
}
