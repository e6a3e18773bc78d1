import { message, verbatim, type Message } from '../messages/message.ts'

/**
 * What each platform can import, as data. Sources: Apple’s Security (p12import.c), BoringSSL (pkcs8_x509.cc) and GNOME
 * (egg-symkey.c) read; OpenSSL 3.0, NSS 3.87, JDK 17 and Node measured; Windows and Android from several users’ reports.
 */

/** How keys or certificates of a file are encrypted. `other` is everything that is not named. */
export type Protection = '3des' | 'rc2' | 'aes256-sha256' | 'aes256-sha1' | 'aes128' | 'none' | 'other'
/** How the whole is protected against change. */
export type Integrity = 'sha1' | 'sha256' | 'sha384' | 'sha512' | 'pbmac1' | 'none' | 'other'

/** What a device can be, as a person chooses it. */
export const devicePlatforms = ['iphone', 'android', 'windows', 'macos', 'linux', 'firefox', 'script'] as const
export type DevicePlatform = (typeof devicePlatforms)[number]

/** What a file can be made for: a platform in a range of its versions. */
export const targetIds = [
  'ios-17',
  'ios-18',
  'macos-14',
  'macos-15',
  'android-13',
  'android-14',
  'windows-10-1703',
  'windows-10-1709',
  'firefox',
  'java-17',
  'openssl',
  'boringssl',
  'gnome-keyring',
] as const
export type TargetId = (typeof targetIds)[number]

export interface ImportPlatform {
  readonly id: TargetId
  /** Devices that may be this one, in the order in which it is offered. */
  readonly devices: readonly DevicePlatform[]
  /** Versions of the family in front of the last `-` of the id that it covers, both included. */
  readonly covers?: readonly [from: number, to: number]
  /** Too seldom met to decide what a device of unknown version gets. */
  readonly rare?: true
  /** True: imports it. False: does not. What is not listed is not known. */
  readonly protection: Readonly<Partial<Record<Protection, boolean>>>
  readonly integrity: Readonly<Partial<Record<Integrity, boolean>>>
  /** What it says when it cannot, which is seldom the truth. */
  readonly says: Message
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
  /** Kinds of keys that some devices of this kind were reported to refuse. */
  readonly doubtfulKeys?: readonly string[]
  /** Why the compatible form is the safe choice although it reads the modern one. */
  readonly doubt?: Message
}

const OLD = { '3des': true, rc2: true, 'aes256-sha256': false, 'aes256-sha1': false, aes128: false } as const
const OLD_MAC = { sha1: true, sha256: false, sha384: false, sha512: false, pbmac1: false, none: false } as const
const APPLE_NEW = { '3des': true, rc2: true, 'aes256-sha256': true, 'aes256-sha1': false, aes128: false } as const
const APPLE_MAC = { sha1: true, sha256: true, sha384: true, sha512: true, pbmac1: false, none: false } as const
const EVERY = { '3des': true, rc2: true, 'aes256-sha256': true } as const
const WINDOWS_SAYS = verbatim('The specified network password is not correct')
const WRONG_PASSWORD = message('platforms.says.wrongPassword')

export const importPlatforms: readonly ImportPlatform[] = [
  {
    id: 'ios-17',
    devices: ['iphone'],
    covers: [1, 17],
    protection: OLD,
    integrity: OLD_MAC,
    says: WRONG_PASSWORD,
    refusesKeys: ['p384'],
    doubtfulKeys: ['p256'],
  },
  {
    id: 'ios-18',
    devices: ['iphone'],
    covers: [18, 999],
    protection: APPLE_NEW,
    integrity: APPLE_MAC,
    says: WRONG_PASSWORD,
    refusesKeys: ['p384'],
  },
  {
    id: 'macos-14',
    devices: ['macos'],
    covers: [10, 14],
    protection: OLD,
    integrity: OLD_MAC,
    says: verbatim('MAC verification failed during PKCS12 import (wrong password?)'),
    refusesKeys: ['p384'],
  },
  {
    id: 'macos-15',
    devices: ['macos'],
    covers: [15, 999],
    protection: APPLE_NEW,
    integrity: APPLE_MAC,
    says: WRONG_PASSWORD,
    refusesKeys: ['p384'],
    doubt: message('platforms.doubt.macos-15'),
  },
  {
    id: 'android-13',
    devices: ['android'],
    covers: [1, 13],
    protection: { '3des': true, rc2: true, 'aes256-sha256': false },
    integrity: { sha1: true, pbmac1: false },
    says: WRONG_PASSWORD,
    doubtfulKeys: ['p256', 'p384'],
  },
  {
    id: 'android-14',
    devices: ['android'],
    covers: [14, 999],
    protection: { '3des': true, 'aes256-sha256': true },
    integrity: { sha1: true, sha256: true },
    says: WRONG_PASSWORD,
  },
  {
    id: 'windows-10-1703',
    devices: ['windows'],
    rare: true,
    protection: { '3des': true, rc2: true, 'aes256-sha256': false },
    integrity: { sha1: true, sha256: false },
    says: WINDOWS_SAYS,
    maxIterations: 600_000,
  },
  {
    id: 'windows-10-1709',
    devices: ['windows'],
    protection: EVERY,
    integrity: { sha1: true, sha256: true },
    says: WINDOWS_SAYS,
    maxIterations: 600_000,
  },
  {
    id: 'firefox',
    devices: ['firefox', 'linux'],
    protection: EVERY,
    integrity: { sha1: true, sha256: true, none: false },
    says: verbatim('SEC_ERROR_BAD_PASSWORD'),
    maxIterations: 100_000_000,
  },
  {
    id: 'java-17',
    devices: ['script'],
    protection: EVERY,
    integrity: { sha1: true, sha256: true },
    says: verbatim('keystore password was incorrect'),
    anyPassword: false,
  },
  {
    id: 'openssl',
    devices: ['script'],
    protection: { '3des': true, rc2: false, 'aes256-sha256': true, 'aes256-sha1': true, aes128: true },
    integrity: { sha1: true, sha256: true, sha384: true, sha512: true },
    says: verbatim('unsupported (RC2-40-CBC), or “mac verify failure”'),
  },
  {
    id: 'boringssl',
    devices: [],
    protection: { '3des': true, rc2: true, 'aes256-sha256': true, 'aes256-sha1': true },
    integrity: { sha1: true, sha256: true, pbmac1: false, none: false },
    says: verbatim('BAD_PKCS12_DATA or MISSING_MAC'),
    strictNames: true,
    severalKeys: false,
    maxIterations: 100_000_000,
  },
  {
    id: 'gnome-keyring',
    devices: ['linux'],
    protection: { '3des': true, rc2: true, 'aes256-sha256': false, 'aes256-sha1': false, aes128: false },
    integrity: { sha1: true },
    says: WRONG_PASSWORD,
  },
]

/** As it is called in a list: “iPhone and iPad, iOS 17 and older”. */
export function platformName(id: TargetId): Message {
  return message(`platforms.name.${id}`)
}

/** As it stands in a sentence or beside the name of the device: “iOS 17 and older”. */
export function versionName(id: TargetId): Message {
  return message(`platforms.version.${id}`)
}
