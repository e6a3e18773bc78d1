import type { Outcome } from '../contract/activity.ts'

/** Which page a verification result gets. Keyed by its name, `X509_V_…`: numbers differ between TLS libraries. */
export function outcomeOf(verifyName: string): Outcome {
  switch (verifyName) {
    case 'X509_V_OK':
      return 'allowed'
    case 'X509_V_ERR_CERT_HAS_EXPIRED':
      return 'expired'
    case 'X509_V_ERR_CERT_NOT_YET_VALID':
      return 'not-yet-valid'
    case 'X509_V_ERR_CERT_REVOKED':
      return 'revoked'
    case 'X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'self-signed'
    case 'X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN':
    case 'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT':
    case 'X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'X509_V_ERR_CERT_UNTRUSTED':
      return 'unknown-issuer'
    // A good certificate that the house does not know (any more).
    case 'X509_V_ERR_APPLICATION_VERIFICATION':
      return 'not-allowed'
    case 'X509_V_ERR_INVALID_PURPOSE':
      return 'wrong-purpose'
    default:
      return 'bad-certificate'
  }
}
