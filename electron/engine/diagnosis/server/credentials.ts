import { readIdentity } from '../../../pki/read/identity.ts'
import type { Credentials } from './meet.ts'

interface GivenFile {
  readonly bytes: Uint8Array | string
  readonly password: string | undefined
}

/**
 * Certificate and key out of whatever files hold them, for one connection; kept nowhere. Lists among them are left aside.
 * @throws AppError as `readIdentity`
 */
export async function fromFiles(files: readonly GivenFile[]): Promise<Credentials> {
  const { certPem, keyPem } = await readIdentity(files)
  return { certPem, keyPem }
}
