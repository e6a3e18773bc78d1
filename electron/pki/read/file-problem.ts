import type { AppError } from '../../../shared/errors/index.ts'
import { isMessage, message, type Message } from '../../../shared/messages/message.ts'

/**
 * What is wrong with a file, as part of a sentence that names what it was given for; null for an error that says it all by
 * itself (an SSH key, a wrong password).
 */
export function fileProblem(error: AppError): Message | null {
  const { wanted, problem } = error.values
  if (error.code === 'authority/file-nothing-found') {
    const noCertificate = isMessage(wanted) && wanted.id === 'parts.read.certificate'
    return message(noCertificate ? 'parts.read.noCertificate' : 'parts.read.noKey')
  }
  if (error.code !== 'authority/file-damaged' && error.code !== 'authority/certificate-unreadable') return null
  return isMessage(problem) ? problem : message('parts.der.damaged')
}
