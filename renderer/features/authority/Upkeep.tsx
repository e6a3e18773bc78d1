import { Button } from '@mantine/core'
import type { Authority } from '../../../shared/contract/authority.ts'
import { useAction, useNow } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { relative } from '../../words/time.ts'

/** A longer life, or none; and where there are several own ones, which one new devices are of. */
export function Upkeep({ authority, choice }: { authority: Authority; choice: boolean }) {
  const { authority: words, common, next } = useWords()
  const now = useNow()
  const renew = useAction('authority.renew')
  const use = useAction('authority.set')
  const remove = useAction('authority.remove')
  const own = authority.kind === 'own'
  const unused = authority.counts.issued === 0
  if (!own && !unused) return null
  const title = own ? words.upkeep.title : words.upkeep.removeTitle
  return (
    <section className="surface stack-tight" aria-label={title}>
      <h3>{title}</h3>
      <p className="dim">
        {own ? words.upkeep.lead({ when: relative(authority.notAfter, now, common.justNow) }) : words.upkeep.removeLead}
      </p>
      <div className="line">
        {own && (
          <Button variant="default" loading={renew.busy} onClick={() => void renew.run({ authority: authority.id })}>
            {words.upkeep.renew}
          </Button>
        )}
        {own && choice && !authority.usual && (
          <Button
            variant="default"
            loading={use.busy}
            onClick={() => void use.run({ authority: authority.id, usual: true })}
          >
            {next.usual.use}
          </Button>
        )}
        {unused && (
          <Button
            variant="subtle"
            color="red"
            c="var(--v-bad)"
            loading={remove.busy}
            onClick={() => void remove.run({ authority: authority.id })}
          >
            {words.upkeep.remove}
          </Button>
        )}
      </div>
      {renew.busy && <Waiting words={words.upkeep.busy} />}
      <ErrorNotice error={renew.error ?? use.error ?? remove.error} />
    </section>
  )
}
