import { message, type Message } from '../messages/message.ts'
import { importPlatforms, versionName, type DevicePlatform, type ImportPlatform, type TargetId } from './pkcs12.ts'

/** The two forms in which PKCS#12 files are written. */
export type Pkcs12Profile = 'compatible' | 'modern'

export interface ProfileAdvice {
  readonly profile: Pkcs12Profile
  /** One line: why this and not the other. */
  readonly reason: Message
}

/** What a device of this kind may be, in the order in which it is offered. */
export function targetsOf(device: DevicePlatform): ImportPlatform[] {
  return importPlatforms.filter((platform) => platform.devices.includes(device))
}

const byId = (id: TargetId): ImportPlatform | undefined => importPlatforms.find((platform) => platform.id === id)

/** Windows counts its versions in no order: 10 has a year and a month, 11 begins anew. */
function windowsTarget(name: string): TargetId | null {
  const [, version = '', build = ''] = /^windows-(\d+)(?:-(?:[a-z]+-)?(\d+)[a-z\d]*)?$/.exec(name) ?? []
  if (version === '') return null
  if (Number(version) < 10) return 'windows-10-1703'
  return version === '10' && build.length === 4 && Number(build) < 1709 ? 'windows-10-1703' : 'windows-10-1709'
}

/** The target that a person names: an id such as `ios-17`, or any version such as `android-11` or `Windows 10 1607`. */
export function findTarget(text: string): TargetId | null {
  const name = text
    .toLowerCase()
    .replace(/^ipados/, 'ios')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  const exact = importPlatforms.find(({ id }) => id === name)
  if (exact) return exact.id
  const [, family = '', version = ''] = /^([a-z]+)-(\d{1,3})(?:-\d+)*$/.exec(name) ?? []
  const covering = importPlatforms.find(
    ({ id, covers }) =>
      covers !== undefined &&
      id.startsWith(`${family}-`) &&
      covers[0] <= Number(version) &&
      Number(version) <= covers[1],
  )
  return covering?.id ?? windowsTarget(name)
}

/** Reads every part of the modern form, for certain. */
function readsModern(platform: Pick<ImportPlatform, 'protection' | 'integrity'>): boolean {
  return platform.protection['aes256-sha256'] === true && platform.integrity.sha256 === true
}

function adviseFor({ id, says, doubt, ...platform }: ImportPlatform): ProfileAdvice {
  const version = versionName(id)
  if (!readsModern(platform)) {
    return { profile: 'compatible', reason: message('platforms.advice.only3des', { version, says }) }
  }
  if (doubt !== undefined) {
    return { profile: 'compatible', reason: message('platforms.advice.doubt', { version, doubt }) }
  }
  return { profile: 'modern', reason: message('platforms.advice.modern', { version }) }
}

/** Pure: the form that a device imports, and why. Without a target, the form that every usual version of it imports. */
export function adviseProfile(device: DevicePlatform, target?: TargetId): ProfileAdvice {
  const chosen = target === undefined ? undefined : byId(target)
  if (chosen) return adviseFor(chosen)
  const usual = targetsOf(device).filter((platform) => platform.rare !== true)
  const old = usual.find((platform) => !readsModern(platform))
  if (!old) return { profile: 'modern', reason: message('platforms.advice.everyModern') }
  const values = { version: versionName(old.id), says: old.says }
  return { profile: 'compatible', reason: message('platforms.advice.every3des', values) }
}

const KEY_NAMES: Readonly<Record<string, string>> = { p256: 'P-256', p384: 'P-384', p521: 'P-521' }

const concerned = (device: DevicePlatform, target?: TargetId): ImportPlatform[] => {
  const chosen = target === undefined ? undefined : byId(target)
  return chosen ? [chosen] : targetsOf(device)
}

/** What to know before carrying a file of this form there, or null. */
export function profileWarning(profile: Pkcs12Profile, device: DevicePlatform, target?: TargetId): Message | null {
  if (profile === 'compatible') return null
  const refusing = concerned(device, target).find((platform) => !readsModern(platform))
  if (refusing) {
    return message('platforms.warning.refuses', { version: versionName(refusing.id), says: refusing.says })
  }
  for (const { id, doubt } of concerned(device, target)) {
    if (doubt !== undefined) return message('platforms.warning.doubt', { version: versionName(id), doubt })
  }
  return null
}

/** What to know before carrying a key of this type (`rsa2048`, `p256`, …) there, or null. */
export function keyWarning(keyType: string, device: DevicePlatform, target?: TargetId): Message | null {
  const platforms = concerned(device, target)
  const key = KEY_NAMES[keyType] ?? keyType
  const refusing = platforms.find(({ refusesKeys }) => refusesKeys?.includes(keyType) === true)
  if (refusing) return message('platforms.warning.key', { version: versionName(refusing.id), key })
  const doubtful = platforms.find(({ doubtfulKeys }) => doubtfulKeys?.includes(keyType) === true)
  return doubtful ? message('platforms.warning.doubtfulKey', { version: versionName(doubtful.id), key }) : null
}
