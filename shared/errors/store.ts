import type { ErrorEntry } from './entry.ts'

export const storeErrors = {
  'store/read-only': {
    message: 'The data folder {folder} cannot be written to.',
    remedy: 'Make the folder writable for your user, or choose another with --data.',
  },
  'store/full': {
    message: 'The disk with the data folder is full.',
    remedy: 'Free some space and try again. Nothing was changed; running sites keep serving.',
  },
  'store/io': {
    message: 'The data folder could not be read or written: {problem}.',
    remedy: 'Check the disk. Nothing was changed.',
  },
  'store/newer-version': {
    message: 'The data folder was written by a newer version of Vestibule (schema {found}, this one knows {known}).',
    remedy: 'Install that version again, or choose another data folder with --data.',
  },
  'store/in-use': {
    message: 'Another Vestibule is already using the data folder {folder}.',
    remedy: 'Use the window that is open, or stop the other program first.',
  },
  'store/corrupt': {
    message: 'The database {file} is damaged. Nothing was overwritten.',
    remedy: 'Restore a backup: {backup}.',
  },
  'store/not-a-folder': {
    message: 'The data folder {folder} is not a folder.',
    remedy: 'Choose another with --data.',
  },
  'store/missing': {
    message: 'The database {file} is gone, but its snapshots are still there.',
    remedy: 'Copy {backup} to its place; to start afresh, move the data folder away.',
  },
  'store/service-key': {
    message: 'The file service.key in the data folder {folder} is damaged.',
    remedy: 'Put it back from a backup. Without it, move it away: Vestibule then makes new server keys when unlocked.',
  },
} as const satisfies Record<string, ErrorEntry>
