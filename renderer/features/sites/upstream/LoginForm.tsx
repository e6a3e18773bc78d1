import { Button, Checkbox, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { AskedLogin, Login, LoginInput } from '../../../../shared/contract/login.ts'
import type { Site } from '../../../../shared/contract/site.ts'
import { useAction } from '../../../data/hooks.ts'
import { useFieldErrors } from '../../../ui/field-errors.ts'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Waiting } from '../../../ui/parts.tsx'
import { useWords } from '../../../words/index.ts'

const kinds = ['basic', 'digest', 'bearer', 'header', 'user'] as const

interface Draft {
  readonly kind: Login['kind']
  readonly user: string
  readonly header: string
  readonly secret: string
  /** Whether a login that a visitor sends goes on instead. */
  readonly keep: boolean
}

function fromDraft({ kind, user, header, secret }: Draft): LoginInput {
  switch (kind) {
    case 'basic':
    case 'digest':
      return { kind, user, password: secret }
    case 'bearer':
      return { kind, token: secret }
    case 'header':
      return { kind, header, value: secret }
    case 'user':
      return { kind, header }
  }
}

/** The device's own login, given once. */
export function LoginForm({ site, onClose }: { site: Site; onClose: () => void }) {
  const { common, upstream, say } = useWords()
  const words = upstream.login
  const set = useAction('site.set')
  const ask = useAction('site.login.ask')
  const [draft, setDraft] = useState<Draft>({
    kind: site.login?.kind ?? 'basic',
    user: '',
    header: site.login?.kind === 'header' || site.login?.kind === 'user' ? site.login.header : 'Remote-User',
    secret: '',
    keep: site.login === null || site.visitorLogin === 'keep',
  })
  const { kind } = draft
  const [asked, setAsked] = useState<AskedLogin | null>(null)
  const askDevice = async (): Promise<void> => {
    const answer = await ask.run({ site: site.id })
    if (!answer) return
    setAsked(answer)
    const { wants } = answer
    if (wants === 'basic' || wants === 'digest' || wants === 'bearer') change({ kind: wants })
  }
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }))
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (await set.run({ site: site.id, login: fromDraft(draft), visitorLogin: draft.keep ? 'keep' : 'replace' }))
      onClose()
  }
  const isPassword = kind === 'basic' || kind === 'digest'
  const secretName = isPassword ? words.password : kind === 'bearer' ? words.token : words.value
  const told = useFieldErrors(set.error, {
    'login.user': words.user,
    'login.header': words.header,
    'login.password': secretName,
    'login.token': secretName,
    'login.value': secretName,
  })
  const secretTold = told.at['login.password'] ?? told.at['login.token'] ?? told.at['login.value']
  return (
    <form
      className="surface stack"
      aria-label={words.title}
      onSubmit={(event) => void submit(event)}
      autoComplete="off"
    >
      <NativeSelect
        label={words.kind}
        value={kind}
        data={kinds.map((value) => ({ value, label: words.kinds[value] }))}
        onChange={(event) => change({ kind: event.currentTarget.value as Login['kind'], secret: '' })}
      />
      {isPassword && (
        <TextInput
          label={words.user}
          value={draft.user}
          error={told.at['login.user']}
          onChange={(event) => change({ user: event.currentTarget.value })}
          autoCapitalize="none"
          spellCheck={false}
          autoComplete="off"
        />
      )}
      {(kind === 'header' || kind === 'user') && (
        <TextInput
          label={words.header}
          value={draft.header}
          error={told.at['login.header']}
          onChange={(event) => change({ header: event.currentTarget.value })}
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
      {kind !== 'user' && (
        <PasswordInput
          label={secretName}
          value={draft.secret}
          error={secretTold}
          onChange={(event) => change({ secret: event.currentTarget.value })}
          autoComplete="new-password"
        />
      )}
      {kind !== 'header' && kind !== 'user' && (
        <Checkbox
          label={words.keep}
          checked={draft.keep}
          onChange={(event) => change({ keep: event.currentTarget.checked })}
        />
      )}
      {asked && (
        <p className="note-line" aria-live="polite">
          {say(asked.sentence)}
        </p>
      )}
      <ErrorNotice error={ask.error} />
      {set.busy && <Waiting words={words.saving} />}
      <ErrorNotice error={told.rest} />
      <div className="line">
        <Button type="submit" size="xs" loading={set.busy}>
          {words.save}
        </Button>
        <Button size="xs" variant="default" loading={ask.busy} onClick={() => void askDevice()}>
          {words.ask}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
      </div>
    </form>
  )
}
