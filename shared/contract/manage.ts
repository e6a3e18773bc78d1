import { z } from 'zod'
import { Id, Passphrase, Problem } from './common.ts'
import { DeviceStatus } from './device.ts'
import { must } from './field.ts'
import { Host, Listen } from './host.ts'
import { method } from './method.ts'

/** A device that is marked *may manage*, whatever its certificate is worth just now. */
export const ManagingDevice = z.strictObject({ id: Id, name: z.string(), status: DeviceStatus })

/** The site of the kind "Vestibule itself": the interface behind the gate, for devices that may manage. */
export const Manage = z.strictObject({
  on: z.boolean(),
  /** What was chosen last, also while it is off; null: never. */
  host: z.nullable(z.string()),
  listen: z.nullable(z.string()),
  /** What a browser opens: `https://host[:port]/`; null while it is off. */
  url: z.nullable(z.string()),
  /** What is true now. */
  state: z.enum(['running', 'stopped', 'failed']),
  /** Why it is `failed`; else null. */
  problem: z.nullable(Problem),
  devices: z.array(ManagingDevice),
})
export type Manage = z.infer<typeof Manage>

export const manage = {
  'manage.show': method(z.strictObject({}), Manage),
  /**
   * Opens it at another name or address too. Needs the vault where a server certificate has to be issued.
   * @throws app/not-in-this-shell, site/host-taken, site/redirect-taken, and what keeps a listener from opening
   */
  'manage.on': method(
    z.strictObject({
      host: Host,
      /** A port of its own choice by the system would be known to nobody: browsers are sent to this one. */
      listen: Listen.refine((text) => !text.endsWith(':0'), must('port')),
      /** Own authority that signs the server certificate, by id or name. Default: the usual one. */
      signer: z.optional(z.string().min(1).max(200)),
      passphrase: z.optional(Passphrase),
    }),
    Manage,
  ),
  /** Closes its port and ends every session that came through it. */
  'manage.off': method(z.strictObject({}), Manage),
} as const
