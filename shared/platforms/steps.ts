import type { DevicePlatform } from './pkcs12.ts'

/**
 * What a person does on the device, as data: the page of a hand-off link, the app and docs/phones say the same.
 * Settings move with every release; to correct a way is to change a line here.
 */
export interface Step {
  /** What to do, in one or two sentences. */
  readonly text: string
  /** The way through the settings; several where it depends on the version or maker. */
  readonly ways?: readonly Way[]
  /** What is handed over in this step. */
  readonly gets?: 'profile' | 'authority' | 'identity'
  /** What is good to know while doing it. */
  readonly note?: string
  /** The page that the certificate opens is visited in this step. */
  readonly visit?: true
}

export interface Way {
  /** For which version or maker; left out where it is everywhere the same. */
  readonly on?: string
  /** What is tapped, from the outermost. */
  readonly path: readonly string[]
}

export interface PlatformSteps {
  readonly name: string
  /** How the files come over where no link is used. */
  readonly bring: string
  readonly steps: readonly Step[]
  /** What people see when it does not work, and what it means. */
  readonly trouble: readonly { readonly sees: string; readonly means: string }[]
}

const WRONG_PASSWORD = {
  sees: '“Wrong password”, although it was typed right',
  means: 'The file is in a form that this version cannot read. Make it again in the compatible form.',
} as const
const NOTHING_ASKED = {
  sees: 'The browser does not ask for a certificate',
  means: 'Close the browser completely and open the address again: it remembers an earlier “cancel”.',
} as const

