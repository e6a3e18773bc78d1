import { Button, Modal, PasswordInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useAction } from '../data/hooks.ts'
import { Remember } from '../product/Remember.tsx'
import { ErrorNotice } from '../ui/Notice.tsx'
import { Fold } from '../ui/parts.tsx'
import { useWords } from '../words/index.ts'
import type { UnlockRequest } from './unlock-request.ts'

/** Asks for the passphrase over whatever is being done, which then goes on by itself. */
export function UnlockDialog({ request }: { request: UnlockRequest }) {
  const { common, frame } = useWords()
  return (
    <Modal
      opened={request.open}
      onClose={() => request.answer(false)}
      title={frame.unlock.title}
      centered
      zIndex={400}
      closeButtonProps={{ 'aria-label': common.close }}
      transitionProps={{ duration: 120 }}
    >
      <UnlockForm onUnlocked={() => request.answer(true)} />
    </Modal>
  )
}

function UnlockForm({ onUnlocked }: { onUnlocked: () => void }) {
  const { unlock: words } = useWords().frame
  const action = useAction('authority.unlock')
  const [passphrase, setPassphrase] = useState('')
  const [remember, setRemember] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (await action.run({ passphrase, remember })) onUnlocked()
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <p className="dim" style={{ margin: 0 }}>
        {words.why}
      </p>
      <PasswordInput
        label={words.passphrase}
        value={passphrase}
        onChange={(event) => setPassphrase(event.currentTarget.value)}
        autoComplete="current-password"
        data-autofocus
      />
      <Remember checked={remember} onChange={setRemember} />
      <ErrorNotice error={action.error} />
      <Button type="submit" loading={action.busy} disabled={passphrase === ''}>
        {words.action}
      </Button>
      <Fold title={words.forgotten.title}>
        <div className="stack-tight dim">
          {[words.forgotten.lead, words.forgotten.backup, words.forgotten.anew].map((text) => (
            <p key={text} style={{ margin: 0 }}>
              {text}
            </p>
          ))}
        </div>
      </Fold>
    </form>
  )
}
