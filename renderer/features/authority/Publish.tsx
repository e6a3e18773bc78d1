import { Button, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Authority } from '../../../shared/contract/authority.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Fold } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

/** Where the list can be fetched: goes into certificates that are issued from then on. */
export function Publish({ authority }: { authority: Authority }) {
  const { common, authority: words } = useWords()
  const set = useAction('authority.set')
  const { value: publication } = useQuery('authority.publication', { authority: authority.id })
  const [typed, setTyped] = useState<string>()
  const url = typed ?? authority.crlUrl ?? ''
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    await set.run({ authority: authority.id, crlUrl: url.trim() === '' ? null : url.trim() })
  }
  return (
    <Fold title={words.publish.title}>
      <form className="stack-tight" onSubmit={(event) => void submit(event)}>
        <TextInput
          label={words.publish.url}
          description={words.publish.hint}
          placeholder="http://home.example/home.crl"
          value={url}
          onChange={(event) => setTyped(event.currentTarget.value)}
          classNames={{ input: 'mono' }}
          autoComplete="off"
          spellCheck={false}
        />
        {authority.crlUrl !== null && publication && (
          <p className="dim">
            {publication.site === null ? words.publish.elsewhere : words.publish.here({ site: publication.site })}
          </p>
        )}
        {url === '' && publication?.proposal != null && (
          <div>
            <Button size="xs" variant="subtle" onClick={() => setTyped(publication.proposal ?? '')}>
              {words.publish.propose({ url: publication.proposal })}
            </Button>
          </div>
        )}
        <ErrorNotice error={set.error} />
        <div>
          <Button type="submit" variant="default" loading={set.busy} disabled={url.trim() === (authority.crlUrl ?? '')}>
            {common.save}
          </Button>
        </div>
      </form>
    </Fold>
  )
}
