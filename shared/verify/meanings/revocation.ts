import type { Meaning } from './entry.ts'

const NEW_CRL =
  'Sign a new CRL: Authority › Revocation list here, “openssl ca -gencrl” elsewhere; then load it in the server.'

/** Codes about revocation: lists (CRL) and answers (OCSP). */
export const revocation = {
  X509_V_ERR_UNABLE_TO_GET_CRL: {
    explanation: 'Revocation is checked, but there is no revocation list (CRL) of an authority in this chain.',
    causes: [
      'An intermediate or second authority was added without its CRL: each of the chain needs one.',
      'The certificate is self-signed or a stranger’s: the missing list hides the true cause.',
      'The CRL belongs to an authority of another name.',
    ],
    fix: 'Put the CRLs of all authorities, the root’s included, into the server’s CRL file. Sites here do not need one.',
  },
  X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE: {
    explanation: 'The signature on the revocation list cannot even be opened with the authority’s key.',
    causes: ['The CRL comes from an older authority of the same name, with a key of another size.'],
    fix: NEW_CRL,
  },
  X509_V_ERR_CRL_SIGNATURE_FAILURE: {
    explanation: 'The revocation list is not signed by the authority it names.',
    causes: ['The CRL comes from an older authority of the same name.', 'The file was damaged or altered.'],
    fix: NEW_CRL,
  },
  X509_V_ERR_CRL_NOT_YET_VALID: {
    explanation: 'The revocation list starts later than now; until then servers refuse everybody.',
    causes: ['The clock of the server is slow.', 'The clock of the computer that signed the list was fast.'],
    fix: 'Check date and time where the list is made and where it is used.',
  },
  X509_V_ERR_CRL_HAS_EXPIRED: {
    explanation: 'The revocation list is older than its own “next update”. Servers then refuse everybody.',
    causes: ['Nobody signed a new list in time: “openssl ca” makes lists for 30 days.', 'A clock is fast.'],
    fix: `${NEW_CRL} Vestibule signs its own lists again ahead of time.`,
  },
  X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD: {
    explanation: 'The start date in the revocation list is not a date.',
    causes: ['Faulty software made the list.', 'The file is damaged.'],
    fix: NEW_CRL,
  },
  X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD: {
    explanation: 'The “next update” date in the revocation list is not a date.',
    causes: ['Faulty software made the list.', 'The file is damaged.'],
    fix: NEW_CRL,
  },
  X509_V_ERR_CERT_REVOKED: {
    explanation: 'The owner of the authority has revoked this certificate.',
    causes: [
      'It was renewed, and the browser still offers the old certificate.',
      'The device was lost or replaced.',
      'It was revoked by mistake.',
    ],
    fix: 'Remove the old certificate from the device. If it was a mistake, issue a new one: a revocation is final.',
  },
  X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER: {
    explanation: 'The certificate of the authority that signed the revocation list is not at hand.',
    causes: ['The CRL belongs to another authority.', 'A separate CRL signer is used and not in the bundle.'],
    fix: 'Use the CRL of the authority that signed the certificates, or add the CRL signer’s certificate.',
  },
  X509_V_ERR_KEYUSAGE_NO_CRL_SIGN: {
    explanation: 'The authority’s key usage does not allow it to sign revocation lists.',
    causes: ['The CA certificate was made without cRLSign.'],
    fix: 'Make the CA certificate again, with the same key, with keyUsage keyCertSign and cRLSign.',
  },
  X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION: {
    explanation: 'The revocation list has an extension that must be understood and is not.',
    causes: ['A delta CRL or one for part of the certificates only (issuing distribution point).'],
    fix: 'Export a plain, complete CRL from the authority.',
  },
  X509_V_ERR_DIFFERENT_CRL_SCOPE: {
    explanation: 'The lists that were found do not speak about this kind of certificate.',
    causes: ['The CRL covers only CA certificates, or only users, or only some reasons.'],
    fix: 'Provide the authority’s complete CRL.',
  },
  X509_V_ERR_CRL_PATH_VALIDATION_ERROR: {
    explanation: 'The chain of whoever signed the revocation list does not hold.',
    causes: ['A separate CRL signer whose own certificate has expired or is not trusted.'],
    fix: 'Let the authority sign the list itself, or renew the CRL signer.',
  },
  X509_V_ERR_OCSP_VERIFY_NEEDED: {
    explanation: 'The program wants to ask the authority’s OCSP responder before it decides.',
    causes: ['A step inside a program; nobody should see this code as a result.'],
    fix: 'Look at the program’s log for what became of the OCSP request.',
  },
  X509_V_ERR_OCSP_VERIFY_FAILED: {
    explanation: 'The OCSP check could not be completed.',
    causes: ['The responder cannot be reached.', 'Its answer is for another certificate or badly signed.'],
    fix: 'Check that the server reaches the responder, or use a CRL instead.',
  },
  X509_V_ERR_OCSP_CERT_UNKNOWN: {
    explanation: 'The OCSP responder does not know this certificate.',
    causes: [
      'It was issued elsewhere or not yet reported to the responder.',
      'The responder belongs to another authority.',
    ],
    fix: 'Check that the responder serves the authority that issued the certificate.',
  },
  X509_V_ERR_OCSP_RESP_INVALID: {
    explanation: 'What the OCSP responder answered, or the server stapled, is no valid answer.',
    causes: ['A web page instead of an OCSP answer, often from a proxy in between.', 'A damaged stapling file.'],
    fix: 'Fetch the answer with “openssl ocsp” to see it; remove a stale stapling file.',
  },
  X509_V_ERR_OCSP_SIGNATURE_FAILURE: {
    explanation: 'The OCSP answer is not signed by whoever may answer for this authority.',
    causes: ['The responder’s certificate expired or lacks OCSPSigning.', 'The answer was altered.'],
    fix: 'Renew the responder’s certificate with extendedKeyUsage OCSPSigning.',
  },
  X509_V_ERR_OCSP_NOT_YET_VALID: {
    explanation: 'The OCSP answer is dated in the future.',
    causes: ['A clock is wrong, here or at the responder.'],
    fix: 'Check date and time on both sides.',
  },
  X509_V_ERR_OCSP_HAS_EXPIRED: {
    explanation: 'The OCSP answer is too old to count.',
    causes: [
      'The server staples an answer that it no longer renews.',
      'The responder has stopped.',
      'A clock is fast.',
    ],
    fix: 'Make the server fetch a new answer; check that it reaches the responder.',
  },
  X509_V_ERR_OCSP_NO_RESPONSE: {
    explanation: 'An OCSP answer was demanded and none came.',
    causes: ['The server does not staple.', 'The certificate names no responder, as those of private authorities.'],
    fix: 'Switch stapling on where the certificate names a responder; else do not demand it.',
  },
  X509_V_ERR_CRL_VERIFY_FAILED: {
    explanation: 'The revocation list could not be checked, so the certificate is refused. New OpenSSL versions only.',
    causes: ['The CRL is damaged, stale, or signed by somebody else.'],
    fix: NEW_CRL,
  },
  X509_V_ERR_IDP_ONLY_USER_CA_ATTR_EXCLUSIVE: {
    explanation:
      'The revocation list says that it holds only users and only authorities at once, which excludes itself (RFC 5280 §5.2.5).',
    causes: ['Special software wrote the issuing distribution point wrongly.'],
    fix: 'Export a plain, complete CRL without an issuing distribution point.',
  },
} as const satisfies Readonly<Record<string, Meaning>>
