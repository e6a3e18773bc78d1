/** Bytes as people say them: “14.2 GB”. */
function size(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'] as const
  const step = Math.min(units.length, Math.max(1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)))
  const value = bytes / 1000 ** step
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[step - 1] ?? 'kB'}`
}

/** Carrying a certificate over to a device. */
export const handoff = {
  ways: 'How to carry it over',
  way: { link: 'QR code', drive: 'USB stick', share: 'Share', save: 'Save file' },
  making: 'Making the file and checking it…',

  linkLead: 'The device scans a code and opens a page with its files and the steps. Both must be on the same network.',
  scan: 'Scan the code with the device’s camera. The page that opens leads through these steps.',
  start: 'Show the QR code',
  startAgain: 'Show a new QR code',
  stop: 'Close the link',
  noNetwork: 'This computer is not on a network: only its own browsers could open the link.',
  links: 'One-time links',
  address: 'Network',
  addressHint: 'The link is offered there and nowhere else.',
  addressName: (address: string, kind: string, name: string) => `${address} (${kind}, ${name})`,
  kind: {
    wireless: 'Wi-Fi',
    cable: 'cable',
    virtual: 'virtual',
    'this-computer': 'this computer only',
    other: 'network',
  },
  codeLabel: 'QR code of the one-time link',
  linkWhat: 'link',
  state: {
    waiting: () => 'Waiting for the device to open it',
    opened: (device: string | null) => `Opened${device === null ? '' : ` on ${device}`}. The file was not taken yet.`,
    taken: (device: string | null) => `Taken${device === null ? '' : ` by ${device}`}. Nobody else can take it.`,
    expired: () => 'The ten minutes are over, and nobody took the file.',
    stopped: () => 'The link was closed before the file was taken.',
  } satisfies Record<string, (device: string | null) => string>,
  closes: (when: string) => `Closes ${when}`,
  soon: 'in a moment',
  passwordGone: 'Its password was shown when the link was made. Make a new one if you do not have it any more.',
  safe: 'Is this safe?',
  safeWords:
    'The page comes over plain HTTP, as the device does not trust this house yet. Whoever reads along gets a file that is useless without the password above, which is never sent. Whoever could change the traffic might hand over another authority: when the device shows the fingerprint (SHA-256) of the authority, it must be this one.',
  fingerprint: 'fingerprint of the authority',

  driveLead: 'Both certificates are written to the stick, and read back. The password is not on it.',
  noDrive: 'Plug in a USB stick: it appears here by itself.',
  space: (free: number, total: number) => `${size(free)} free of ${size(total)}`,
  readOnly: 'write-protected',
  write: (name: string) => `Write to ${name}`,
  written: (files: readonly string[]) => `Written and read back: ${files.join(' and ')}. You can pull it out.`,

  shareLead: 'AirDrop, mail or a message: the file is useless without the password.',
  saveFile: {
    profile: (name: string) => `Save profile of ${name} (.mobileconfig)`,
    pfx: (name: string) => `Save certificate of ${name} (.pfx)`,
    ca: 'Save CA certificate (.crt)',
    pem: 'Save key and certificates as PEM',
  },
  shareFile: {
    profile: (name: string) => `Share profile of ${name} (.mobileconfig)`,
    pfx: (name: string) => `Share certificate of ${name} (.pfx)`,
    ca: 'Share CA certificate (.crt)',
    pem: 'Share key and certificates as PEM',
  },
  savedAs: (file: string) => `${file}: opened again and checked.`,

  password: 'Password for the file',
  passwordWhat: 'password',
  passwordOnce: 'It is shown only now and kept nowhere. Type it on the device when it asks.',
  version: 'Which version?',
  anyVersion: 'I don’t know',
  form: { compatible: 'Compatible form.', modern: 'Modern form.' },
  made: { compatible: 'Made in the compatible form (3DES).', modern: 'Made in the modern form (AES-256).' },
  otherForm: {
    compatible: '“Wrong password”? Make it in the compatible form',
    modern: 'Make it in the modern form',
  },
  ownFold: 'Use a password of my own, and more',
  own: 'Password of your own',
  ownHint: 'Leave it empty for one that is easy to type on a phone.',
  ownAscii: 'Plain letters, digits and signs only: several systems cannot import anything else.',
  strength: 'Strength:',
  sign: 'Signature of the profile (.mobileconfig)',
  signHint: 'A profile that is signed by a certificate the device knows already is shown as verified.',
  signNone: 'Not signed',
  signWith: (site: string) => `With the certificate of ${site}`,

  how: (platform: string) => `On ${platform}`,
  trouble: 'It does not work',
  waiting: (name: string) => `Did it work? This turns green when ${name} gets in with it.`,
}
