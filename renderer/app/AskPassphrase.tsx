import { Button, Modal, PasswordInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useWords } from '../words/index.ts'
import type { PassphraseRequest } from './unlock-request.ts'

/** Asks for the passphrase of one call: a device that came through the gate gives it each time. */
export function PassphraseDialog({ request }: { request: PassphraseRequest }) {
  const { common, frame } = useWords()
  return (
    <Modal
      opened={request.open}
      onClose={() => request.answer(null)}
      title={frame.unlock.eachTime.title}
      centered
      zIndex={400}
      closeButtonProps={{ 'aria-label': common.close }}
      transitionProps={{ duration: 120 }}
    >
      <PassphraseForm onGiven={(passphrase) => request.answer(passphrase)} />
    </Modal>
  )
}

function PassphraseForm({ onGiven }: { onGiven: (passphrase: string) => void }) {
  const { unlock: words } = useWords().frame
  const [passphrase, setPassphrase] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onGiven(passphrase)
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p className="dim" style={{ margin: 0 }}>
        {words.eachTime.why}
      </p>
      <PasswordInput
        label={words.passphrase}
        value={passphrase}
        onChange={(event) => setPassphrase(event.currentTarget.value)}
        autoComplete="current-password"
        data-autofocus
      />
      <Button type="submit" disabled={passphrase === ''}>
        {words.eachTime.action}
      </Button>
    </form>
  )
}
