import type { AlertName } from './alerts.ts'
import type { Meaning } from './meanings/entry.ts'

const NO_CERTIFICATE_FIX =
  'Install the device’s certificate and choose it when the browser asks; if it no longer asks, close the browser and open the page again.'
const OLD = 'Update the software that sends it: this alert belongs to a version of TLS that is out of use.'

/** Whole by type: an alert without a meaning does not compile. */
export const allAlertMeanings: Readonly<Record<AlertName, Meaning>> = {
  close_notify: {
    explanation: 'The other side closed the connection in good order. During a handshake it means that it gave up.',
    causes: ['The end of the conversation.', 'A browser that hangs up to ask its user for a certificate.'],
    fix: 'If pages do not load, look for the reason in the log of the side that closed.',
  },
  unexpected_message: {
    explanation: 'A message came at a moment when it makes no sense.',
    causes: ['What answers there does not speak TLS on this port.', 'A faulty proxy or inspection box in between.'],
    fix: 'Check the port, and try without the box in between.',
  },
  bad_record_mac: {
    explanation: 'A piece of data arrived altered: its check value is wrong.',
    causes: ['Faulty memory or network hardware.', 'A box in between that tampers.', 'A bug in one TLS library.'],
    fix: 'Try from another network; update both sides.',
  },
  decryption_failed: {
    explanation: 'A piece of data could not be decrypted. Used by TLS 1.0 only.',
    causes: ['Very old software on the other side.'],
    fix: OLD,
  },
  record_overflow: {
    explanation: 'A piece of data is longer than TLS allows.',
    causes: ['What is sent is not TLS, for example plain HTTP.', 'A bug in one TLS library.'],
    fix: 'Check that the port speaks TLS (https:// and not http://).',
  },
  decompression_failure: {
    explanation: 'Compressed data could not be unpacked. Compression in TLS is out of use.',
    causes: ['Very old software on the other side.'],
    fix: OLD,
  },
  handshake_failure: {
    explanation:
      'The two sides found no way to talk. In TLS 1.2 servers also say this when a required certificate was not sent.',
    causes: [
      'No client certificate was sent, and the server demands one (TLS 1.2).',
      'No cipher or curve in common.',
      'The server has no certificate for the name that was asked for.',
    ],
    fix: `${NO_CERTIFICATE_FIX} If no certificate is demanded, update the older side.`,
  },
  no_certificate: {
    explanation: 'The visitor has no certificate to show. Used by SSL 3.0 only.',
    causes: ['Very old software on the other side.'],
    fix: OLD,
  },
  bad_certificate: {
    explanation: 'The certificate was refused as faulty.',
    causes: [
      'It is not valid yet (verify code 9).',
      'Its key or digest is too weak (66, 67, 68).',
      'It is damaged.',
      'Go and Java programs say this for nearly every reason.',
    ],
    fix: 'Check the clocks, then give the device a new certificate. The server’s log has the exact code.',
  },
  unsupported_certificate: {
    explanation: 'The certificate is of a kind that is not accepted here.',
    causes: [
      'It was made with the server profile instead of the client one (verify code 26).',
      'Its key is of a kind that the other side does not know, for example Ed25519.',
    ],
    fix: 'Use a certificate with extendedKeyUsage clientAuth and an RSA or P-256 key, as devices here get.',
  },
  certificate_revoked: {
    explanation: 'The certificate was revoked by its authority.',
    causes: ['The browser still offers the old certificate after a renewal.', 'The owner revoked it.'],
    fix: 'Remove the old certificate from the device; give it a new one if the revocation was a mistake.',
  },
  certificate_expired: {
    explanation: 'The certificate, or the revocation list it is checked with, has expired.',
    causes: [
      'The certificate’s time is over (verify code 10).',
      'The CRL passed its next update (12): then everybody is refused.',
      'A clock is wrong.',
    ],
    fix: 'Renew the device; if all devices are refused, sign a new CRL. curl shows this alert as exit code 60, as if the server’s certificate were bad.',
  },
  certificate_unknown: {
    explanation: 'The certificate was refused for a reason that has no alert of its own.',
    causes: [
      'A visitor says this: its browser or phone does not trust the server’s certificate.',
      'A server says this: a rare flaw in the client certificate, or a CRL problem.',
    ],
    fix: 'Install and trust the authority’s certificate on the device. If the server says it, look for the verify code in its log.',
  },
  illegal_parameter: {
    explanation: 'A value in the handshake is out of range or contradicts another.',
    causes: ['A faulty or outdated TLS library.', 'A box in between that alters the handshake.'],
    fix: 'Update both sides; try without the box in between.',
  },
  unknown_ca: {
    explanation: 'The authority that issued the certificate is not trusted by the other side.',
    causes: [
      'The certificate comes from another authority, perhaps one of the same name (verify codes 19, 20, 21).',
      'The intermediate was not sent.',
      'Authority and certificate share one subject, so that it is taken for self-signed (18).',
      'Revocation is checked, and the list of an authority is missing (3).',
      'A visitor says this: it does not trust the server’s authority.',
    ],
    fix: 'Use a certificate of the authority that the site trusts; on a device, install and trust the CA certificate.',
  },
  access_denied: {
    explanation: 'The certificate is good, but its holder may not enter.',
    causes: ['An access rule of the server.'],
    fix: 'Ask the owner, or change the rule.',
  },
  decode_error: {
    explanation: 'A handshake message could not be read.',
    causes: ['A damaged certificate or an empty list of certificates.', 'A faulty TLS library.'],
    fix: 'Export the certificate again; update the older side.',
  },
  decrypt_error: {
    explanation: 'A signature made during the handshake is wrong.',
    causes: [
      'Key and certificate do not belong together.',
      'The certificate’s own signature does not fit its authority (verify code 7).',
      'A security chip or smart card that cannot sign RSA-PSS, which TLS 1.3 demands.',
    ],
    fix: 'Export the certificate together with its own key again; with a smart card, allow TLS 1.2.',
  },
  export_restriction: {
    explanation: 'A leftover of the export rules of the 1990s.',
    causes: ['Very old software on the other side.'],
    fix: OLD,
  },
  protocol_version: {
    explanation: 'The two sides have no TLS version in common.',
    causes: ['One side is too old: TLS 1.0 and 1.1 are not accepted.', 'What answers is not TLS but plain HTTP.'],
    fix: 'Update the device or browser; check the port.',
  },
  insufficient_security: {
    explanation: 'The server demands stronger ciphers than the visitor offers.',
    causes: ['An old device or browser.', 'A very strict server configuration.'],
    fix: 'Update the device, or allow one more cipher on the server.',
  },
  internal_error: {
    explanation: 'The other side failed for a reason of its own.',
    causes: [
      'The server’s key and certificate do not belong together, or a file is missing.',
      'Caddy and Go programs have no certificate for the name that was asked for.',
    ],
    fix: 'Look at the server’s log: the reason is not in the alert.',
  },
  inappropriate_fallback: {
    explanation: 'The visitor tried again with an older TLS version than both sides could speak (RFC 7507).',
    causes: ['An unreliable network made an old browser fall back.', 'Somebody forces a downgrade.'],
    fix: 'Update the browser; try from another network.',
  },
  user_canceled: {
    explanation: 'The visitor stopped the handshake for a reason that is no fault.',
    causes: ['The person dismissed the choice of a certificate.', 'The program was closed.'],
    fix: 'Open the page again and choose the certificate.',
  },
  no_renegotiation: {
    explanation: 'The server asked for a certificate in the middle of a connection, and browsers refuse that.',
    causes: ['Client certificates asked for per path by renegotiation (Apache, IIS).'],
    fix: 'Ask in the first handshake and enforce per path, as sites here do. In Apache: SSLVerifyClient for the whole virtual host.',
  },
  missing_extension: {
    explanation: 'A part of the handshake that TLS 1.3 demands is missing.',
    causes: ['A faulty TLS library.', 'A box in between that removes parts.'],
    fix: 'Update both sides; try without the box in between.',
  },
  unsupported_extension: {
    explanation: 'The server answered something that the visitor had not asked about.',
    causes: ['A faulty TLS library or inspection box.'],
    fix: 'Update the server; try without the box in between.',
  },
  certificate_unobtainable: {
    explanation: 'The server could not fetch the certificate from the address the visitor gave. Out of use.',
    causes: ['Special software that sends an address instead of its certificate (RFC 6066 §5).'],
    fix: 'Let the software send the certificate itself.',
  },
  unrecognized_name: {
    explanation: 'The server has no site of the name that was asked for.',
    causes: [
      'The host name is missing in the site.',
      'DNS leads another name here.',
      'It was called by its IP address.',
    ],
    fix: 'Add the host name to the site, or call it by a name it has.',
  },
  bad_certificate_status_response: {
    explanation: 'The OCSP answer that the server stapled is no good.',
    causes: ['The stapled answer is stale or belongs to another certificate.'],
    fix: 'Make the server fetch a new answer, or switch stapling off.',
  },
  bad_certificate_hash_value: {
    explanation: 'The certificate at the address the visitor gave has another hash than announced. Out of use.',
    causes: ['Special software that sends an address instead of its certificate (RFC 6066 §5).'],
    fix: 'Let the software send the certificate itself.',
  },
  unknown_psk_identity: {
    explanation: 'The visitor named a shared key that the server does not know.',
    causes: ['Things that log in by a shared key (PSK) instead of certificates.'],
    fix: 'Enter the same key and name on both sides, or use certificates.',
  },
  certificate_required: {
    explanation:
      'The server demands a certificate and none was sent (TLS 1.3). It arrives after the visitor believes the handshake done.',
    causes: [
      'No certificate is installed on the device.',
      'The browser did not offer it: expired, of another issuer, without its key, or once dismissed.',
      'The program was not told to use one (curl: --cert and --key).',
    ],
    fix: NO_CERTIFICATE_FIX,
  },
  general_error: {
    explanation: 'The other side failed and does not say why. From the revision of TLS 1.3; hardly in use yet.',
    causes: ['Anything: only its log knows.'],
    fix: 'Look at the log of the side that sent it.',
  },
  no_application_protocol: {
    explanation: 'The two sides have no application protocol (HTTP/1.1, HTTP/2 …) in common.',
    causes: ['A proxy that speaks only HTTP/2, or the reverse.', 'The port belongs to another service.'],
    fix: 'Allow HTTP/1.1 on both sides.',
  },
  ech_required: {
    explanation: 'The server insists on an encrypted hello (ECH), and the one it got was made with an old key.',
    causes: ['DNS still carries the old ECH key.'],
    fix: 'Wait until DNS has caught up, or publish the new key.',
  },
}

/** The meaning of a TLS alert by its name; null for a name that is none. */
export function alertMeaningOf(name: string): Meaning | null {
  return Object.hasOwn(allAlertMeanings, name) ? allAlertMeanings[name as AlertName] : null
}
