import { Button } from '@mantine/core'
import { useAction } from '../data/hooks.ts'
import { ErrorNotice } from '../ui/Notice.tsx'
import { useWords } from '../words/index.ts'

/** A machine that wants a certificate of the ACME server: yes or no, also for its renewals. */
export function AcmeActions({ id, name }: { id: string; name: string }) {
  const { inbox: words } = useWords().home
  const allow = useAction('acme.request.allow')
  const refuse = useAction('acme.request.refuse')
  const busy = allow.busy || refuse.busy
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={words.allowLabel({ name })}
        loading={allow.busy}
        disabled={busy}
        onClick={() => void allow.run({ id })}
      >
        {words.allow}
      </Button>
      <Button
        size="xs"
        variant="subtle"
        color="red.9"
        aria-label={words.refuseLabel({ name })}
        loading={refuse.busy}
        disabled={busy}
        onClick={() => void refuse.run({ id })}
      >
        {words.refuse}
      </Button>
      <ErrorNotice error={allow.error ?? refuse.error} />
    </>
  )
}
