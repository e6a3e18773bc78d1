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
    message: 'The data folder was written by a newer version of Vestibule ({found}; this one knows schema {known}).',
    remedy: 'Install that version again, or choose another data folder with --data.',
  },
  'store/migration-failed': {
    message: 'The database of an earlier version could not be brought to the form of this one: {problem}.',
    remedy:
      'Nothing was changed; an untouched copy is {copy}. Go on with the earlier version, and report this with its message.',
  },
  'store/in-use': {
    message: 'Another Vestibule is already using the data folder {folder}.',
    remedy: 'Use the window that is open, or stop the other program first.',
  },
  'store/corrupt': {
    message: 'The database {file} is damaged. Nothing was overwritten.',
    remedy:
      'Go back to the newest snapshot: vestibule store restore-snapshot. Or copy {snapshot} over the database by hand while Vestibule is stopped.',
  },
  'store/corrupt-no-snapshot': {
    message: 'The database {file} is damaged, and there is no snapshot of it. Nothing was overwritten.',
    remedy: 'Move the data folder away and restore a backup: vestibule backup restore FILE.',
  },
  'store/not-a-folder': {
    message: 'The data folder {folder} is not a folder.',
    remedy: 'Choose another with --data.',
  },
  'store/missing': {
    message: 'The database {file} is gone, but its snapshots are still there.',
    remedy:
      'Go back to the newest snapshot: vestibule store restore-snapshot. Or copy {snapshot} to its place; to start afresh, move the data folder away.',
  },
  'store/service-key': {
    message: 'The file service.key in the data folder {folder} is damaged.',
    remedy: 'Put it back from a backup. Without it, move it away: Vestibule then makes new server keys when unlocked.',
  },
} as const satisfies Record<string, ErrorEntry>
