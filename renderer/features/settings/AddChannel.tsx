import { Button, Checkbox, NativeSelect, PasswordInput, TextInput, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Input } from '../../../shared/contract/index.ts'
import type { ChannelKind, NotifyPace, NotifyTopic } from '../../../shared/contract/notify.ts'
import { useAction } from '../../data/hooks.ts'
import { useFieldErrors } from '../../ui/field-errors.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

const KINDS = ['ntfy', 'gotify', 'home-assistant', 'webhook', 'mail'] as const satisfies readonly ChannelKind[]
const PACES = ['now', 'hour', 'day'] as const satisfies readonly NotifyPace[]
const TOPICS = ['expiry', 'refused', 'down', 'open', 'backup', 'update', 'program'] as const satisfies readonly NotifyTopic[] // prettier-ignore

const EMPTY = { to: '', secret: '', server: '', user: '', ca: '' }

/** One more service that notices are sent to. */
export function AddChannel() {
  const { settings } = useWords()
  const { channels: words } = settings
  const add = useAction('notify.add')
  const [kind, setKind] = useState<ChannelKind>('ntfy')
  const [pace, setPace] = useState<NotifyPace>('now')
  const [on, setOn] = useState<readonly NotifyTopic[]>(TOPICS)
  const [fields, setFields] = useState(EMPTY)
  const mail = kind === 'mail'
  const change = (name: keyof typeof EMPTY) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget
    setFields((before) => ({ ...before, [name]: value }))
  }
  const told = useFieldErrors(add.error, {
    to: mail ? words.recipients : words.address,
    server: words.server,
    user: words.user,
    secret: words.secrets[kind],
    ca: words.ca,
  })
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''))
    const { server: _server, user: _user, ...http } = given
    const wanted = { kind, pace, on: [...on], to: '', ...(mail ? given : http) } satisfies Input<'notify.add'>
    if (await add.run(wanted)) setFields(EMPTY)
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <NativeSelect
        label={words.kind}
        value={kind}
        data={KINDS.map((value) => ({ value, label: words.kinds[value] }))}
        onChange={(event) => setKind(KINDS.find((one) => one === event.currentTarget.value) ?? 'ntfy')}
      />
      <TextInput
        label={mail ? words.recipients : words.address}
        description={words.addressHints[kind]}
        value={fields.to}
        error={told.at.to}
        onChange={change('to')}
        autoComplete="off"
        spellCheck={false}
      />
      {mail && (
        <>
          <TextInput
            label={words.server}
            description={words.serverHint}
            value={fields.server}
            error={told.at.server}
            onChange={change('server')}
            autoComplete="off"
          />
          <TextInput
            label={words.user}
            value={fields.user}
            error={told.at.user}
            onChange={change('user')}
            autoComplete="off"
          />
        </>
      )}
      <PasswordInput
        label={words.secrets[kind]}
        description={words.secretHint}
        value={fields.secret}
        error={told.at.secret}
        onChange={change('secret')}
        autoComplete="off"
      />
      <Textarea
        label={words.ca}
        description={words.caHint}
        value={fields.ca}
        error={told.at.ca}
        onChange={change('ca')}
        autosize
      />
      <fieldset className="channel-topics">
        <legend>{words.on}</legend>
        {TOPICS.map((topic) => (
          <Checkbox
            key={topic}
            label={words.topics[topic]}
            checked={on.includes(topic)}
            onChange={(event) =>
              setOn(event.currentTarget.checked ? [...on, topic] : on.filter((one) => one !== topic))
            }
          />
        ))}
      </fieldset>
      <NativeSelect
        label={words.pace}
        value={pace}
        data={PACES.map((value) => ({ value, label: words.paces[value] }))}
        onChange={(event) => setPace(PACES.find((one) => one === event.currentTarget.value) ?? 'now')}
      />
      <ErrorNotice error={told.rest} />
      <div>
        <Button type="submit" loading={add.busy} disabled={fields.to.trim() === '' || on.length === 0}>
          {words.addButton}
        </Button>
      </div>
    </form>
  )
}
