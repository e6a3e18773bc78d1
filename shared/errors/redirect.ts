import type { ErrorEntry } from './entry.ts'

export const redirectErrors = {
  'site/redirect-taken': {
    message: '{listen} cannot redirect to HTTPS: the site “{other}” listens there itself.',
    remedy: 'Redirect from another address, usually port 80.',
  },
  'site/redirect-host-taken': {
    message: 'The site “{other}” already redirects {host} from {listen}.',
    remedy: 'Let only one of the two sites redirect that name.',
  },
} as const satisfies Record<string, ErrorEntry>
