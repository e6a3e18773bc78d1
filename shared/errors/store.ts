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
  'store/revocation-noted': {
    message: 'Locked out at once, but the database could not be written: {problem}',
    remedy:
      'It is noted beside the database and is written as soon as that is possible. Until then other servers do not know of it.',
  },
  'store/revocation-not-noted': {
    message: 'Locked out at once, but it could not be written anywhere: {problem}',
    remedy: 'Do not stop Vestibule before the disk can be written again: it would be forgotten.',
  },
  'store/revocation-overdue': {
    message: 'Revocations that are in force could not be written into the database yet: {count}.',
    remedy: 'Free some space, or make the disk writable: they are written as soon as that is possible.',
  },
  'store/no-room': {
    message: 'The disk with the data folder is full: nothing but revocations is written.',
    remedy: 'Free some space. The sites stay open; activity is not recorded meanwhile.',
  },
  'store/ledger': {
    message: 'What must survive a damaged database cannot be noted beside it: {problem}.',
    remedy: 'Check the file vestibule.ledger in the data folder, its permissions and the free space.',
  },
  'store/log-put-aside': {
    message: 'A log of another database lay beside the database, and was put aside: {folder}.',
    remedy: 'Nothing needs to be done if a snapshot was put in the place of the database.',
  },
  'store/set-back': {
    message: 'The data are as they were on {date}; {missing} later changes are not known any more.',
    remedy:
      'Certificates issued since are refused until you let them in. Devices that were revoked since get in again, unless it was noted here: revoke them once more.',
  },
  'store/moved': {
    message: 'The data are as they were on {date}, and come from another folder or a copy.',
    remedy:
      'Certificates issued since are refused until you let them in. Devices that were revoked since get in again: revoke them once more.',
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
  'store/no-snapshot': {
    message: 'There is no sound snapshot of {date}.',
    remedy: 'Look which there are: vestibule store restore-snapshot --list.',
  },
  'store/vault-damaged': {
    message: 'What the passphrase opens is damaged in the database: no passphrase can open it.',
    remedy: 'Go back to a snapshot or a backup: vestibule store restore-snapshot --list.',
  },
  'store/secret-damaged': {
    message: 'The {what} is damaged in the database and cannot be read any more.',
    remedy: 'Go back to a snapshot or a backup: vestibule store restore-snapshot --list.',
  },
  'store/not-mounted': {
    message: 'The data folder {folder} is empty, but held data on {date}.',
    remedy: 'Mount the disk that it lies on, and try again. To start afresh there: vestibule store forget-folder.',
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
} as const satisfies Record<string, ErrorEntry>
