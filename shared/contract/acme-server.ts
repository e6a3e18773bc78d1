import { z } from 'zod'
import { Id, Instant, Name, Passphrase, Problem } from './common.ts'
import { must } from './field.ts'
import { Host, Listen } from './host.ts'
import { method } from './method.ts'

/**
 * What certificates may be issued for: a name (`nas.lan`), every name below one (`*.lan`), an address, or a network
 * (`192.168.1.0/24`). Lower case.
 */
export const NamePattern = z.string().transform((typed, context) => {
  const text = typed.trim().toLowerCase()
  const [address = '', bits, ...more] = text.split('/')
  const isNetwork = bits !== undefined && more.length === 0 && /^\d{1,3}$/.test(bits) && isAddress(address)
  if (isNetwork && Number(bits) <= (address.includes(':') ? 128 : 32)) return text
  const host = bits === undefined ? Host.safeParse(text.replace(/^\*\./, '')) : null
  if (host?.success === true && !(text.startsWith('*.') && isAddress(host.data))) {
    return text.startsWith('*.') ? `*.${host.data}` : host.data
  }
  context.issues.push({ code: 'custom', input: typed, message: must('namePattern') })
  return z.NEVER
})

const V4 = z.ipv4()
const V6 = z.ipv6()
function isAddress(text: string): boolean {
  return V4.safeParse(text).success || V6.safeParse(text).success
}

/** Who gets certificates: whom the owner was asked about, everybody who shows that the name is theirs, holders of a key. */
export const AcmeApproval = z.enum(['ask', 'names', 'eab'])
export type AcmeApproval = z.infer<typeof AcmeApproval>

/** The house's own ACME server (RFC 8555), and how it stands. */
export const AcmeServerStatus = z.strictObject({
  /**
   * `off`: there is none, or it was stopped. `stopped`: it opens with the program. `failed`: see `problem`.
   */
  state: z.enum(['off', 'stopped', 'running', 'failed']),
  problem: z.nullable(Problem),
  /** What clients are given; null where none was ever set up, as with everything below. */
  directory: z.nullable(z.string()),
  listen: z.nullable(z.string()),
  host: z.nullable(z.string()),
  names: z.array(z.string()),
  approve: z.nullable(AcmeApproval),
  signWhileUnlocked: z.boolean(),
  /** Name of the authority that everything comes from. */
  authority: z.nullable(z.string()),
  /** The intermediate that signs; null where the authority itself does. */
  intermediate: z.nullable(z.strictObject({ name: z.string(), notAfter: Instant })),
  /** Of the directory's own server. */
  certificate: z.nullable(z.strictObject({ fingerprint: z.string(), notAfter: Instant, renewsAt: Instant })),
  /** Machines with an account. */
  accounts: z.int(),
  /** Requests that wait for the owner. */
  waiting: z.int(),
})
export type AcmeServerStatus = z.infer<typeof AcmeServerStatus>

/** A machine that has shown that names are its own, and waits for the owner's word. */
export const AcmeRequestEntry = z.strictObject({
  id: Id,
  at: Instant,
  /** It is forgotten then. */
  until: Instant,
  /** That the names were found at. */
  address: z.string(),
  names: z.array(z.string()),
  /** As the client says; nobody has checked them. */
  contact: z.array(z.string()),
})
export type AcmeRequestEntry = z.infer<typeof AcmeRequestEntry>

/** A key for external account binding (RFC 8555 §7.3.4), without its secret. */
export const AcmeEabKey = z.strictObject({
  name: z.string(),
  kid: z.string(),
  createdAt: Instant,
  /** It counts for one account only. */
  used: z.boolean(),
})
export type AcmeEabKey = z.infer<typeof AcmeEabKey>

const ServePort = Listen.refine((text) => !text.endsWith(':0'), must('port'))

export const acmeServer = {
  /** Sets it up or changes it. It is open while the program runs, also after a restart. */
  'acme.serve': method(
    z.strictObject({
      listen: ServePort,
      /** As clients write it. */
      host: Host,
      /** Left out: the endings of private names, and the networks of this computer. */
      names: z.optional(z.array(NamePattern).min(1).max(50)),
      approve: z._default(AcmeApproval, 'ask'),
      /** Sign with the authority itself, and only while it is unlocked. */
      signWhileUnlocked: z._default(z.boolean(), false),
      passphrase: z.optional(Passphrase),
    }),
    AcmeServerStatus,
  ),
  'acme.stop': method(z.strictObject({}), AcmeServerStatus),
  'acme.show': method(z.strictObject({}), AcmeServerStatus),
  /** The key is shown this once. */
  'acme.eab.add': method(z.strictObject({ name: Name }), z.strictObject({ kid: z.string(), hmacKey: z.string() })),
  'acme.eab.list': method(z.strictObject({}), z.array(AcmeEabKey)),
  /** By its name or kid. An account that was made with it stays. */
  'acme.eab.remove': method(z.strictObject({ name: z.string().min(1).max(200) }), z.strictObject({ name: z.string() })),
  'acme.request.list': method(z.strictObject({}), z.array(AcmeRequestEntry)),
  'acme.request.allow': method(z.strictObject({ id: Id }), AcmeRequestEntry),
  /** The same machine is refused for these names from now on. */
  'acme.request.refuse': method(z.strictObject({ id: Id }), AcmeRequestEntry),
} as const