export const platformSteps: Readonly<Record<DevicePlatform, PlatformSteps>> = {
  iphone: {
    name: 'iPhone or iPad',
    bring: 'Send the profile to the device: AirDrop, the Files app, or a mail to yourself. Open it there.',
    steps: [
      {
        text: 'Get the profile, in Safari, and allow the download.',
        gets: 'profile',
        note: 'It holds the certificate of this device and the authority that issued it.',
      },
      {
        text: 'Install it: device code first, then the password.',
        ways: [
          { on: 'iOS 15 and newer', path: ['Settings', 'General', 'VPN & Device Management', 'Downloaded Profile'] },
          { on: 'iOS 14 and older', path: ['Settings', 'General', 'Profile'] },
        ],
        note: 'The offer lapses after some minutes; then get the profile again.',
      },
      {
        text: 'Turn on full trust for the authority.',
        ways: [{ path: ['Settings', 'General', 'About', 'Certificate Trust Settings'] }],
        note: 'Without it Safari calls the page “not private”.',
      },
      {
        text: 'Open the address in Safari, and choose the certificate when it asks.',
        visit: true,
        note: 'Safari and Mail use it; Chrome and other apps on an iPhone cannot.',
      },
    ],
    trouble: [
      WRONG_PASSWORD,
      {
        sees: 'Nothing happens after the download',
        means: 'The profile waits in Settings, at the top or under General › VPN & Device Management.',
      },
      {
        sees: 'The authority is not in Certificate Trust Settings',
        means: 'The profile is not installed yet, only downloaded.',
      },
    ],
  },
  android: {
    name: 'Android',
    bring: 'Copy both files to the device: by USB cable, or through your own cloud folder.',
    steps: [
      {
        text: 'Get the certificate of the authority. It is kept in Downloads.',
        gets: 'authority',
        note: 'Opening it there does not install it: Android wants the way through the settings.',
      },
      {
        text: 'Install it as a CA certificate, and choose “Install anyway”.',
        ways: [
          {
            on: 'Android 13 and newer',
            path: [
              'Settings',
              'Security & privacy',
              'More security & privacy',
              'Encryption & credentials',
              'Install a certificate',
              'CA certificate',
            ],
          },
          {
            on: 'Android 11 and 12',
            path: ['Settings', 'Security', 'Encryption & credentials', 'Install a certificate', 'CA certificate'],
          },
          {
            on: 'Samsung',
            path: [
              'Settings',
              'Security and privacy',
              'More security settings',
              'Install from phone storage',
              'CA certificate',
            ],
          },
        ],
        note: 'Android wants a screen lock for this. Searching the settings for “CA certificate” leads there too.',
      },
      { text: 'Get the certificate of this device.', gets: 'identity' },
      {
        text: 'Open it, or install it in the same place as “VPN & app user certificate”, and type the password.',
        ways: [{ path: ['…', 'Install a certificate', 'VPN & app user certificate'] }],
      },
      {
        text: 'Open the address in Chrome, and choose the certificate when it asks.',
        visit: true,
      },
    ],
    trouble: [
      WRONG_PASSWORD,
      NOTHING_ASKED,
      {
        sees: '“Your connection is not private”',
        means: 'The authority is not installed as a CA certificate: an authority inside the other file does not count.',
      },
    ],
  },
  windows: {
    name: 'Windows',
    bring: 'Copy both files to the computer, for example on a USB stick.',
    steps: [
      { text: 'Get the certificate of the authority.', gets: 'authority' },
      {
        text: 'Open it and install it as a trusted root, for the current user.',
        ways: [
          {
            path: [
              'Install Certificate',
              'Current User',
              'Place all certificates in the following store',
              'Trusted Root Certification Authorities',
            ],
          },
        ],
      },
      { text: 'Get the certificate of this device.', gets: 'identity' },
      {
        text: 'Open it, type the password, and let Windows choose the store.',
        ways: [{ path: ['Current User', 'Password', 'Automatically select the certificate store'] }],
      },
      { text: 'Open the address in Edge or Chrome, and choose the certificate when it asks.', visit: true },
    ],
    trouble: [
      {
        sees: '“The specified network password is not correct”',
        means:
          'Windows before 10 version 1709 cannot read the modern form. Make the file again in the compatible form.',
      },
      NOTHING_ASKED,
    ],
  },
  macos: {
    name: 'Mac',
    bring: 'Copy both files to the Mac, for example with AirDrop.',
    steps: [
      { text: 'Get the certificate of the authority.', gets: 'authority' },
      {
        text: 'Open it: it goes to Keychain Access. Open it there and trust it always.',
        ways: [{ path: ['Keychain Access', 'login', 'Certificates', 'Trust', 'Always Trust'] }],
      },
      { text: 'Get the certificate of this device.', gets: 'identity' },
      { text: 'Open it and type the password; it goes to the login keychain.' },
      { text: 'Open the address in Safari or Chrome, and choose the certificate when it asks.', visit: true },
    ],
    trouble: [
      {
        sees: '“MAC verification failed during PKCS12 import (wrong password?)”',
        means: 'This macOS cannot read the modern form. Make the file again in the compatible form.',
      },
      NOTHING_ASKED,
    ],
  },
  linux: {
    name: 'Linux',
    bring: 'Copy both files to the computer, for example on a USB stick.',
    steps: [
      { text: 'Get the certificate of the authority.', gets: 'authority' },
      {
        text: 'Import it into Chrome or Chromium as trusted for websites.',
        ways: [{ path: ['chrome://certificate-manager', 'Local certificates', 'Installed by you', 'Import'] }],
      },
      { text: 'Get the certificate of this device.', gets: 'identity' },
      {
        text: 'Import it as your own, and type the password.',
        ways: [{ path: ['chrome://certificate-manager', 'Your certificates', 'Import'] }],
      },
      { text: 'Open the address, and choose the certificate when the browser asks.', visit: true },
    ],
    trouble: [
      {
        sees: 'Another program, such as GNOME’s network settings, calls the password wrong',
        means: 'GNOME’s keyring reads only the compatible form. Make the file again in that form.',
      },
      NOTHING_ASKED,
    ],
  },
  firefox: {
    name: 'Firefox',
    bring: 'Copy both files to the computer on which Firefox runs.',
    steps: [
      { text: 'Get the certificate of the authority.', gets: 'authority' },
      {
        text: 'Import it, and trust it to identify websites.',
        ways: [
          {
            path: ['Settings', 'Privacy & Security', 'Certificates', 'View Certificates', 'Authorities', 'Import'],
          },
        ],
        note: 'Firefox has a certificate store of its own, on every system.',
      },
      { text: 'Get the certificate of this device.', gets: 'identity' },
      {
        text: 'Import it, and type the password.',
        ways: [
          {
            path: [
              'Settings',
              'Privacy & Security',
              'Certificates',
              'View Certificates',
              'Your Certificates',
              'Import',
            ],
          },
        ],
      },
      { text: 'Open the address, and choose the certificate when Firefox asks.', visit: true },
    ],
    trouble: [NOTHING_ASKED],
  },
  script: {
    name: 'Script',
    bring: 'Keep both files where the script can read them and nobody else can.',
    steps: [
      { text: 'Get the certificate of the authority.', gets: 'authority' },
      { text: 'Get the certificate of this device.', gets: 'identity' },
      {
        text: 'Visit the address with both: curl --cert-type P12 --cert FILE.pfx:PASSWORD --cacert CA.crt ADDRESS',
        visit: true,
        note: 'Other programs want the PEM form, which the app and the command line write too.',
      },
    ],
    trouble: [
      {
        sees: 'curl: “unable to get local issuer certificate”',
        means: 'The authority’s file after --cacert is missing, or is the one of another authority.',
      },
    ],
  },
}
