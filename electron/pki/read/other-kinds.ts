import type { ErrorCode } from '../../../shared/errors/index.ts'

/** What people give instead of a certificate or key, each with an error of its own (shared/errors/foreign-file.ts). */
export type OtherKind = Extract<ErrorCode, `foreign/${string}`>

const kind = <K extends string>(name: K): `foreign/${K}` => `foreign/${name}`

/** What a file begins with, in hexadecimal. Sources: file(1), and the programs’ own source. */
const MAGIC: readonly (readonly [RegExp, OtherKind])[] = [
  [/^feedfeed/, kind('java-keystore')],
  [/^cececece/, kind('java-keystore')],
  // BouncyCastle: version 1 or 2, then the length of a salt.
  [/^0000000[12]0000001[04]/, kind('bouncycastle-keystore')],
  [/^504b0[357]0[468]/, kind('zip')],
  [/^1f8b/, kind('archive')],
  [/^425a68/, kind('archive')],
  [/^fd377a585a00/, kind('archive')],
  [/^377abcaf271c/, kind('archive')],
  [/^526172211a07/, kind('archive')],
  [/^28b52ffd/, kind('archive')],
  [/^25504446/, kind('document')],
  [/^d0cf11e0a1b11ae1/, kind('document')],
  [/^89504e47|^ffd8ff|^47494638|^52494646/, kind('picture')],
  [/^53514c69746520666f726d6174203300/, kind('database')],
  [/^00061561/, kind('database')],
  // OpenPGP packets of old and new format: keys and key rings (RFC 9580 §4.2).
  [/^(?:99|98|95|94|c5|c6)[0-9a-f]{2,4}0[3456]/, kind('pgp-key')],
  [/^6b79636800/, kind('keychain')],
  [/^62706c697374/, kind('binary-plist')],
]

const LABELS: readonly (readonly [RegExp, OtherKind])[] = [
  [/^OPENSSH PRIVATE KEY$|^SSH2 ENCRYPTED PRIVATE KEY$/, kind('ssh-key')],
  [/^SSH2 PUBLIC KEY$/, kind('ssh-public-key')],
  [/^PGP /, kind('pgp-key')],
  [/^(?:RSA |EC |DSA )?PUBLIC KEY$/, kind('public-key')],
  [/^DSA PRIVATE KEY$|^DSA PARAMETERS$/, kind('dsa-key')],
  [/^(?:X9\.42 )?DH PARAMETERS$|^EC PARAMETERS$/, kind('parameters')],
  [/^SSL SESSION PARAMETERS$/, kind('tls-session')],
  [/^OpenVPN Static key|^OPENVPN/i, kind('openvpn-key')],
  [/^AGE ENCRYPTED FILE$/, kind('encrypted-file')],
  [/^ATTRIBUTE CERTIFICATE$/, kind('attribute-certificate')],
  [/^SIGNATURE$/, kind('pgp-key')],
]

const TEXTS: readonly (readonly [RegExp, OtherKind])[] = [
  [
    /^\s*(?:[a-z-]+=?"[^"\n]*",? )?(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+|sk-(?:ssh|ecdsa)[\w@.-]+) AAAA/m,
    kind('ssh-public-key'),
  ],
  [/^(?:ssh-\S+|ecdsa-sha2-\S+)-cert-v01@openssh\.com /m, kind('ssh-public-key')],
  [/^PuTTY-User-Key-File-\d/, kind('ssh-key')],
  [/-{4,5} ?BEGIN OPENSSH PRIVATE KEY/, kind('ssh-key')],
  [/-{4,5} ?BEGIN SSH2 PUBLIC KEY/, kind('ssh-public-key')],
  [/-{5}BEGIN PGP /, kind('pgp-key')],
  [/^-----BEGIN OpenVPN Static key/m, kind('openvpn-key')],
  [/^age-encryption\.org\/|^AGE-SECRET-KEY-1|^age1[a-z0-9]{50}/m, kind('encrypted-file')],
  [/^\s*\[Interface\][^[]*PrivateKey\s*=/, kind('wireguard')],
  [/^\s*(?:<!doctype html|<html|<head|<body|<!--[^>]*-->\s*<html)/i, kind('web-page')],
  [/^\s*[{[][\s\S]*"kty"\s*:\s*"/, kind('jwk')],
  [/^\s*(?:\{\s*"|\{\s*\}|\[\s*[{["])/, kind('json')],
  [/^\s*eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*\s*$/, kind('jwt')],
  [/^\s*Certificate:\s*\n\s+Data:|^\s*Certificate Request:\s*\n|^\s*Private-Key: \(/m, kind('printed')],
  [/^%PDF-/, kind('document')],
  [/^\s*<\?xml/, kind('xml')],
  [/^\s*SPKAC=/m, kind('spkac')],
]

function first(table: readonly (readonly [RegExp, OtherKind])[], text: string): OtherKind | null {
  return table.find(([pattern]) => pattern.test(text))?.[1] ?? null
}

/** Of binary files. */
export function otherKindOfBytes(bytes: Uint8Array): OtherKind | null {
  const tarred = Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar'
  return tarred ? kind('archive') : first(MAGIC, Buffer.from(bytes.subarray(0, 16)).toString('hex'))
}

/** Of a PEM block; null for what may be of use. */
export function otherKindOfLabel(label: string): OtherKind | null {
  return first(LABELS, label)
}

/** Of texts without a PEM block. Only the beginning is looked at. */
export function otherKindOfText(text: string): OtherKind | null {
  return first(TEXTS, text.slice(0, 20_000))
}
