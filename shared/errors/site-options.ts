import type { ErrorEntry } from './entry.ts'

export const siteOptionErrors = {
  'site/redirect-taken': {
    message: '{listen} cannot redirect to HTTPS: the site “{other}” listens there itself.',
    remedy: 'Redirect from another address, usually port 80.',
  },
  'site/redirect-host-taken': {
    message: 'The site “{other}” already redirects {host} from {listen}.',
    remedy: 'Let only one of the two sites redirect that name.',
  },
  'site/certificate-early': {
    message: 'The server certificate, or one of its chain, is valid only from {date} on.',
    remedy: 'Check that the clock of this computer is right, or use a certificate that is valid now.',
  },
  'site/certificate-chain': {
    message: 'The certificates of the file are not a chain: number {position} did not issue the one before it.',
    remedy:
      'Put the site’s own certificate first, then the one that issued it, and so on. Certbot’s fullchain.pem is like that.',
  },
} as const satisfies Record<string, ErrorEntry>
