import { germanSteps } from '../german/steps.ts'
import type { Language } from '../language.ts'
import type { DevicePlatform } from './pkcs12.ts'
import { platformSteps, type PlatformSteps } from './steps.ts'

/** The steps of every platform in a language. */
export function stepsIn(language: Language): Readonly<Record<DevicePlatform, PlatformSteps>> {
  return language === 'de' ? germanSteps : platformSteps
}
