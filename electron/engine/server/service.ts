import { AppError } from '../../../shared/errors/index.ts'
import { generateKeyPair } from '../../pki/x509/keys.ts'
import { newId, type Context } from '../app/context.ts'
import { selectIssuingAuthority, selectSigningAuthority, viewAuthority } from '../authority/select.ts'
import { viewCertificate } from '../device/view.ts'
import type { Engine } from '../engine.ts'
import { createExportMethods } from './export.ts'
import { issueForServer, requestedHosts } from './issue.ts'
import { createRenewMethods } from './renew.ts'
import { createRevokeMethods } from './revoke.ts'
import { rereadServer, selectServer } from './select.ts'
import { viewServer } from './view.ts'

type Methods = Engine['methods']
type ServerMethods = Pick<Methods, Extract<keyof Methods, `server.${string}`>>

/** Server certificates for other machines, which carry them by hand. */
export function createServerService(context: Context): ServerMethods {
  const { store, vault } = context

  /** @throws AppError "server/name-taken" */
  const assertFree = (name: string): void => {
    if (store.servers.list().some((row) => row.name === name)) throw new AppError('server/name-taken', { name })
  }

  const add: ServerMethods['server.add'] = async (input) => {
    const { name, csr } = input
    assertFree(name)
    const authority = selectIssuingAuthority(context, input.authority)
    const request = csr === undefined ? null : await context.untrusted.read('request', csr)
    const hosts = [...new Set(input.hosts ?? requestedHosts(request?.names ?? []))]
    const open = await vault.open(input.passphrase)
    const pair = request ? null : await generateKeyPair(input.key)
    const publicKey = request?.spki ?? pair?.spki
    if (!publicKey) throw new Error('neither a request nor a key')
    const id = newId()
    const now = context.now()
    try {
      const certificate = await issueForServer(context, {
        id: newId(),
        authority,
        open,
        hosts,
        publicKey,
        hasKey: pair !== null,
        days: input.days,
        now,
      })
      // Committed and synced before anybody sees the certificate; a serial that was used before is refused here.
      store.sql.transaction(() => {
        // The key took its time: the authority may have been removed meanwhile, and the name taken.
        selectSigningAuthority(context, authority.id)
        assertFree(name)
        store.devices.insertCertificate(certificate)
        store.servers.insert({ id, name, hosts, createdAt: now }, certificate.id)
        if (pair) open.put('device-key', certificate.id, pair.pkcs8)
      })
    } finally {
      pair?.pkcs8.fill(0)
    }
    context.emit('authority.changed', viewAuthority(context, authority))
    const added = viewServer(rereadServer(context, { id, name }), now)
    context.emit('server.changed', added)
    return added
  }

  return {
    'server.add': add,
    'server.list': async () => store.servers.list().map((row) => viewServer(row, context.now())),
    'server.show': async ({ server }) => {
      const row = selectServer(context, server)
      return {
        ...viewServer(row, context.now()),
        certificates: store.servers.certificates(row.id).map(viewCertificate),
      }
    },
    ...createRenewMethods(context),
    ...createRevokeMethods(context),
    ...createExportMethods(context),
  }
}
