const amount = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** Backups: making one, and restoring it. */
export const backup = {
  title: 'Backup',
  lead: 'Authority, devices, revocations and sites in one encrypted file. Keep it where this computer is not.',
  passphrase: 'Passphrase of the authority',
  passphraseHint: 'It opens the backup as well.',
  own: 'Another passphrase for this backup',
  ownPassphrase: 'Passphrase of the backup',
  ownHint: 'Nobody can recover it: write it down.',
  make: 'Save a backup',
  making: 'Writing the backup and reading it back…',
  made: (name: string, devices: number, sites: number) =>
    `${name} is saved and was read back: ${amount(devices, 'device')}, ${amount(sites, 'site')}.`,
  restore: {
    title: 'Restore a backup',
    have: 'I have a backup',
    back: 'Start without a backup',
    lead: 'A file that ends in .age, from this computer or another one.',
    file: 'Backup file',
    choose: 'Choose the file…',
    passphrase: 'Passphrase of the backup',
    passphraseHint: 'That of the authority when the backup was made, or its own.',
    look: 'Open it',
    uploading: 'Taking the file in…',
    checking: 'Opening the backup and checking every byte…',
    running: 'Restoring…',
    made: (at: string, version: string) => `Made on ${at} with Vestibule ${version}`,
    holds: (counts: { authorities: number; devices: number; sites: number; revocations: number }) =>
      [
        amount(counts.authorities, 'authority', 'authorities'),
        amount(counts.devices, 'device'),
        amount(counts.sites, 'site'),
        amount(counts.revocations, 'revocation'),
      ].join(', '),
    replaces: (counts: { devices: number; sites: number }) =>
      `It takes the place of what is here: ${amount(counts.devices, 'device')} and ${amount(counts.sites, 'site')}. A copy of that is kept in the data folder.`,
    keepsRevocations: (n: number) =>
      n === 1
        ? 'One certificate that was revoked since stays revoked.'
        : `${n.toLocaleString('en')} certificates that were revoked since stay revoked.`,
    keepsCertificates: (n: number) =>
      n === 1
        ? 'One certificate that was issued since still works and is kept.'
        : `${n.toLocaleString('en')} certificates that were issued since still work and are kept.`,
    loses: (names: string) => `Not in the backup: the authority ${names}. Afterwards only the copy has it.`,
    opens: 'Its sites open on this computer at once.',
    go: 'Restore this backup',
    replace: 'Replace what is here',
    done: 'The backup is restored.',
    unlocked: 'The authority is unlocked.',
    locked: 'The authority is locked: its own passphrase opens it.',
    unknown: (at: string) =>
      `What was issued or revoked after ${at} is not known here: such certificates are refused until you let them in, and devices that were revoked since get in again. Revoke them once more.`,
  },
  snapshots: {
    title: 'Go back to a copy of an earlier day',
    lead: 'The program makes a copy each day and keeps seven. Revocations stay in force, and certificates issued since stay known; changes of sites, rules and settings since are gone.',
    none: 'There is no copy yet.',
    kind: {
      day: 'of the day',
      'before-restore': 'before something was restored',
      'before-migration': 'before a new version changed the database',
    },
    go: 'Go back to it…',
    goLabel: (date: string) => `Go back to the copy of ${date}`,
    damaged: 'Damaged',
    consequences: (date: string) =>
      `The copy of ${date} takes the place of what is here. What is here is kept as a copy too.`,
    confirm: (date: string) => `Go back to ${date}`,
    done: (date: string) => `The data are those of ${date} again.`,
  },
}
