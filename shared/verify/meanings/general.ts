import type { Meaning } from './entry.ts'

/** Codes about the check itself, and about time. */
export const general = {
  X509_V_OK: {
    explanation:
      'The certificate is good. HAProxy and Node report the same 0 when no certificate was sent at all, so ask “was one sent?” first.',
    causes: ['A good certificate.', 'No certificate: the result then means nothing (HAProxy: ssl_c_used is 0).'],
    fix: 'Nothing needs to be done. In a HAProxy rule, test ssl_c_used 1 as well as ssl_c_verify 0.',
  },
  X509_V_ERR_UNSPECIFIED: {
    explanation: 'The certificate was refused for a reason that the TLS library does not name.',
    causes: [
      'Node has no name for the true code: it knows 28 of them and calls the rest UNSPECIFIED.',
      'A weak key or signature.',
      'A rare flaw in the certificate.',
    ],
    fix: 'Open the certificate file in Diagnostics, or run “openssl verify -CAfile ca.crt device.crt” for the exact code.',
  },
  X509_V_ERR_CERT_NOT_YET_VALID: {
    explanation: 'The certificate starts later than now.',
    causes: [
      'The clock of the computer that checks is slow, often a Raspberry Pi or router without a battery.',
      'The clock of the computer that issued it was fast.',
      'It was made with a later start on purpose.',
    ],
    fix: 'Compare date and time on both sides and switch on automatic time. Then issue the certificate again if it still starts in the future.',
  },
  X509_V_ERR_CERT_HAS_EXPIRED: {
    explanation: 'The time of the certificate, or of an authority above it, is over.',
    causes: [
      'Nobody renewed it.',
      'It was renewed, but the browser still offers the old one.',
      'The authority itself has expired: then everybody is refused.',
      'A clock is fast.',
    ],
    fix: 'Renew the device and carry the new certificate over; remove the old one from the device. Elsewhere: sign the same request again.',
  },
  X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD: {
    explanation: 'The start date in the certificate is not a date.',
    causes: ['Software that writes dates wrongly made the certificate.', 'The file is damaged.'],
    fix: 'Issue the certificate again, here or with openssl.',
  },
  X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD: {
    explanation: 'The end date in the certificate is not a date.',
    causes: ['Software that writes dates wrongly made the certificate.', 'The file is damaged.'],
    fix: 'Issue the certificate again, here or with openssl.',
  },
  X509_V_ERR_OUT_OF_MEM: {
    explanation: 'The side that checked the certificate ran out of memory. This says nothing about the certificate.',
    causes: ['The computer or container has too little memory.', 'A gigantic CRL or chain.'],
    fix: 'Free memory on the server and try again; split or shorten a CRL of many megabytes.',
  },
  X509_V_ERR_APPLICATION_VERIFICATION: {
    explanation: 'The server’s own program refused the certificate after OpenSSL had nothing against it.',
    causes: ['A rule in the program, for example a fixed list of fingerprints.'],
    fix: 'Look at the program’s own log and rules: the TLS library cannot say more.',
  },
  X509_V_ERR_INVALID_CALL: {
    explanation:
      'The check was started without a certificate to check: a fault in the program, not in the certificate.',
    causes: ['A bug in the server or in a plug-in of it.'],
    fix: 'Update the server; report it to its makers if that does not help.',
  },
  X509_V_ERR_STORE_LOOKUP: {
    explanation: 'Looking up the authority’s certificate failed before anything could be judged.',
    causes: [
      'The CA file or folder cannot be read by the server’s user.',
      'A folder of CA certificates without its hash links.',
    ],
    fix: 'Check path and permissions of the CA file; for a folder run “openssl rehash FOLDER”.',
  },
  X509_V_ERR_HOSTNAME_MISMATCH: {
    explanation: 'The server’s certificate is for another host name than the one that was called.',
    causes: [
      'The name that was typed is not in the certificate.',
      'The certificate has no subjectAltName: the common name alone has not counted for years.',
      'DNS leads the name to another server.',
    ],
    fix: 'Add the host name to the site here; its certificate is made again. Elsewhere: put the name into subjectAltName.',
  },
  X509_V_ERR_EMAIL_MISMATCH: {
    explanation: 'The certificate does not carry the e-mail address that was asked for.',
    causes: ['A mail program compared the sender’s address with the certificate.'],
    fix: 'Use a certificate with that address in its subjectAltName; for logging in to sites it plays no part.',
  },
  X509_V_ERR_IP_ADDRESS_MISMATCH: {
    explanation: 'The server’s certificate is not for the IP address that was called.',
    causes: ['The address is not in the certificate.', 'It is written there as a DNS name instead of an address.'],
    fix: 'Add the address to the site as a host; its certificate is made again. Elsewhere: subjectAltName=IP:192.168.1.20.',
  },
  X509_V_ERR_DANE_NO_MATCH: {
    explanation: 'DNS says which certificate the server must have (TLSA records), and it has another one.',
    causes: ['The certificate was renewed and the TLSA record was not.', 'Somebody is in between.'],
    fix: 'Publish the TLSA record of the new certificate, or of its authority, which changes less often.',
  },
  X509_V_ERR_NO_VALID_SCTS: {
    explanation: 'The program demands proof that the certificate is in the public logs (Certificate Transparency).',
    causes: ['A private authority’s certificates are in no public log.', 'The program was set to demand it.'],
    fix: 'Switch that demand off for your own authority; it is meant for public ones.',
  },
  X509_V_ERR_RPK_UNTRUSTED: {
    explanation: 'The other side sent a bare public key instead of a certificate (RFC 7250), and none is trusted here.',
    causes: ['A device that speaks “raw public keys”, for example from the Internet of Things.'],
    fix: 'Switch the other side to X.509 certificates.',
  },
} as const satisfies Readonly<Record<string, Meaning>>
