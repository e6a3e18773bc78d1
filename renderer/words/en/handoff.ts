/** Carrying a certificate over to a device. */
export const handoff = {
  savePfx: (name: string) => `Save certificate of ${name} (.pfx)`,
  savePfxAgain: (name: string) => `Save a new .pfx of ${name}`,
  saveCa: 'Save CA certificate (.crt)',
  saveCaDer: 'as .cer (DER)',
  saveProfile: 'Save as one profile instead (.mobileconfig)',
  making: 'Making the file and checking it…',
  password: 'Password for the file',
  passwordWhat: 'password',
  passwordOnce: 'It is shown only now and kept nowhere. Type it on the device when it asks.',
  savedAs: (file: string) => `Saved as ${file}, opened again and checked.`,
  otherProfile: {
    compatible: 'The device says “wrong password”? Save it in the older, compatible form',
    modern: 'Save it in the modern form',
  },
  profile: {
    compatible: 'Compatible form (3DES): what phones and older systems import.',
    modern: 'Modern form (AES-256): for current systems.',
    none: '',
  },
  how: (platform: string) => `On ${platform}`,
  steps: {
    iphone: [
      'Send both files to the device: AirDrop, mail to yourself, or a USB cable and the Files app.',
      'Open the CA certificate, then Settings › General › VPN & Device Management › Install.',
      'Turn it on under Settings › General › About › Certificate Trust Settings.',
      'Open the .pfx, install it the same way, and type the password. Then open the address in Safari.',
    ],
    android: [
      'Copy both files to the device: USB cable, or your own cloud folder.',
      'Settings › Security › Encryption & credentials › Install a certificate › CA certificate: choose the .crt file.',
      'Again Install a certificate › VPN & app user certificate: choose the .pfx file and type the password.',
      'Open the address in Chrome and choose the certificate when it asks.',
    ],
    windows: [
      'Copy both files to the computer, for example on a USB stick.',
      'Open the .crt file › Install Certificate › Current User › Place in: Trusted Root Certification Authorities.',
      'Open the .pfx file › Current User, type the password, and let Windows choose the store.',
      'Open the address in Edge or Chrome and choose the certificate when it asks.',
    ],
    macos: [
      'Copy both files to the Mac, for example with AirDrop.',
      'Open the .crt file: it goes to Keychain Access. Open it there › Trust › Always Trust.',
      'Open the .pfx file and type the password; it goes to the login keychain.',
      'Open the address in Safari or Chrome and choose the certificate when it asks.',
    ],
    linux: [
      'Chrome and Chromium: Settings › Privacy and security › Security › Manage certificates.',
      'Authorities (or Custom › Trusted certificates) › Import: the .crt file, for identifying websites.',
      'Your certificates › Import: the .pfx file, and type the password.',
      'Open the address and choose the certificate when it asks.',
    ],
    firefox: [
      'Settings › Privacy & Security › Certificates › View Certificates.',
      'Authorities › Import: the .crt file, and trust it to identify websites.',
      'Your Certificates › Import: the .pfx file, and type the password.',
      'Open the address and choose the certificate when Firefox asks.',
    ],
    script: [
      'Keep both files where the script can read them and nobody else can.',
      'curl --cert-type P12 --cert FILE.pfx:PASSWORD --cacert CA.crt ADDRESS',
    ],
  },
}
