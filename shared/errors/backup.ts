import type { ErrorEntry } from './entry.ts'

export const backupErrors = {
  'backup/nothing': {
    message: 'There is nothing to back up yet.',
    remedy: 'Create an authority first.',
  },
  'backup/wrong-passphrase': {
    message: 'That passphrase does not open this backup.',
    remedy: 'Use the one the backup was made with: that of the authority at that time, or one of its own.',
  },
  'backup/not-a-backup': {
    message: 'The file is no backup of Vestibule: {problem}.',
    remedy: 'Choose the file that backup create wrote; its name ends in .age.',
  },
  'backup/truncated': {
    message: 'The backup is cut off: {problem}.',
    remedy: 'Copy it again from where it came from. Nothing was changed.',
  },
  'backup/damaged': {
    message: 'The backup is damaged: {problem}.',
    remedy: 'Use another copy of it. Nothing was changed.',
  },
  'backup/newer-version': {
    message: 'The backup was written by a newer version of Vestibule ({found}).',
    remedy: 'Install that version, then restore the backup with it. Nothing was changed.',
  },
  'backup/data-exists': {
    message: 'There is data here already: {devices} devices of {authorities} authorities.',
    remedy: 'Confirm that the backup shall take its place (--replace); what is here is kept as a snapshot.',
  },
  'backup/check-failed': {
    message: 'The backup could not be read back after it was written.',
    remedy: 'Nothing was kept under its name. Check the disk that it was written to and try again.',
  },
  'backup/transfer-gone': {
    message: 'The file is not there any more.',
    remedy: 'Start again: a file that waits is kept for an hour.',
  },
  'backup/too-large': {
    message: 'The file is larger than {limit}, which is more than a backup can be here.',
    remedy: 'Restore it with the command line: vestibule backup restore FILE.',
  },
} as const satisfies Record<string, ErrorEntry>
