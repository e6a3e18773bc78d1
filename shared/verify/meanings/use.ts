import type { Meaning } from './entry.ts'

const PROXY_FIX =
  'Use an ordinary device certificate: proxy certificates (RFC 3820, from grid computing) are not needed here.'

/** Codes about what a certificate may be used for, its names and its strength. */
export const use = {
  X509_V_ERR_INVALID_PURPOSE: {
    explanation: 'The certificate was not made for logging in as a client.',
    causes: [
      'It was made with the server profile (server_cert) instead of the client one (usr_cert).',
      'Its key usage lacks digitalSignature.',
      'It is the authority’s own certificate.',
    ],
    fix: 'Issue a certificate with extendedKeyUsage clientAuth and keyUsage digitalSignature; devices added here have both.',
  },
  X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION: {
    explanation: 'The certificate has an extension marked “must be understood”, and the server does not know it.',
    causes: ['Special software added an extension of its own and marked it critical.'],
    fix: 'Issue the certificate without that extension, or not critical.',
  },
  X509_V_ERR_INVALID_NON_CA: {
    explanation: 'The certificate says that it is no authority, yet carries signs of one.',
    causes: ['basicConstraints CA:FALSE together with keyUsage keyCertSign.'],
    fix: 'Issue it again without keyCertSign, or as a real authority.',
  },
  X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED: {
    explanation: 'More proxy certificates stand below each other than the first of them allows.',
    causes: ['A grid job passed its credentials on too often.'],
    fix: PROXY_FIX,
  },
  X509_V_ERR_KEYUSAGE_NO_DIGITAL_SIGNATURE: {
    explanation: 'A certificate signed a proxy certificate although its key usage does not allow signatures.',
    causes: ['The user’s certificate was made without digitalSignature.'],
    fix: 'Issue the user’s certificate with keyUsage digitalSignature, as devices here have it.',
  },
  X509_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED: {
    explanation: 'The visitor sent a proxy certificate, and the server does not accept those.',
    causes: ['A grid tool logged in with its short-lived proxy instead of the user’s certificate.'],
    fix: PROXY_FIX,
  },
  X509_V_ERR_PROXY_SUBJECT_NAME_VIOLATION: {
    explanation: 'A proxy certificate does not bear the name of its owner with one part added, as it must.',
    causes: ['Faulty grid software.'],
    fix: PROXY_FIX,
  },
  X509_V_ERR_INVALID_EXTENSION: {
    explanation: 'An extension of the certificate cannot be read, or contradicts another one.',
    causes: ['A mistake in an openssl configuration, for example the same extension twice.', 'A damaged file.'],
    fix: 'Look at it with “openssl x509 -text”; issue it again with a plain profile.',
  },
  X509_V_ERR_INVALID_POLICY_EXTENSION: {
    explanation: 'The certificate’s policies cannot be read, or contradict each other.',
    causes: ['certificatePolicies or policy constraints were written wrongly.'],
    fix: 'Issue the certificate without certificatePolicies; home authorities need none.',
  },
  X509_V_ERR_NO_EXPLICIT_POLICY: {
    explanation: 'The server demands a certificate policy, and the chain has none in common.',
    causes: ['The server was set to require a policy.', 'An authority above demands one (requireExplicitPolicy).'],
    fix: 'Remove the demand, or put the same certificatePolicies into every certificate of the chain.',
  },
  X509_V_ERR_UNSUPPORTED_EXTENSION_FEATURE: {
    explanation: 'An extension uses a feature that this TLS library does not support.',
    causes: ['Special software made the certificate.'],
    fix: 'Issue the certificate again with a plain profile.',
  },
  X509_V_ERR_UNNESTED_RESOURCE: {
    explanation: 'The certificate claims internet addresses or AS numbers that its authority does not have (RFC 3779).',
    causes: ['A routing certificate (RPKI) with the wrong resources. It has no place in a login.'],
    fix: 'Issue the certificate without the RFC 3779 extensions.',
  },
  X509_V_ERR_PERMITTED_VIOLATION: {
    explanation: 'A name in the certificate is outside what its authority may issue for (name constraints).',
    causes: ['The authority is limited to some domains or networks, and this name is not in them.'],
    fix: 'Use a name within the limits, or an authority without them.',
  },
  X509_V_ERR_EXCLUDED_VIOLATION: {
    explanation: 'A name in the certificate is one that its authority must not issue for (name constraints).',
    causes: ['The authority excludes this domain or network.'],
    fix: 'Use another name, or an authority without that exclusion.',
  },
  X509_V_ERR_SUBTREE_MINMAX: {
    explanation:
      'The authority’s name constraints use minimum and maximum, which nobody supports (RFC 5280 §4.2.1.10).',
    causes: ['Special software made the authority.'],
    fix: 'Make the authority again with plain permitted and excluded names.',
  },
  X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE: {
    explanation: 'The authority’s name constraints limit a kind of name that this TLS library cannot check.',
    causes: ['Constraints on a registered ID, an X.400 address or a user principal name.'],
    fix: 'Make the authority again with constraints on DNS names, addresses or e-mail only.',
  },
  X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX: {
    explanation: 'A name constraint of the authority is written in a way that cannot be understood.',
    causes: ['A DNS constraint with “*.” before it, or a network without its mask.'],
    fix: 'Write “home.example” without “*.”, and networks as 192.168.0.0/255.255.0.0.',
  },
  X509_V_ERR_UNSUPPORTED_NAME_SYNTAX: {
    explanation: 'A name in the certificate is written in a way that cannot be compared with the name constraints.',
    causes: ['A damaged e-mail address, URL or IP address in subjectAltName.'],
    fix: 'Issue the certificate again with well-formed names.',
  },
  X509_V_ERR_SUITE_B_INVALID_VERSION: {
    explanation: 'The server demands Suite B, and a certificate of the chain is not version 3.',
    causes: ['A version 1 certificate, as “openssl x509 -req” makes without extensions.'],
    fix: 'Issue it with extensions, or switch Suite B off (cipher list SUITEB128 or SUITEB192).',
  },
  X509_V_ERR_SUITE_B_INVALID_ALGORITHM: {
    explanation:
      'The server demands Suite B, which knows only elliptic curves, and a key of the chain is of another kind.',
    causes: ['An RSA certificate.'],
    fix: 'Use P-256 or P-384 keys throughout, or switch Suite B off.',
  },
  X509_V_ERR_SUITE_B_INVALID_CURVE: {
    explanation: 'The server demands Suite B, and a key is on another curve than P-256 or P-384.',
    causes: ['A P-521, secp256k1 or Brainpool key.'],
    fix: 'Make a P-256 or P-384 key, or switch Suite B off.',
  },
  X509_V_ERR_SUITE_B_INVALID_SIGNATURE_ALGORITHM: {
    explanation: 'The server demands Suite B, and a signature does not use the digest that belongs to its curve.',
    causes: ['P-256 not signed with SHA-256, or P-384 not with SHA-384.'],
    fix: 'Sign again with the digest that belongs to the curve, or switch Suite B off.',
  },
  X509_V_ERR_SUITE_B_LOS_NOT_ALLOWED: {
    explanation: 'The server demands a level of Suite B for which this curve is not allowed.',
    causes: ['P-256 where SUITEB192 is set.'],
    fix: 'Use P-384 keys, or the level SUITEB128.',
  },
  X509_V_ERR_SUITE_B_CANNOT_SIGN_P_384_WITH_P_256: {
    explanation: 'The server demands Suite B, and a P-384 certificate was signed by a weaker P-256 authority.',
    causes: ['A P-256 authority with P-384 devices.'],
    fix: 'Use P-256 for the device, or P-384 for the authority.',
  },
  X509_V_ERR_EE_KEY_TOO_SMALL: {
    explanation: 'The key of the certificate is too short to be safe.',
    causes: ['RSA with 1024 bits, or 2048 where the server’s security level is 3 or more.'],
    fix: 'Make a new key: RSA with at least 2048 bits, or P-256. Devices added here have one.',
  },
  X509_V_ERR_CA_KEY_TOO_SMALL: {
    explanation: 'The key of an authority in the chain is too short to be safe.',
    causes: ['An old authority with RSA 1024.'],
    fix: 'Create a new authority and issue the devices’ certificates again.',
  },
  X509_V_ERR_CA_MD_TOO_WEAK: {
    explanation: 'A certificate of the chain is signed with a digest that can be forged.',
    causes: ['SHA-1 or MD5, as old tutorials and old devices make it.'],
    fix: 'Sign it again with SHA-256 (“-sha256”, default_md = sha256). Do not lower the server’s security level.',
  },
  X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA: {
    explanation:
      'The certificate is no authority but limits the length of chains below it. Found by strict checks only.',
    causes: ['pathlen was written beside CA:FALSE.'],
    fix: 'Write “basicConstraints=critical,CA:FALSE” without pathlen.',
  },
  X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN: {
    explanation: 'An authority has a pathlen but no right to sign certificates. Found by strict checks only.',
    causes: ['keyUsage was written without keyCertSign.'],
    fix: 'Make the CA certificate again with keyUsage keyCertSign and cRLSign.',
  },
  X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA: {
    explanation: 'The certificate may sign certificates but is no authority. Found by strict checks only.',
    causes: ['keyCertSign was given to a device or server.'],
    fix: 'Issue it again with keyUsage digitalSignature only.',
  },
  X509_V_ERR_ISSUER_NAME_EMPTY: {
    explanation: 'The certificate does not say who issued it. Found by strict checks only.',
    causes: ['The authority has an empty subject.'],
    fix: 'Make the authority again with a common name.',
  },
  X509_V_ERR_SUBJECT_NAME_EMPTY: {
    explanation: 'An authority of the chain has no name. Found by strict checks only.',
    causes: ['The CA certificate was made with an empty subject (“-subj /”).'],
    fix: 'Make it again with a common name.',
  },
  X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER: {
    explanation: 'The certificate does not say which key signed it. Strict checks demand that, Python 3.13 by default.',
    causes: ['An authority made with a short openssl command, without authorityKeyIdentifier.'],
    fix: 'Issue it again with authorityKeyIdentifier=keyid; certificates from here have it.',
  },
  X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER: {
    explanation: 'An authority’s certificate does not name its key. Strict checks demand that, Python 3.13 by default.',
    causes: ['The CA certificate was made without subjectKeyIdentifier=hash.'],
    fix: 'Make it again with subjectKeyIdentifier=hash; authorities from here have it.',
  },
  X509_V_ERR_EMPTY_SUBJECT_ALT_NAME: {
    explanation: 'The certificate has a list of names with nothing in it. Found by strict checks only.',
    causes: ['A template wrote subjectAltName without a value.'],
    fix: 'Issue it again with a name in the list, or without the list.',
  },
  X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL: {
    explanation:
      'The subject is empty, so the list of names must be marked critical, and it is not. Strict checks only.',
    causes: ['A certificate whose only names are in subjectAltName.'],
    fix: 'Mark subjectAltName critical, or give the certificate a common name.',
  },
  X509_V_ERR_CA_BCONS_NOT_CRITICAL: {
    explanation: 'An authority does not mark CA:TRUE as critical. Strict checks demand that, Python 3.13 by default.',
    causes: ['“basicConstraints=CA:TRUE” without “critical”, as many tutorials have it.'],
    fix: 'Make the CA certificate again with “basicConstraints=critical,CA:TRUE”.',
  },
  X509_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL: {
    explanation: 'The authority key identifier is marked critical, which it must not be. Found by strict checks only.',
    causes: ['A template with one “critical” too many.'],
    fix: 'Issue the certificate again without that mark.',
  },
  X509_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL: {
    explanation: 'The subject key identifier is marked critical, which it must not be. Found by strict checks only.',
    causes: ['A template with one “critical” too many.'],
    fix: 'Issue the certificate again without that mark.',
  },
  X509_V_ERR_CA_CERT_MISSING_KEY_USAGE: {
    explanation: 'An authority does not say what its key is for. Strict checks demand that, Python 3.13 by default.',
    causes: ['The CA certificate was made without a keyUsage, as “openssl req -x509” does by itself.'],
    fix: 'Make it again with “keyUsage=critical,keyCertSign,cRLSign”.',
  },
  X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3: {
    explanation: 'The certificate has extensions but calls itself version 1 or 2. Found by strict checks only.',
    causes: ['Faulty software.'],
    fix: 'Issue the certificate again as version 3.',
  },
  X509_V_ERR_EC_KEY_EXPLICIT_PARAMS: {
    explanation: 'The key writes its elliptic curve out in numbers instead of naming it, which can hide a weak curve.',
    causes: ['The key was made with “-param_enc explicit” or by old Java or smart-card software.'],
    fix: 'Make a new key on the named curve prime256v1 (P-256).',
  },
  X509_V_ERR_EMPTY_AUTHORITY_KEY_IDENTIFIER: {
    explanation: 'The authority key identifier is there but empty. Strict checks of new OpenSSL versions only.',
    causes: ['A template wrote the extension without a value.'],
    fix: 'Issue the certificate again with authorityKeyIdentifier=keyid.',
  },
  X509_V_ERR_AKID_ISSUER_SERIAL_NOT_PAIRED: {
    explanation:
      'The authority key identifier names issuer or serial number without the other (RFC 5280 §4.2.1.1). New OpenSSL versions only.',
    causes: ['Special software wrote one half.'],
    fix: 'Issue the certificate again with authorityKeyIdentifier=keyid.',
  },
} as const satisfies Readonly<Record<string, Meaning>>
