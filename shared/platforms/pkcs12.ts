/**
 * What each platform can import, as data. Sources: Apple’s Security (p12import.c), BoringSSL (pkcs8_x509.cc) and GNOME
 * (egg-symkey.c) read; OpenSSL 3.0, NSS 3.87, JDK 17 and Node measured; Windows and Android from several users’ reports.
 */

/** How keys or certificates of a file are encrypted. `other` is everything that is not named. */
export type Protection = '3des' | 'rc2' | 'aes256-sha256' | 'aes256-sha1' | 'aes128' | 'none' | 'other'
/** How the whole is protected against change. */
export type Integrity = 'sha1' | 'sha256' | 'sha384' | 'sha512' | 'pbmac1' | 'none' | 'other'

export interface ImportPlatform {
  readonly name: string
  /** True: imports it. False: does not. What is not listed is not known. */
  readonly protection: Readonly<Partial<Record<Protection, boolean>>>
  readonly integrity: Readonly<Partial<Record<Integrity, boolean>>>
  /** What it says when it cannot, which is seldom the truth. */
  readonly says: string
  /** False: refuses passwords with other characters than ASCII. */
  readonly anyPassword?: false
  /** Refuses the whole file when a friendly name is empty or has characters beyond the BMP. */
  readonly strictNames?: true
  /** False: refuses files with several keys. */
  readonly severalKeys?: false
  /** Most iterations of a key derivation. */
  readonly maxIterations?: number
  /** Kinds of keys that it does not import. */
  readonly refusesKeys?: readonly string[]
}

const OLD = { '3des': true, rc2: true, 'aes256-sha256': false, 'aes256-sha1': false, aes128: false } as const
const OLD_MAC = { sha1: true, sha256: false, sha384: false, sha512: false, pbmac1: false, none: false } as const
const APPLE_NEW = { '3des': true, rc2: true, 'aes256-sha256': true, 'aes256-sha1': false, aes128: false } as const
const APPLE_MAC = { sha1: true, sha256: true, sha384: true, sha512: true, pbmac1: false, none: false } as const
const EVERY = { '3des': true, rc2: true, 'aes256-sha256': true } as const
const WINDOWS_SAYS = 'The specified network password is not correct'

export const importPlatforms: readonly ImportPlatform[] = [
  {
    name: 'iPhone and iPad, iOS 17 and older',
    protection: OLD,
    integrity: OLD_MAC,
    says: 'wrong password',
    refusesKeys: ['p384'],
  },
  {
    name: 'iPhone and iPad, iOS 18 and newer',
    protection: APPLE_NEW,
    integrity: APPLE_MAC,
    says: 'wrong password',
    refusesKeys: ['p384'],
  },
  {
    name: 'macOS 14 and older',
    protection: OLD,
    integrity: OLD_MAC,
    says: 'MAC verification failed during PKCS12 import (wrong password?)',
    refusesKeys: ['p384'],
  },
  {
    name: 'macOS 15 and newer',
    protection: APPLE_NEW,
    integrity: APPLE_MAC,
    says: 'wrong password',
    refusesKeys: ['p384'],
  },
  {
    name: 'Android 13 and older',
    protection: { '3des': true, rc2: true, 'aes256-sha256': false },
    integrity: { sha1: true, pbmac1: false },
    says: 'wrong password',
  },
  {
    name: 'Android 14 and newer',
    protection: { '3des': true, 'aes256-sha256': true },
    integrity: { sha1: true, sha256: true },
    says: 'wrong password',
  },
  {
    name: 'Windows 10 before 1709, Server 2016 and older',
    protection: { '3des': true, rc2: true, 'aes256-sha256': false },
    integrity: { sha1: true, sha256: false },
    says: WINDOWS_SAYS,
    maxIterations: 600_000,
  },
  {
    name: 'Windows 10 since 1709, Windows 11, Server 2019 and newer',
    protection: EVERY,
    integrity: { sha1: true, sha256: true },
    says: WINDOWS_SAYS,
    maxIterations: 600_000,
  },
  {
    name: 'Firefox, and Chromium on Linux',
    protection: EVERY,
    integrity: { sha1: true, sha256: true, none: false },
    says: 'SEC_ERROR_BAD_PASSWORD',
    maxIterations: 100_000_000,
  },
  {
    name: 'Java 17',
    protection: EVERY,
    integrity: { sha1: true, sha256: true },
    says: 'keystore password was incorrect',
    anyPassword: false,
  },
  {
    name: 'OpenSSL 3, curl and Node',
    protection: { '3des': true, rc2: false, 'aes256-sha256': true, 'aes256-sha1': true, aes128: true },
    integrity: { sha1: true, sha256: true, sha384: true, sha512: true },
    says: 'unsupported (RC2-40-CBC), or “mac verify failure”',
  },
  {
    name: 'Electron and other BoringSSL programs',
    protection: { '3des': true, rc2: true, 'aes256-sha256': true, 'aes256-sha1': true },
    integrity: { sha1: true, sha256: true, pbmac1: false, none: false },
    says: 'BAD_PKCS12_DATA or MISSING_MAC',
    strictNames: true,
    severalKeys: false,
    maxIterations: 100_000_000,
  },
  {
    name: 'GNOME keyring',
    protection: { '3des': true, rc2: true, 'aes256-sha256': false, 'aes256-sha1': false, aes128: false },
    integrity: { sha1: true },
    says: 'wrong password',
  },
]
