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
  /** Where the device need not trust the authority. */
  readonly alone?: string
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

interface Does extends Pick<Step, 'gets' | 'visit'> {
  /** Only where the device must trust the authority. */
  readonly trusts?: true
}

const TWO_FILES: readonly Does[] = [
  { gets: 'authority', trusts: true },
  { trusts: true },
  { gets: 'identity' },
  {},
  { visit: true },
]

/** What happens in each step besides what is read. */
const DOES: Readonly<Record<DevicePlatform, readonly Does[]>> = {
  iphone: [{ gets: 'profile' }, {}, { trusts: true }, { visit: true }],
  android: TWO_FILES,
  windows: TWO_FILES,
  macos: TWO_FILES,
  linux: TWO_FILES,
  firefox: TWO_FILES,
  script: [{ gets: 'authority', trusts: true }, { gets: 'identity' }, { visit: true }],
}

/**
 * What is done on each platform, in the language of the texts.
 * @param options.root whether the device must trust the house's root (needs-root.ts)
 */
export function platformSteps(
  texts: StepTexts,
  { root }: { readonly root: boolean } = { root: true },
): Readonly<Record<DevicePlatform, PlatformSteps>> {
  const of = (platform: DevicePlatform): PlatformSteps => {
    const { name, bring, steps, trouble } = texts[platform]
    return {
      name,
      bring,
      steps: Object.values(steps).flatMap(({ text, alone, note, ways = {} }, at) => {
        const { trusts, ...does } = DOES[platform][at] ?? {}
        if (trusts && !root) return []
        return [
          {
            text: root ? text : (alone ?? text),
            // The note of a profile says what is in it.
            note: root || does.gets !== 'profile' ? note : undefined,
            ways: Object.values(ways).map(({ on, path }) => ({ on, path: Object.values(path) })),
            ...does,
          },
        ]
      }),
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
