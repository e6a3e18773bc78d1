import { AppError } from '../../../../shared/errors/index.ts'
import { fileProblem } from '../../../pki/read/file-problem.ts'
import type { IdentityFile } from '../../../pki/read/identity.ts'
import type { Untrusted } from '../../untrusted/index.ts'

/** Leaf first, then its chain; and its key, not encrypted. Both PEM. */
export interface ServerPair {
  readonly certPem: string
  readonly keyPem: string
}

/**
 * A server certificate that the owner brings, out of files of any form: matched with its key, its chain sorted.
 * @throws AppError site/certificate-mismatch, -password-needed, -unreadable, -chain; foreign/…, authority/file-…
 */
export async function readOwnPair(untrusted: Untrusted, files: readonly IdentityFile[]): Promise<ServerPair> {
  try {
    const { certPem, keyPem, missingIssuer } = await untrusted.read('identity', files)
    if (missingIssuer !== null) throw new AppError('site/certificate-chain', { issuer: missingIssuer })
    return { certPem, keyPem }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'diagnosis/key-mismatch') throw new AppError('site/certificate-mismatch')
    if (error.code === 'authority/file-password-needed') throw new AppError('site/certificate-password-needed')
    const problem = fileProblem(error)
    throw problem === null ? error : new AppError('site/certificate-unreadable', { problem }, { cause: error })
  }
}
