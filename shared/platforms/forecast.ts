import { message, sentences, type Message } from '../messages/message.ts'
import type { ImportPlatform, Integrity, Protection } from './pkcs12.ts'
import { importPlatforms, platformName } from './pkcs12.ts'

/** What of a PKCS#12 file decides where it can be imported. */
export interface Pkcs12Facts {
  readonly protection: readonly Protection[]
  readonly integrity: Integrity
  /** The most iterations of any key derivation in it. */
  readonly iterations: number
  /** False: other characters than ASCII. Null: the password is not known. */
  readonly asciiPassword: boolean | null
  /** How many keys; null when the file could not be opened. */
  readonly keys: number | null
  readonly keyTypes: readonly string[]
  /** A friendly name that is empty or has characters beyond the BMP. */
  readonly oddName: boolean
}

/** `imports`: null when it is not known. */
export interface Forecast {
  readonly platform: Message
  readonly imports: boolean | null
  readonly why: Message
}

const protectionName = (protection: Protection): Message => message(`platforms.protection.${protection}`)
const integrityName = (integrity: Integrity): Message => message(`platforms.integrity.${integrity}`)

function obstacles(platform: ImportPlatform, facts: Pkcs12Facts): Message[] {
  const encryption = facts.protection.find((one) => platform.protection[one] === false)
  const key = facts.keyTypes.find((type) => platform.refusesKeys?.includes(type) === true)
  const most = platform.maxIterations
  const found = [
    encryption !== undefined && message('platforms.against.protection', { what: protectionName(encryption) }),
    platform.integrity[facts.integrity] === false &&
      message('platforms.against.integrity', { what: integrityName(facts.integrity) }),
    platform.anyPassword === false && facts.asciiPassword === false && message('platforms.against.password'),
    platform.strictNames === true && facts.oddName && message('platforms.against.names'),
    platform.severalKeys === false && (facts.keys ?? 0) > 1 && message('platforms.against.keys'),
    most !== undefined && facts.iterations > most && message('platforms.against.iterations', { number: most }),
    key !== undefined && message('platforms.against.keyType', { key }),
  ]
  return found.filter((one) => one !== false)
}

/** Pure: facts of a file → where it will be imported, and why not. */
export function forecastPkcs12(facts: Pkcs12Facts): Forecast[] {
  return importPlatforms.map((platform) => {
    const against = obstacles(platform, facts)
    if (against.length > 0) {
      return {
        platform: platformName(platform.id),
        imports: false,
        why: sentences(...against, message('platforms.willSay', { says: platform.says })),
      }
    }
    const doubtful = facts.protection.find((one) => platform.protection[one] === undefined)
    const unknownMac = platform.integrity[facts.integrity] === undefined
    if (doubtful !== undefined || unknownMac) {
      const what = doubtful === undefined ? integrityName(facts.integrity) : protectionName(doubtful)
      return { platform: platformName(platform.id), imports: null, why: message('platforms.unreported', { what }) }
    }
    return { platform: platformName(platform.id), imports: true, why: message('platforms.reads') }
  })
}
