import type { VerifyName } from './codes.ts'
import type { Meaning } from './meanings/entry.ts'

/**
 * What programs say that is neither a verify code nor an alert: about names, connections and files. Keys are shown to
 * people who ask for one by name.
 */
export const messageMeanings = {
  'insecure-connection': {
    explanation: 'The program could not set up an encrypted connection, and does not say why.',
    causes: [
      'The site wants a certificate of this device, and none was sent.',
      'The certificate that was sent is expired, revoked, or of an authority that the site does not trust.',
      'The port speaks plain HTTP or an old version of TLS.',
    ],
    fix: 'Install the certificate of this device and choose it when you are asked. The activity of the site tells why it refused somebody.',
  },
  'unknown-host': {
    explanation: 'The name of the site is not known: nobody told this device which address it has.',
    causes: [
      'The name is missing in the DNS of your network (router, Pi-hole, AdGuard Home).',
      'The device asks another DNS server: mobile data, a VPN, private DNS or DNS over HTTPS in the browser.',
      'The name is misspelled.',
    ],
    fix: 'Enter the name in the DNS of your network with the address of the computer that runs the site, and let the device ask that DNS server.',
  },
  'connection-refused': {
    explanation: 'The computer was reached, but nothing listens at this port.',
    causes: [
      'The site or Vestibule is not running.',
      'The port in the address is not that of the site.',
      'The name leads to another computer.',
    ],
    fix: 'Check that the site is running, and that address and port are those it shows.',
  },
  'no-answer': {
    explanation: 'Nothing answered in time: what was sent got lost on the way.',
    causes: [
      'A firewall drops the connection, here or in the router.',
      'The device is in another network: guest Wi-Fi, mobile data, a VPN.',
      'The computer sleeps or is switched off, or its address has changed.',
    ],
    fix: 'Open the port in the firewall of the computer that runs the site, and check that both are in the same network.',
  },
  'connection-cut': {
    explanation: 'The connection was made and then cut without a word.',
    causes: [
      'The server refused the certificate, or missed one, and hung up: in TLS 1.3 many programs read that so.',
      'A firewall or filter between the two cut it.',
      'The server ended or crashed.',
    ],
    fix: 'Look into the activity of the site: if it names this device, the reason stands there. If it names nobody, try it without what is in between.',
  },
  'too-many-redirects': {
    explanation: 'The server sends the browser round in a circle.',
    causes: [
      'What is behind the site redirects to https:// although the visitor is there already: it does not know that the site speaks HTTPS for it.',
      'Its own address is set to another name than the site has.',
    ],
    fix: 'Tell the protected program its outside address, and that it may believe X-Forwarded-Proto from the site.',
  },
  'wrong-file-password': {
    explanation:
      'The password of the .pfx or .p12 file is wrong, or the system cannot read how the file is protected: many say the same for both.',
    causes: [
      'A typing mistake: large and small letters, or a blank at the end.',
      'The file is protected with AES-256 and the system is older (before iOS 18, macOS 15, Windows 10 1709, Android 14).',
    ],
    fix: 'Type the password as it was shown. If it is right, export the certificate again for older systems (the compatible profile).',
  },
  'old-file-encryption': {
    explanation: 'The .pfx or .p12 file is protected in a way that this program does not support.',
    causes: [
      'The file was made with RC2 or 3DES by an older program, and OpenSSL 3 no longer opens those by itself.',
      'The file uses a new way (PBMAC1, AES-256) that an older program does not know.',
    ],
    fix: 'Export the certificate again here and choose the system that it is for; with OpenSSL 3 the option -legacy opens old files.',
  },
} as const satisfies Readonly<Record<string, Meaning>>

export type MessageName = keyof typeof messageMeanings

/** Null for a name that is none. */
export function messageMeaningOf(name: string): Meaning | null {
  return Object.hasOwn(messageMeanings, name) ? messageMeanings[name as MessageName] : null
}

const UNTRUSTED: Meaning = {
  explanation: 'The certificate of the server is not trusted here. The certificate of this device has no part in it.',
  causes: [
    'The certificate of your authority (CA) is not installed on this device, or it is installed and not trusted.',
    'The server sends its certificate without the intermediate.',
    'The server shows a certificate that signed itself.',
    'Another server answers at this address.',
  ],
  fix: 'Install the certificate of your authority (the CA) on this device and trust it there as a root: export it under Authorities. iPhones and iPads want a second switch (Settings, General, About, Certificate Trust Settings), Firefox its own import.',
}
const OUT_OF_DATE: Meaning = {
  explanation: 'By the clock of this device the certificate of the server has expired, or is not valid yet.',
  causes: ['The certificate of the server was not renewed.', 'The clock of this device is wrong.'],
  fix: 'Set date and time of this device. If they are right, renew the server certificate of the site.',
}
const OTHER_NAME: Meaning = {
  explanation: 'The certificate of the server is for another name than the one in the address.',
  causes: [
    'The site is called by its IP address, or by a name that its certificate does not have.',
    'Another server answers at this address.',
  ],
  fix: 'Call the site by a name of its own, or add this name to the hosts of the site: its certificate is made anew.',
}

/**
 * What a code means when a client says it, who judges a server: then it is about the server's certificate, and the advice
 * is another one. Codes that mean the same whoever says them are not here.
 */
export const serverMeanings: Readonly<Partial<Record<VerifyName, Meaning>>> = {
  X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  X509_V_ERR_CERT_UNTRUSTED: UNTRUSTED,
  X509_V_ERR_CERT_REJECTED: UNTRUSTED,
  X509_V_ERR_CERT_HAS_EXPIRED: OUT_OF_DATE,
  X509_V_ERR_CERT_NOT_YET_VALID: OUT_OF_DATE,
  X509_V_ERR_HOSTNAME_MISMATCH: OTHER_NAME,
  X509_V_ERR_IP_ADDRESS_MISMATCH: OTHER_NAME,
}

/** Every sentence of these, for translators. */
export const serverAdvice: readonly Meaning[] = [UNTRUSTED, OUT_OF_DATE, OTHER_NAME]
