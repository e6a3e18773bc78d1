import { randomBytes } from 'node:crypto'
import { AppError } from '../../../../shared/errors/index.ts'
import { instant, type Context } from '../../app/context.ts'
import type { Engine } from '../../engine.ts'
import type { EabKeyRow } from '../../store/acme-server.ts'

/** More than any house has machines. */
const MAX_KEYS = 500

type Methods = Pick<Engine['methods'], 'acme.eab.add' | 'acme.eab.list' | 'acme.eab.remove'>

/** Base64url that does not begin with a dash: clients read it as the value of an option. */
function newSecret(): string {
  for (;;) {
    const secret = randomBytes(32).toString('base64url')
    if (!secret.startsWith('-')) return secret
  }
}

/** Keys for external account binding (RFC 8555 §7.3.4). */
export function createEabMethods(context: () => Context): Methods {
  const changed = (): void => context().emit('acme.changed', {})
  const keys = (): EabKeyRow[] => context().store.acmeServer.eabKeys()
  return {
    'acme.eab.add': async ({ name }) => {
      const { store, now } = context()
      const kid = randomBytes(9).toString('hex')
      const hmacKey = newSecret()
      store.sql.transaction(() => {
        if (keys().some((one) => one.name === name)) throw new AppError('acme/eab-name-taken', { name })
        if (keys().length >= MAX_KEYS) throw new AppError('acme/eab-too-many', { count: MAX_KEYS })
        store.acmeServer.insertEabKey({ kid, name, createdAt: now(), clientId: null }, hmacKey)
      })
      changed()
      return { kid, hmacKey }
    },
    'acme.eab.list': async () =>
      keys().map(({ name, kid, createdAt, clientId }) => ({
        name,
        kid,
        createdAt: instant(createdAt),
        used: clientId !== null,
      })),
    'acme.eab.remove': async ({ name }) => {
      const { store } = context()
      const wanted = name.normalize('NFC').trim()
      const row = keys().find((one) => one.name === wanted) ?? keys().find((one) => one.kid === wanted)
      if (!row) throw new AppError('acme/eab-not-found', { name })
      store.sql.transaction(() => store.acmeServer.removeEabKey(row.kid))
      changed()
      return { name: row.name }
    },
  }
}
