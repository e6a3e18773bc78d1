import type { Meaning } from './meaning.ts'

const alerts: Readonly<Record<string, Meaning>> = {
  close_notify: {
    explanation: 'The other side closed the connection in good order.',
    causes: ['The end of the conversation.', 'During a handshake: the other side gave up.'],
    fix: 'If pages do not load, look for the reason at the other side.',
  },
  unexpected_message: {
    explanation: 'A message came at the wrong moment.',
    causes: ['What answers there does not speak this protocol.'],
    fix: 'Check the port.',
  },
  handshake_failure: {
    explanation:
      'The two sides found no way to talk. In TLS 1.2 servers also say this when a required certificate was not sent.',
    causes: [
      'No client certificate was sent, and the server demands one (TLS 1.2).',
      'No common cipher or TLS version.',
    ],
    fix: 'Install the device’s certificate and choose it when the browser asks.',
  },
  bad_certificate: {
    explanation: 'The certificate was refused as faulty.',
    causes: ['It is not valid yet.', 'Its key or digest is too weak.', 'Its signature is wrong.'],
    fix: 'Check the clock, then give the device a new certificate.',
  },
  unsupported_certificate: {
    explanation: 'The certificate is of a kind that is not accepted here.',
    causes: ['It was made with the server profile instead of the client one (verify code 26).'],
    fix: 'Use a certificate with extendedKeyUsage clientAuth.',
  },
  certificate_revoked: {
    explanation: 'The certificate was revoked by its authority.',
    causes: ['The owner revoked it.', 'The browser still offers the old certificate after a renewal.'],
    fix: 'Give the device a new certificate and remove the old one.',
  },
  certificate_expired: {
    explanation: 'The certificate, or the revocation list it is checked with, has expired.',
    causes: ['The certificate’s time is over.', 'The CRL passed its next update: then everybody is refused.'],
    fix: 'Renew the device; if all devices are refused, sign a new CRL.',
  },
  certificate_unknown: {
    explanation: 'The certificate was refused for a reason that has no alert of its own.',
    causes: ['The visitor does not trust the server’s certificate.', 'A rare flaw in the client certificate.'],
    fix: 'Install the authority’s certificate on the device and trust it.',
  },
  unknown_ca: {
    explanation: 'The authority that issued the certificate is not trusted by the other side.',
    causes: [
      'The certificate comes from another authority, perhaps one of the same name.',
      'The intermediate was not sent.',
      'Authority and certificate share one subject, so that it is taken for self-signed.',
      'The visitor does not trust the server’s authority.',
    ],
    fix: 'Use a certificate of the authority the site trusts; on a device, install and trust the CA certificate.',
  },
  access_denied: {
    explanation: 'The certificate is good, but its holder may not enter.',
    causes: ['An access rule of the server.'],
    fix: 'Ask the owner.',
  },
  decrypt_error: {
    explanation: 'A signature made during the handshake is wrong.',
    causes: ['Key and certificate do not belong together.', 'A security chip that cannot sign RSA-PSS (TLS 1.3).'],
    fix: 'Export the certificate together with its own key again.',
  },
  protocol_version: {
    explanation: 'The two sides have no TLS version in common.',
    causes: ['One side is too old: TLS 1.0 and 1.1 are not accepted.'],
    fix: 'Update the device or browser.',
  },
  internal_error: {
    explanation: 'The other side failed for a reason of its own.',
    causes: ['A fault in the server’s configuration.'],
    fix: 'Look at the server’s log.',
  },
  user_canceled: {
    explanation: 'The person at the other side cancelled.',
    causes: ['The certificate choice was dismissed.'],
    fix: 'Open the page again and choose the certificate.',
  },
  no_renegotiation: {
    explanation: 'The server asked for a certificate in the middle of a connection; browsers refuse that.',
    causes: ['Client certificates asked for per path by renegotiation (Apache, IIS).'],
    fix: 'Ask for the certificate in the first handshake and enforce it per path, as Vestibule does.',
  },
  unrecognized_name: {
    explanation: 'The server has no site of the name that was asked for.',
    causes: ['The host name is missing in the site.', 'DNS leads another name here.'],
    fix: 'Add the host name to the site.',
  },
  certificate_required: {
    explanation: 'The server demands a certificate and none was sent (TLS 1.3).',
    causes: ['No certificate is installed.', 'The browser did not offer it: wrong issuer, expired, or once dismissed.'],
    fix: 'Install the device’s certificate, close the browser and open the page again.',
  },
  no_application_protocol: {
    explanation: 'The two sides have no application protocol in common.',
    causes: ['A proxy that only speaks HTTP/2, or the reverse.'],
    fix: 'Allow HTTP/1.1 on both sides.',
  },
}

/** The meaning of a TLS alert by its name; null for those that never concern certificates. */
export function alertMeaningOf(name: string): Meaning | null {
  return (Object.hasOwn(alerts, name) ? alerts[name] : undefined) ?? null
}
