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
    message: 'A link is missing in the chain of the file: the certificate of “{issuer}”, which issued one of them.',
    remedy: 'Add it to the file; the order does not matter. Certbot’s fullchain.pem has all of them.',
  },
  'site/certificate-password-needed': {
    message: 'The key or the .pfx file is encrypted with a password.',
    remedy:
      'Give the password along: --key-password-file FILE. The key is then kept here, and the files are not watched.',
  },
  'site/ocsp-chain': {
    message: 'The status of the server certificate cannot be asked for: who issued it is not in its chain.',
    remedy: 'Give the certificate with its whole chain, for example fullchain.pem. The site itself runs without that.',
  },
  'site/ocsp-unreachable': {
    message: 'The status of the server certificate could not be fetched from {url}: {problem}.',
    remedy: 'Nothing has to be done: it is tried again, and the site runs without it.',
  },
  'site/ocsp-refused': {
    message: 'Whoever tells the status of the server certificate refused to: {problem}.',
    remedy: 'Nothing has to be done: it is tried again, and the site runs without it.',
  },
  'site/ocsp-invalid': {
    message: 'What came as the status of the server certificate is not used: {problem}.',
    remedy: 'It is tried again, and the site runs without it. If this stays, tell whoever issued the certificate.',
  },
  'site/ocsp-not-good': {
    message: 'Whoever issued the server certificate says that it is {status}.',
    remedy: 'Browsers may refuse the site: get a new certificate, or let your own authority issue one.',
  },
} as const satisfies Record<string, ErrorEntry>
