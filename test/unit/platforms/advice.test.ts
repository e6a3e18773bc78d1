import { describe, expect, test } from 'vitest'
import { adviseProfile, findTarget, keyWarning, profileWarning, targetsOf } from '../../../shared/platforms/advice.ts'
import { devicePlatforms, importPlatforms, targetIds } from '../../../shared/platforms/pkcs12.ts'
import { said, say } from '../../support/said.ts'

describe('the form of a file follows what its reader was found to import', () => {
  // From Apple's and BoringSSL's sources, measurements with NSS, OpenSSL and Java, and users' reports.
  test.each([
    ['iphone', 'ios-17', 'compatible'],
    ['iphone', 'ios-18', 'modern'],
    ['macos', 'macos-14', 'compatible'],
    // SecPKCS12Import reads it, SecItemImport does not, and nobody knows which one Keychain Access calls.
    ['macos', 'macos-15', 'compatible'],
    ['android', 'android-13', 'compatible'],
    ['android', 'android-14', 'modern'],
    ['windows', 'windows-10-1703', 'compatible'],
    ['windows', 'windows-10-1709', 'modern'],
    ['linux', 'gnome-keyring', 'compatible'],
    ['linux', 'firefox', 'modern'],
    ['script', 'java-17', 'modern'],
    ['script', 'openssl', 'modern'],
  ] as const)('%s, %s: %s', (device, target, profile) => {
    const advice = adviseProfile(device, target)
    expect(advice.profile).toBe(profile)
    expect(say(advice.reason)).toMatch(/^[^\n]{20,140}[.”]$/)
  })

  test.each([
    ['iphone', 'compatible'],
    ['android', 'compatible'],
    ['macos', 'compatible'],
    ['linux', 'compatible'],
    ['windows', 'modern'],
    ['firefox', 'modern'],
    ['script', 'modern'],
  ] as const)('%s of unknown version: %s, which every usual version imports', (device, profile) => {
    expect(adviseProfile(device).profile).toBe(profile)
    expect(say(adviseProfile(device).reason)).not.toContain('\n')
  })

  test('the other form is warned about only where it fails', () => {
    expect(said(profileWarning('modern', 'iphone'))).toContain('iOS 17 and older')
    expect(profileWarning('modern', 'iphone', 'ios-18')).toBeNull()
    expect(said(profileWarning('modern', 'windows', 'windows-10-1703'))).toContain('network password')
    expect(said(profileWarning('modern', 'macos', 'macos-15'))).toContain('Keychain Access')
    for (const device of devicePlatforms) expect(profileWarning('compatible', device)).toBeNull()
  })

  test('ECDSA is warned about where it fails, RSA nowhere', () => {
    expect(said(keyWarning('p384', 'iphone', 'ios-18'))).toContain('does not import P-384')
    expect(said(keyWarning('p256', 'android'))).toContain('some refuse ECDSA')
    expect(keyWarning('p256', 'iphone', 'ios-18')).toBeNull()
    expect(keyWarning('p256', 'firefox')).toBeNull()
    for (const device of devicePlatforms) expect(keyWarning('rsa2048', device)).toBeNull()
  })
})

describe('what a person calls a version', () => {
  test.each([
    ['ios-17', 'ios-17'],
    ['iOS 15', 'ios-17'],
    ['iPadOS 18.2', 'ios-18'],
    ['ios-26', 'ios-18'],
    ['Android 11', 'android-13'],
    ['android-15', 'android-14'],
    ['macOS 13.4', 'macos-14'],
    ['macos-26', 'macos-15'],
    ['Windows 7', 'windows-10-1703'],
    ['windows-10-1607', 'windows-10-1703'],
    ['windows-10-1709', 'windows-10-1709'],
    ['Windows 10 22H2', 'windows-10-1709'],
    ['windows-11', 'windows-10-1709'],
    ['gnome-keyring', 'gnome-keyring'],
    ['Symbian 9', null],
    ['', null],
    ['constructor', null],
  ])('%j is %s', (text, target) => {
    expect(findTarget(text)).toBe(target)
  })

  test('each target is described once, and each device has something to choose', () => {
    expect(importPlatforms.map(({ id }) => id).toSorted()).toEqual([...targetIds].toSorted())
    for (const device of devicePlatforms) expect(targetsOf(device).length).toBeGreaterThan(0)
  })
})
