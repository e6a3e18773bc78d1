import type { Person } from '../../../shared/contract/person.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { instant, newId, type Context } from '../app/context.ts'
import type { Engine } from '../engine.ts'
import type { PersonRow } from '../store/persons.ts'
import { OWNER } from '../store/vault.ts'

type Methods = Pick<Engine['methods'], 'person.list' | 'person.add' | 'person.remove'>

function view({ id, name, created_at: at }: Pick<PersonRow, 'id' | 'name' | 'created_at'>): Person {
  return { id, name, owner: false, createdAt: instant(at) }
}

const owner: Person = { id: OWNER, name: OWNER, owner: true, createdAt: null }

/** People who share a house: each has a passphrase, and the audit log says whose it was. */
export function createPersonService({ store, vault, now, emit }: Context): Methods {
  return {
    'person.list': async () => (vault.exists() ? [owner, ...store.persons.list().map(view)] : []),

    'person.add': async ({ name, passphrase, newPassphrase }) => {
      const taken = store.persons.list().some((one) => one.name === name)
      if (taken || name.toLowerCase() === OWNER) throw new AppError('person/name-taken', { name })
      // That of scheduled backups lies under the service key: as somebody's passphrase it would open the vault.
      if (store.backupSchedule.passphrase() === newPassphrase) throw new AppError('backup/same-passphrase')
      const person = { id: newId(), name, at: now() }
      await vault.addPerson(person, passphrase, newPassphrase)
      emit('person.changed', {})
      return view({ ...person, created_at: person.at })
    },

    'person.remove': async ({ person }) => {
      if (person === OWNER) throw new AppError('person/is-owner')
      const row = store.persons.select(person)
      vault.removePerson(row.id)
      emit('person.changed', {})
      return view(row)
    },
  }
}
