import type { DevicePlatform } from './pkcs12.ts'

/**
 * What a person does on the device: the page of a hand-off link, the app and docs/phones say the same. The texts are
 * `messages/catalogue/LANGUAGE/steps.json`: settings move with every release, and to correct a way is to change a line
 * there.
 */
export interface Step {
  /** What to do, in one or two sentences. */
  readonly text: string
  /** The way through the settings; several where it depends on the version or maker. */
  readonly ways: readonly Way[]
  /** What is good to know while doing it. */
  readonly note?: string | undefined
  /** What is handed over in this step. */
  readonly gets?: 'profile' | 'authority' | 'identity'
  /** The page that the certificate opens is visited in this step. */
  readonly visit?: true
}

export interface Way {
  /** For which version or maker; left out where it is everywhere the same. */
  readonly on?: string | undefined
  /** What is tapped, from the outermost. */
  readonly path: readonly string[]
}

export interface PlatformSteps {
  readonly name: string
  /** How the files come over where no link is used. */
  readonly bring: string
  readonly steps: readonly Step[]
  /** What people see when it does not work, and what it means. */
  readonly trouble: readonly { readonly sees: string; readonly means: string }[]
}

/** Lists are keyed by their numbers from 1. */
type Numbered<T> = Readonly<Record<string, T>>

interface StepText {
  readonly text: string
  readonly note?: string
  readonly ways?: Numbered<{ readonly on?: string; readonly path: Numbered<string> }>
}

/** The texts of the catalogue. */
export type StepTexts = Readonly<
  Record<
    DevicePlatform,
    {
      readonly name: string
      readonly bring: string
      readonly steps: Numbered<StepText>
      readonly trouble: Numbered<{ readonly sees: string; readonly means: string }>
    }
  >
>

type Does = Pick<Step, 'gets' | 'visit'>

const TWO_FILES: readonly Does[] = [{ gets: 'authority' }, {}, { gets: 'identity' }, {}, { visit: true }]

/** What happens in each step besides what is read. */
const DOES: Readonly<Record<DevicePlatform, readonly Does[]>> = {
  iphone: [{ gets: 'profile' }, {}, {}, { visit: true }],
  android: TWO_FILES,
  windows: TWO_FILES,
  macos: TWO_FILES,
  linux: TWO_FILES,
  firefox: TWO_FILES,
  script: [{ gets: 'authority' }, { gets: 'identity' }, { visit: true }],
}

/** What is done on each platform, in the language of the texts. */
export function platformSteps(texts: StepTexts): Readonly<Record<DevicePlatform, PlatformSteps>> {
  const of = (platform: DevicePlatform): PlatformSteps => {
    const { name, bring, steps, trouble } = texts[platform]
    return {
      name,
      bring,
      steps: Object.values(steps).map(({ text, note, ways = {} }, at) => ({
        text,
        note,
        ways: Object.values(ways).map(({ on, path }) => ({ on, path: Object.values(path) })),
        ...DOES[platform][at],
      })),
      trouble: Object.values(trouble),
    }
  }
  return {
    iphone: of('iphone'),
    android: of('android'),
    windows: of('windows'),
    macos: of('macos'),
    linux: of('linux'),
    firefox: of('firefox'),
    script: of('script'),
  }
}
