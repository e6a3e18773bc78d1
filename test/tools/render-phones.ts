/** `npm run docs:phones`: the steps for each platform as pages, from the data that the app and the hand-off use. */
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { targetsOf, adviseProfile } from '../../shared/platforms/advice.ts'
import { devicePlatforms, versionName, type DevicePlatform } from '../../shared/platforms/pkcs12.ts'
import { platformSteps, type Step } from '../../shared/platforms/steps.ts'
import { steps as texts } from '../../shared/messages/compiled/en/steps.ts'
import { english } from '../../shared/messages/english.ts'

const GETS = {
  profile: 'The profile: the certificate of this device and the authority in one file (.mobileconfig).',
  authority: 'The certificate of the authority (.crt).',
  identity: 'The certificate of this device with its key (.pfx).',
} as const

function stepLines(step: Step, number: number): string[] {
  const indent = ' '.repeat(`${number}. `.length)
  return [
    `${number}. ${step.text}`,
    ...(step.gets === undefined ? [] : ['', `${indent}${GETS[step.gets]}`]),
    ...step.ways.flatMap(({ on, path }) => [
      '',
      `${indent}${on === undefined ? '' : `${on}: `}**${path.join(' › ')}**`,
    ]),
    ...(step.note === undefined ? [] : ['', `${indent}${step.note}`]),
    '',
  ]
}

/** The page of one platform. */
export function renderPhone(platform: DevicePlatform): string {
  const { name, bring, steps, trouble } = platformSteps(texts)[platform]
  const forms = targetsOf(platform).map((target) => {
    const { profile, reason } = adviseProfile(platform, target.id)
    return `| ${english.say(versionName(target.id))} | ${profile} | ${english.say(reason)} |`
  })
  return [
    `# ${name}`,
    '',
    'The same steps are in the app and on the page of a one-time link; this page is written by `npm run docs:phones`.',
    '',
    `With a one-time link the device gets the files from the page that it opens. Without one: ${bring}`,
    '',
    ...steps.flatMap((step, index) => stepLines(step, index + 1)),
    '## It does not work',
    '',
    '| what is seen | what it means |',
    '| --- | --- |',
    ...trouble.map(({ sees, means }) => `| ${sees} | ${means} |`),
    '',
    '## Which form of the file',
    '',
    '| version | form | why |',
    '| --- | --- | --- |',
    ...forms,
    '',
  ].join('\n')
}

/** File names below docs/phones, with what stands in them. */
export function renderPhones(): Map<string, string> {
  return new Map(devicePlatforms.map((platform) => [`${platform}.md`, renderPhone(platform)]))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../../docs/phones/', import.meta.url))
  fs.mkdirSync(folder, { recursive: true })
  for (const [name, text] of renderPhones()) fs.writeFileSync(`${folder}${name}`, text)
}
