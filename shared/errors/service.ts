import type { ErrorEntry } from './entry.ts'

export const serviceErrors = {
  'service/no-manager': {
    message: 'What starts programs on this system is neither systemd nor OpenRC nor launchd.',
    remedy:
      'Have it run “vestibule serve --service”, or write the file of one of them with --manager and --no-start to look at.',
  },
  'service/no-user': {
    message: 'There is no user {user} on this system.',
    remedy: 'Name one that exists, or make it first.',
  },
  'service/failed': {
    message: 'The service could not be changed by {manager}: {problem}.',
    remedy: 'Nothing was left behind. The log of the system says more; with --no-start the file is only written.',
  },
  'service/not-installed': {
    message: 'The service is not installed: there is no {file}.',
    remedy: 'Nothing was done.',
  },
} as const satisfies Record<string, ErrorEntry>
