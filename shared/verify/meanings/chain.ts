import type { Meaning } from './entry.ts'

const ISSUER_FIX =
  'Give the device a certificate from an authority that the site trusts. If it has one, send the intermediate along: export the .pfx again here, or put leaf and intermediate into one file elsewhere.'

/** Codes about who signed whom. */
export const chain = {
  X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT: {
    explanation:
      'An authority further up the chain is missing. Node reports the same name when no certificate was sent at all.',
    causes: [
      'No certificate was sent (Node only).',
      'The intermediate is trusted, but the root above it is not in the CA file.',
    ],
    fix: 'Put the root into the CA file as well, not only the intermediate. If nothing was sent: choose a certificate.',
  },
  X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE: {
    explanation: 'The signature on the certificate cannot even be opened with its authority’s key.',
    causes: ['Another authority of the same name, with a key of another size, signed it.', 'The file is damaged.'],
    fix: 'Issue the certificate again with the authority that the site trusts.',
  },
  X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: {
    explanation: 'The public key in the authority’s certificate cannot be read.',
    causes: ['A kind of key that this TLS library does not know.', 'The CA certificate is damaged.'],
    fix: 'Use an authority with an RSA or P-256 key, or copy its certificate again.',
  },
  X509_V_ERR_CERT_SIGNATURE_FAILURE: {
    explanation: 'The signature on the certificate does not fit the authority it names.',
    causes: [
      'The authority was made again under the same name, and this certificate comes from the old one.',
      'Somebody else’s authority has the same name.',
      'The certificate was damaged or altered.',
    ],
    fix: 'Issue the certificate again with the authority that the site trusts. Give every authority a name of its own.',
  },
  X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: {
    explanation: 'The certificate vouches for itself: no authority signed it.',
    causes: [
      'It was made with “openssl req -x509” instead of being signed by the authority.',
      'Authority and certificate have the same subject, so that it is taken for self-signed.',
    ],
    fix: 'Let the authority sign a certificate for this device. Give authority, server and devices different subjects.',
  },
  X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: {
    explanation: 'The chain was sent whole, up to a root that is not trusted here.',
    causes: [
      'The authority was made again and this certificate comes from the old one.',
      'The certificate is meant for another site.',
      'The CA file of the server does not hold this root.',
    ],
    fix: 'Trust that root at the site, or give the device a certificate from an authority that is trusted.',
  },
  X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    explanation: 'The authority that signed a certificate of the chain is not among those that are trusted here.',
    causes: [
      'The certificate was issued by another authority.',
      'An intermediate is missing.',
      'The CA file holds the device’s certificate instead of the authority’s.',
    ],
    fix: ISSUER_FIX,
  },
  X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    explanation: 'Only the certificate itself came, and nothing that is trusted here signed it.',
    causes: [
      'It was issued by another authority, perhaps one of the same name.',
      'The intermediate was not sent along.',
      'The server’s CA file is the wrong one.',
    ],
    fix: ISSUER_FIX,
  },
  X509_V_ERR_CERT_CHAIN_TOO_LONG: {
    explanation: 'There are more certificates between device and root than the server’s depth limit allows.',
    causes: ['The limit fits an authority without intermediates: nginx starts with a depth of 1.'],
    fix: 'Raise ssl_verify_depth (nginx) or SSLVerifyDepth (Apache) to 2 or 3; sites here allow what is needed.',
  },
  X509_V_ERR_NO_ISSUER_PUBLIC_KEY: {
    explanation: 'The authority’s certificate holds no public key, so nothing it signed can be checked.',
    causes: ['The CA certificate is damaged or was made by faulty software.'],
    fix: 'Make a new authority certificate.',
  },
  X509_V_ERR_PATH_LENGTH_EXCEEDED: {
    explanation: 'There are more intermediates than an authority of the chain allows below itself (pathlen).',
    causes: ['An intermediate with pathlen 0 created a further authority.'],
    fix: 'Sign the device with the intermediate directly, or make a new authority with a larger pathlen.',
  },
  X509_V_ERR_CERT_UNTRUSTED: {
    explanation: 'The root of the chain is known but not trusted for this purpose.',
    causes: [
      'The root’s file is an OpenSSL TRUSTED CERTIFICATE that names other purposes.',
      'The system trusts it for servers but not for clients.',
    ],
    fix: 'Trust the root for TLS clients: use its plain CERTIFICATE form in the CA file.',
  },
  X509_V_ERR_CERT_REJECTED: {
    explanation: 'The root of the chain is marked as rejected for this purpose.',
    causes: ['An OpenSSL TRUSTED CERTIFICATE with “-addreject clientAuth”, or a system setting that distrusts it.'],
    fix: 'Remove the rejection, or use another authority.',
  },
  X509_V_ERR_SUBJECT_ISSUER_MISMATCH: {
    explanation: 'A certificate that was tried as the issuer is not the one the device’s certificate names.',
    causes: ['The wrong CA certificate is in the bundle. Normally another code is reported in the end.'],
    fix: 'Compare “issuer” of the certificate with “subject” of the CA certificate: they must be the same, byte for byte.',
  },
  X509_V_ERR_AKID_SKID_MISMATCH: {
    explanation: 'The authority has the right name but another key than the one that signed (key identifiers differ).',
    causes: ['The authority was made again with the same name and a new key.'],
    fix: 'Issue the certificates again with the new authority, or put the old CA certificate into the bundle as well.',
  },
  X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH: {
    explanation: 'The certificate names its authority by serial number, and the authority’s is another one now.',
    causes: ['The CA certificate was renewed, and the certificate was made with authorityKeyIdentifier=issuer:always.'],
    fix: 'Issue the certificate again with authorityKeyIdentifier=keyid only, as it is done here.',
  },
  X509_V_ERR_KEYUSAGE_NO_CERTSIGN: {
    explanation: 'The key usage of the issuer does not allow it to sign certificates.',
    causes: [
      'The CA certificate was made without keyCertSign.',
      'A device’s or server’s certificate was used as an authority.',
    ],
    fix: 'Make the CA certificate again with keyUsage keyCertSign and cRLSign, as authorities here have it.',
  },
  X509_V_ERR_PATH_LOOP: {
    explanation: 'The chain leads back to itself: two authorities have signed each other.',
    causes: ['Cross-signed authorities, both in the bundle.'],
    fix: 'Take the cross-signed copies out of the CA file and leave the roots.',
  },
  X509_V_ERR_INVALID_CA: {
    explanation: 'A certificate in the chain signed another one without being an authority for this purpose.',
    causes: [
      'A device’s or server’s certificate was used as an authority.',
      'The authority lacks basicConstraints CA:TRUE.',
      'The authority’s extended key usage allows servers only.',
    ],
    fix: 'Make the authority again with basicConstraints CA:TRUE and keyUsage keyCertSign, without an extended key usage.',
  },
  X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM: {
    explanation: 'The certificate is signed with an algorithm that this TLS library does not know.',
    causes: ['A very old (MD2) or very new (post-quantum) algorithm.'],
    fix: 'Sign it again with SHA-256 and RSA or ECDSA.',
  },
  X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH: {
    explanation: 'The signature is of a kind that the authority’s key cannot make, for example ECDSA under an RSA key.',
    causes: ['An RSA and an EC authority have the same name, and the wrong one is trusted.'],
    fix: 'Trust the authority that really signed it; give the two different names.',
  },
  X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY: {
    explanation: 'The certificate names its signature algorithm twice, and the two do not agree (RFC 5280 §4.1.1.2).',
    causes: ['Faulty software made it.', 'Somebody altered it.'],
    fix: 'Issue the certificate again; do not trust this one.',
  },
} as const satisfies Readonly<Record<string, Meaning>>
