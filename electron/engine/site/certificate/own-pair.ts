import { AppError, type ErrorCode } from '../../../../shared/errors/index.ts'
import type { IdentityFile } from '../../../pki/read/identity.ts'
import type { Untrusted } from '../../untrusted/index.ts'

/** Leaf first, then its chain; and its key, not encrypted. Both PEM. */
export interface ServerPair {
  readonly certPem: string
  readonly keyPem: string
}

/** What the reader of files says, said of a server certificate. */
const CODES: Partial<Record<ErrorCode, ErrorCode>> = {
  'diagnosis/key-mismatch': 'site/certificate-mismatch',
  'authority/file-password-needed': 'site/certificate-password-needed',
}

function problemOf({ code, details }: AppError): string | null {
  if (code === 'authority/file-nothing-found') {
    return details['wanted'] === 'certificate' ? 'there is no certificate in it' : 'there is no private key in it'
  }
  return code === 'authority/file-damaged' ? String(details['problem'] ?? '') : null
}

/**
 * A server certificate that the owner brings, out of files of any form: matched with its key, its chain sorted.
 * @throws AppError site/certificate-mismatch, -password-needed, -unreadable, -chain; foreign-file/…, authority/file-…
 */
export async function readOwnPair(untrusted: Untrusted, files: readonly IdentityFile[]): Promise<ServerPair> {
  try {
    const { certPem, keyPem, missingIssuer } = await untrusted.read('identity', files)
    if (missingIssuer !== null) throw new AppError('site/certificate-chain', { issuer: missingIssuer })
    return { certPem, keyPem }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const code = CODES[error.code]
    const problem = problemOf(error)
    if (code) throw new AppError(code, {}, { cause: error })
    throw problem === null ? error : new AppError('site/certificate-unreadable', { problem }, { cause: error })
  }
}
