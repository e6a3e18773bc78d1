import type { Platform } from '../../../../shared/contract/device.ts'

/**
 * Which PKCS#12 profile a platform gets when nobody chooses. The modern one where every supported release imports
 * it; else the compatible one, because a refusal there is called "wrong password" and sends people astray.
 * iOS before 18, macOS before 15 and Android before 14 know no AES; GNOME's keyring neither.
 */
export const PROFILE_OF: Readonly<Record<Platform, 'compatible' | 'modern'>> = {
  iphone: 'compatible',
  android: 'compatible',
  macos: 'compatible',
  linux: 'compatible',
  windows: 'modern',
  firefox: 'modern',
  script: 'modern',
}

/** What to know before carrying a key of this type to this platform, or null. */
export function keyWarning(keyType: string, platform: Platform): string | null {
  if (keyType === 'p384' && (platform === 'iphone' || platform === 'macos')) {
    return 'iPhone, iPad and macOS do not import P-384 keys: make this device again with an RSA key.'
  }
  if ((keyType === 'p256' || keyType === 'p384') && (platform === 'iphone' || platform === 'android')) {
    return 'Some older phones refuse ECDSA keys and call it a wrong password: if that happens, use an RSA key.'
  }
  return null
}

const NO_MODERN: Readonly<Record<Platform, string | null>> = {
  iphone: 'iOS 17 and older call',
  macos: 'macOS 14 and older call',
  android: 'Android 13 and older call',
  windows: 'Windows 10 before version 1709 and Server 2016 call',
  linux: 'GNOME’s keyring calls',
  firefox: null,
  script: null,
}

/** What to know about the file's encryption, or null. */
export function profileWarning(profile: 'compatible' | 'modern', platform: Platform): string | null {
  const who = profile === 'modern' ? NO_MODERN[platform] : null
  return who === null ? null : `${who} the password of this file wrong: choose the compatible profile for them.`
}
