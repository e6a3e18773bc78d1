import { message } from '../../../shared/messages/message.ts'
import type { SiteOptionInput } from '../../../shared/contract/site-options.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { fileProblem } from '../../pki/read/file-problem.ts'
import type { IdentityFile } from '../../pki/read/identity.ts'
import type { Untrusted } from '../untrusted/index.ts'
import { readOwnPair, type ServerPair } from './certificate/own-pair.ts'

/** A pair as a call carries it: each part text of a file or base64 of it, and one file may hold both. */
interface GivenPair extends ServerPair {
  readonly password?: string | undefined
}

interface GivenFiles extends Pick<SiteOptionInput, 'upstreamCertificate' | 'upstreamTls'> {
  readonly certificate?: GivenPair | null | undefined
}

function filesOf({ certPem, keyPem, password }: GivenPair): IdentityFile[] {
  return [certPem, keyPem].filter((text) => text.trim() !== '').map((bytes) => ({ bytes, password: password ?? null }))
}

/** The same call with every file in it read: PEM, matched, sorted, decrypted. @throws AppError as `readOwnPair`, site/upstream-… */
export async function readGivenFiles<T extends GivenFiles>(untrusted: Untrusted, input: T): Promise<T> {
  const { certificate, upstreamCertificate, upstreamTls } = input
  return {
    ...input,
    ...(certificate ? { certificate: await readOwnPair(untrusted, filesOf(certificate)) } : {}),
    ...(upstreamCertificate ? { upstreamCertificate: await readUpstreamIdentity(untrusted, upstreamCertificate) } : {}),
    ...(upstreamTls?.trust.by === 'authority'
      ? {
          upstreamTls: {
            ...upstreamTls,
            trust: { by: 'authority', pem: await readUpstreamAuthority(untrusted, upstreamTls.trust.pem) },
          },
        }
      : {}),
  }
}

async function readUpstreamIdentity(untrusted: Untrusted, given: GivenPair): Promise<ServerPair> {
  try {
    const { certPem, keyPem } = await untrusted.read('identity', filesOf(given))
    return { certPem, keyPem }
  } catch (error) {
    throw told(error, 'site/upstream-certificate')
  }
}

async function readUpstreamAuthority(untrusted: Untrusted, pem: string): Promise<string> {
  try {
    return await untrusted.read('certificates', pem)
  } catch (error) {
    throw told(error, 'site/upstream-authority')
  }
}

/** What is wrong with a file, said of the field that it was given for. */
function told(error: unknown, code: 'site/upstream-certificate' | 'site/upstream-authority'): unknown {
  if (!(error instanceof AppError)) return error
  if (error.code === 'diagnosis/key-mismatch') {
    return new AppError(code, { problem: message('parts.read.mismatch') }, { cause: error })
  }
  if (error.code === 'authority/file-password-needed') {
    return new AppError(code, { problem: message('parts.read.itsKeyEncrypted') }, { cause: error })
  }
  const problem = fileProblem(error)
  return problem === null ? error : new AppError(code, { problem }, { cause: error })
}
