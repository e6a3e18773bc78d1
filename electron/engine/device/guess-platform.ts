import type { Platform } from '../../../shared/contract/device.ts'

/** What people call their things, most telling first. */
const HINTS: readonly (readonly [RegExp, Platform])[] = [
  [/iphone|ipad|ipod|\bios\b/i, 'iphone'],
  [/android|pixel|galaxy|samsung|xiaomi|oneplus|fairphone/i, 'android'],
  [/firefox/i, 'firefox'],
  [/macbook|imac|\bmac\b|macos/i, 'macos'],
  [/windows|\bwin\d*\b|thinkpad|surface/i, 'windows'],
  [/linux|ubuntu|debian|fedora|raspberry|\bpi\b/i, 'linux'],
]

/** The platform that a certificate from elsewhere was probably made for; `script` where its name says nothing. */
export function guessPlatform(name: string): Platform {
  return HINTS.find(([pattern]) => pattern.test(name))?.[1] ?? 'script'
}
