import type { ErrorEntry } from './entry.ts'

export const upstreamErrors = {
  'site/upstream-not-https': {
    message: '{upstream} is not an https:// address: it has no certificate to trust, and asks for none.',
    remedy: 'Give an https:// address, or leave out what is said about its certificate.',
  },
  'site/upstream-authority': {
    message: 'The authority of the upstream could not be read: {problem}.',
    remedy: 'Give one or more CA certificates in PEM form.',
  },
  'site/upstream-certificate': {
    message: 'The certificate for the upstream cannot be used: {problem}.',
    remedy:
      'Give a PEM certificate (with its chain) that is still valid, and the unencrypted PEM key that belongs to it.',
  },
  'site/upstream-old-tls': {
    message: 'What answers at {upstream} speaks only {version}, which is too old to protect anything.',
    remedy:
      'Update the device, or switch on TLS 1.2 in its settings. If it offers plain HTTP in a network that you trust, give its http:// address.',
  },
  'site/upstream-wants-certificate': {
    message: '{upstream} does not answer before it has seen a certificate that it accepts.',
    remedy: 'Give this site a certificate for the upstream, from an authority that the upstream trusts.',
  },
  'site/upstream-untrusted': {
    message: 'What answers at {upstream} could not be trusted: {problem}.',
    remedy: 'If it is the right device, accept its certificate, or give the authority that issued it.',
  },
} as const satisfies Record<string, ErrorEntry>
