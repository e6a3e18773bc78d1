import { Button } from '@mantine/core'
import { useAction } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

/** A certificate that is not known here: in with it, or out for good. */
export function HeldActions({ fingerprint, name }: { fingerprint: string; name: string }) {
  const { inbox: words } = useWords().home
  const admit = useAction('device.admit')
  const revoke = useAction('device.revokeCertificate')
  const busy = admit.busy || revoke.busy
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={words.admitLabel({ name })}
        loading={admit.busy}
        disabled={busy}
        onClick={() => void admit.run({ fingerprint })}
      >
        {words.admit}
      </Button>
      <Button
        size="xs"
        variant="subtle"
        color="red.9"
        aria-label={words.revokeLabel({ name })}
        loading={revoke.busy}
        disabled={busy}
        onClick={() => void revoke.run({ fingerprint, reason: 'key-compromise' })}
      >
        {words.revoke}
      </Button>
      <ErrorNotice error={admit.error ?? revoke.error} />
    </>
  )
}
