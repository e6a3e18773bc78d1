import type { DevicePlatform } from './pkcs12.ts'

/**
 * What kind of device sent this User-Agent: a hint, never a decision, as every browser may say what it likes.
 * iPads call themselves Macs; where an iPad is expected, a Mac with Safari is taken for one.
 */
export function detectPlatform(userAgent: string, expected: DevicePlatform): DevicePlatform {
  const says = (pattern: RegExp): boolean => pattern.test(userAgent)
  if (says(/\b(?:iPhone|iPad|iPod)\b/)) return 'iphone'
  if (says(/\bAndroid\b/)) return 'android'
  if (says(/^(?:curl|Wget|python|Go-http-client)\b/i)) return 'script'
  if (says(/\bMacintosh\b/) && !says(/\b(?:Chrome|Firefox)\//) && expected === 'iphone') return 'iphone'
  if (says(/\bFirefox\//)) return 'firefox'
  if (says(/\bMacintosh\b/)) return 'macos'
  if (says(/\bWindows\b/)) return 'windows'
  if (says(/\b(?:Linux|CrOS|X11)\b/)) return 'linux'
  return expected
}
