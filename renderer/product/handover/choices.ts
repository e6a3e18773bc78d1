import type { Input } from '../../../shared/contract/index.ts'
import type { TargetId } from '../../../shared/platforms/pkcs12.ts'

/** What a person chose about the file, whichever way it goes. */
export interface Choices {
  /** Undefined: not known which version the device has. */
  readonly target: TargetId | undefined
  /** Empty: a password is made. */
  readonly password: string
  /** Id of the site whose certificate signs an Apple profile; empty: none does. */
  readonly signWith: string
}

/** The form of a file, where a person wants another than the advised one. */
export type Form = 'auto' | 'compatible' | 'modern'

/** The choices in the form of the contract. */
export function asInput(device: string, { target, password, signWith }: Choices, profile: Form) {
  return {
    device,
    profile,
    ...(target === undefined ? {} : { target }),
    ...(password === '' ? {} : { password }),
    ...(signWith === '' ? {} : { signWith }),
  } satisfies Input<'device.export'>
}

/** The certificate that was handed over, and when: what gets in with it later shows that it worked. */
export interface HandedOver {
  readonly serial: string
  /** An instant. */
  readonly at: string
}
