import { z } from 'zod'
import { AcmeApproval } from '../../../../shared/contract/acme-server.ts'
import { siteUrl, parseListen } from '../../network/listen.ts'
import type { AcmeStore } from '../../store/acme.ts'
import type { SettingsStore } from '../../store/settings.ts'
import type { IntermediateRecord } from './house-authority.ts'

const SERVER_SETTING = 'acme-server'
const INTERMEDIATE_SETTING = 'acme-server-intermediate'
/** Owner of the key of the directory's server. */
const KEY_OWNER = 'directory'

const AcmeServerSettings = z.strictObject({
  enabled: z.boolean(),
  listen: z.string(),
  host: z.string(),
  /** As they were when it was set up: another network adapter asks for no other intermediate. */
  names: z.array(z.string()),
  approve: AcmeApproval,
  signWhileUnlocked: z.boolean(),
  authorityId: z.string(),
  /** Of the directory's server: leaf first, then its chain, PEM. */
  certificatePem: z.string(),
})
/** How the owner has set the ACME server up. */
export type AcmeServerSettings = z.infer<typeof AcmeServerSettings>

const Intermediate = z.strictObject({ authorityId: z.string(), parentId: z.string(), limits: z.array(z.string()) })

/** What is stored of the ACME server besides accounts and orders. Everything that writes runs inside a transaction. */
export interface StoredAcmeServer {
  /** Null where it was never set up, or what is there cannot be read. */
  settings(): AcmeServerSettings | null
  save(settings: AcmeServerSettings | null): void
  /** PEM. */
  key(): string | null
  saveKey(keyPem: string | null): void
  intermediate(): IntermediateRecord | null
  saveIntermediate(record: IntermediateRecord | null): void
}

function parsed<T>(schema: z.ZodType<T>, text: string | null): T | null {
  try {
    return schema.parse(JSON.parse(text ?? 'null'))
  } catch {
    // None, or written by another version.
    return null
  }
}

export function storedAcmeServer(store: {
  readonly settings: Pick<SettingsStore, 'text' | 'setText'>
  readonly acme: Pick<AcmeStore, 'secret' | 'saveSecret'>
}): StoredAcmeServer {
  const save = (name: string, value: unknown): void =>
    store.settings.setText(name, value === null ? null : JSON.stringify(value))
  return {
    settings: () => parsed(AcmeServerSettings, store.settings.text(SERVER_SETTING)),
    save: (settings) => save(SERVER_SETTING, settings),
    key: () => store.acme.secret('acme-server-key', KEY_OWNER),
    saveKey: (keyPem) => store.acme.saveSecret('acme-server-key', KEY_OWNER, keyPem),
    intermediate: () => parsed(Intermediate, store.settings.text(INTERMEDIATE_SETTING)),
    saveIntermediate: (record) => save(INTERMEDIATE_SETTING, record),
  }
}

/** `https://HOST:PORT`, as clients write it: without the port where it is the usual one. */
export function baseOf({ host, listen }: Pick<AcmeServerSettings, 'host' | 'listen'>): string {
  return siteUrl(host, parseListen(listen).port).replace(/\/$/, '')
}
