/**
 * The one front for files of others: whatever form a request, certificate or list was carried in, it is taken out here, and
 * the strict readers behind see its DER alone. A text may be the file itself or base64 of it.
 */
import { message } from '../../../shared/messages/message.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { readCsr, type CertificateRequest } from '../x509/csr.ts'
import { describeCertificate, type CertificateDescription } from '../x509/describe.ts'
import { toPem } from '../x509/pem.ts'
import { contentsOf, fileBytes } from './contents.ts'
import { readCrl, type CrlQuestion, type ImportedCrl } from './crl.ts'

/** @throws AppError as `readCsr` and `contentsOf` */
export function readRequestFile(given: Uint8Array | string): CertificateRequest {
  const bytes = fileBytes(given)
  const [request] = contentsOf(bytes).requests
  if (!request) throw new AppError('device/csr-unreadable', { problem: message('parts.read.noRequest') })
  return readCsr(request)
}

/** The first certificate of a file. @throws AppError as `describeCertificate` and `contentsOf` */
export function readCertificateFile(given: Uint8Array | string): CertificateDescription {
  const [first] = certificatesIn(given)
  return describeCertificate(first)
}

/** All certificates of a file, PEM. @throws AppError as `describeCertificate` and `contentsOf` */
export function readCertificateFiles(given: Uint8Array | string): string {
  return certificatesIn(given)
    .map((der) => toPem('CERTIFICATE', describeCertificate(der).der))
    .join('')
}

function certificatesIn(given: Uint8Array | string): readonly [Uint8Array, ...Uint8Array[]] {
  const [first, ...others] = contentsOf(fileBytes(given)).certificates
  if (!first) throw new AppError('authority/certificate-unreadable', { problem: message('parts.read.noCertificate') })
  return [first, ...others]
}

/** @throws AppError as `readCrl` and `contentsOf` */
export function readListFile(given: Uint8Array | string, question: CrlQuestion): ImportedCrl {
  const lists = contentsOf(fileBytes(given)).crls
  return readCrl(lists.map((der) => toPem('X509 CRL', der)).join(''), question)
}
