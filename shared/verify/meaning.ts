/** What a code means to a person. Keyed by name: numbers differ between TLS libraries. */
export interface Meaning {
  readonly explanation: string
  /** In the order of likelihood. */
  readonly causes: readonly string[]
  /** What to do, here and elsewhere. */
  readonly fix: string
}

const ISSUER_FIX =
  'Give the device a certificate from an authority that the site trusts. If it has one, send the intermediate along: export the .pfx again here, or put leaf and intermediate in one file elsewhere.'

const verify: Readonly<Record<string, Meaning>> = {
  X509_V_OK: {
    explanation:
      'The certificate is good. With HAProxy and Node the same 0 is also reported when no certificate was sent at all.',
    causes: ['A good certificate.', 'No certificate: check “was one sent” before the code.'],
    fix: 'Nothing needs to be done.',
  },
  X509_V_ERR_UNSPECIFIED: {
    explanation: 'The certificate was refused for a reason that the TLS library does not name.',
    causes: ['A rare flaw in the certificate.', 'A weak key or signature.'],
    fix: 'Look at the certificate file in Diagnostics, or give the device a new one.',
  },
  X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT: {
    explanation:
      'An authority further up the chain is missing. Node reports the same name when no certificate was sent.',
    causes: ['The root that signed the intermediate is not trusted here.', 'No certificate was sent (Node only).'],
    fix: 'Trust the root of the chain, not only the intermediate.',
  },
  X509_V_ERR_UNABLE_TO_GET_CRL: {
    explanation:
      'Revocation is checked, but there is no revocation list (CRL) of the authority that signed this certificate.',
    causes: [
      'An intermediate was added without its CRL.',
      'A self-signed certificate: the missing list hides the true cause.',
    ],
    fix: 'Provide a CRL for each authority of the chain.',
  },
  X509_V_ERR_CERT_SIGNATURE_FAILURE: {
    explanation: 'The signature on the certificate does not fit the authority it names.',
    causes: ['Another authority of the same name signed it.', 'The file was damaged or altered.'],
    fix: 'Make the certificate again with the authority that the site trusts.',
  },
  X509_V_ERR_CRL_SIGNATURE_FAILURE: {
    explanation: 'The revocation list is not signed by the authority it belongs to.',
    causes: ['The CRL comes from an older authority of the same name.', 'The file was damaged.'],
    fix: 'Export the CRL again from the authority that is in use.',
  },
  X509_V_ERR_CERT_NOT_YET_VALID: {
    explanation: 'The certificate starts later than now.',
    causes: ['The clock of one of the two computers is wrong.', 'The certificate was made with a later start.'],
    fix: 'Check date and time on both sides.',
  },
  X509_V_ERR_CERT_HAS_EXPIRED: {
    explanation: 'The time of the certificate is over.',
    causes: [
      'Nobody renewed it.',
      'The browser still offers the old certificate beside a new one.',
      'A clock is wrong.',
    ],
    fix: 'Renew the device and carry the new certificate over; remove the old one from the browser.',
  },
  X509_V_ERR_CRL_NOT_YET_VALID: {
    explanation: 'The revocation list starts later than now.',
    causes: ['A clock is wrong.'],
    fix: 'Check date and time where the list is made and where it is used.',
  },
  X509_V_ERR_CRL_HAS_EXPIRED: {
    explanation: 'The revocation list is older than its own “next update”. Servers then refuse everybody.',
    causes: ['Nobody made a new list in time.'],
    fix: 'Sign a new CRL and load it in the server. Vestibule renews its own lists ahead of time.',
  },
  X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: {
    explanation: 'The certificate vouches for itself: no authority signed it.',
    causes: [
      'It was made with “openssl req -x509” instead of being signed by the authority.',
      'Authority and certificate have the same subject, so that it looks self-signed (often seen as alert 48).',
    ],
    fix: 'Let the authority sign a certificate for this device. Give authority, server and devices different subjects.',
  },
  X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: {
    explanation: 'The chain ends in a root that is not trusted here.',
    causes: [
      'The authority was made again and this certificate comes from the old one.',
      'The certificate belongs to another site.',
    ],
    fix: 'Trust that authority, or give the device a certificate from one that is trusted.',
  },
  X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    explanation: 'The authority that signed the certificate is not among those that are trusted.',
    causes: ['The certificate was issued by another authority.', 'An intermediate is missing.'],
    fix: ISSUER_FIX,
  },
  X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    explanation: 'Only one certificate came, and nothing that is trusted signed it.',
    causes: [
      'It was issued by another authority, perhaps one of the same name.',
      'The intermediate was not sent along.',
    ],
    fix: ISSUER_FIX,
  },
  X509_V_ERR_CERT_CHAIN_TOO_LONG: {
    explanation: 'There are more certificates between device and root than the server allows.',
    causes: ['The verify depth of the server is too small for an authority with intermediates.'],
    fix: 'Raise the depth (ssl_verify_depth in nginx, SSLVerifyDepth in Apache).',
  },
  X509_V_ERR_CERT_REVOKED: {
    explanation: 'The owner has revoked this certificate.',
    causes: ['The device was lost or replaced.', 'It was renewed, and the browser still offers the old certificate.'],
    fix: 'If it was a mistake, give the device a new certificate; a revocation is final.',
  },
  X509_V_ERR_INVALID_CA: {
    explanation: 'A certificate in the chain signed another one without being allowed to.',
    causes: ['A device or server certificate was used as an authority.', 'The authority lacks CA:TRUE.'],
    fix: 'Make the authority again with basicConstraints CA:TRUE and keyUsage keyCertSign.',
  },
  X509_V_ERR_PATH_LENGTH_EXCEEDED: {
    explanation: 'There are more intermediates than the authority’s path length allows.',
    causes: ['An intermediate created another authority that it may not have.'],
    fix: 'Sign the device with an authority that may, or raise pathlen in a new one.',
  },
  X509_V_ERR_INVALID_PURPOSE: {
    explanation: 'The certificate was not made for logging in as a client.',
    causes: [
      'It was made with the server profile (server_cert) instead of the client one (usr_cert).',
      'Its key usage lacks digitalSignature.',
    ],
    fix: 'Make a certificate with extendedKeyUsage clientAuth; devices added here have it.',
  },
  X509_V_ERR_CERT_UNTRUSTED: {
    explanation: 'The root of the chain is not trusted for this purpose.',
    causes: ['The root is marked as not trusted for client certificates.'],
    fix: 'Trust the root for TLS clients.',
  },
  X509_V_ERR_CERT_REJECTED: {
    explanation: 'The root of the chain is marked as rejected for this purpose.',
    causes: ['A trust setting of the system forbids it.'],
    fix: 'Change the trust setting, or use another authority.',
  },
  X509_V_ERR_KEYUSAGE_NO_CERTSIGN: {
    explanation: 'The authority’s key usage does not allow it to sign certificates.',
    causes: ['The CA certificate was made without keyCertSign.'],
    fix: 'Make the CA certificate again with keyUsage keyCertSign and cRLSign.',
  },
  X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER: {
    explanation: 'The authority that issued the revocation list is not known.',
    causes: ['The CRL belongs to another authority.'],
    fix: 'Provide the CRL of the authority that signed the certificate.',
  },
  X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION: {
    explanation: 'The certificate has an extension that must be understood and is not.',
    causes: ['It was made by special software with an extension marked critical.'],
    fix: 'Make the certificate without that extension.',
  },
  X509_V_ERR_KEYUSAGE_NO_CRL_SIGN: {
    explanation: 'The authority’s key usage does not allow it to sign revocation lists.',
    causes: ['The CA certificate was made without cRLSign.'],
    fix: 'Make the CA certificate again with keyUsage cRLSign.',
  },
  X509_V_ERR_PERMITTED_VIOLATION: {
    explanation: 'A name in the certificate is outside what the authority may issue for.',
    causes: ['The authority has name constraints.'],
    fix: 'Use a name within the constraints, or another authority.',
  },
  X509_V_ERR_HOSTNAME_MISMATCH: {
    explanation: 'The certificate is for another host name.',
    causes: ['The address that was typed is not in the certificate.', 'The certificate has no subjectAltName.'],
    fix: 'Add the host name to the site; its certificate is made again.',
  },
  X509_V_ERR_IP_ADDRESS_MISMATCH: {
    explanation: 'The certificate is not for this IP address.',
    causes: ['The address is written in the certificate as a name, or not at all.'],
    fix: 'Add the address to the site as a host; its certificate is made again.',
  },
  X509_V_ERR_EE_KEY_TOO_SMALL: {
    explanation: 'The key of the certificate is too short to be safe.',
    causes: ['RSA with 1024 bits.'],
    fix: 'Make a new key: RSA with at least 2048 bits, or P-256.',
  },
  X509_V_ERR_CA_KEY_TOO_SMALL: {
    explanation: 'The key of the authority is too short to be safe.',
    causes: ['An old authority with RSA 1024.'],
    fix: 'Create a new authority.',
  },
  X509_V_ERR_CA_MD_TOO_WEAK: {
    explanation: 'The certificate is signed with a digest that can be forged.',
    causes: ['SHA-1 or MD5, as old tutorials make it.'],
    fix: 'Sign it again with SHA-256.',
  },
}

/** The meaning of a verify code by its full name; null where nothing is known beyond OpenSSL's own text. */
export function meaningOf(name: string): Meaning | null {
  return (Object.hasOwn(verify, name) ? verify[name] : undefined) ?? null
}
