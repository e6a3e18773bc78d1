import { Button, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Authority } from '../../../shared/contract/authority.ts'
import type { Server, ServerKeyType } from '../../../shared/contract/server.ts'
import { useAction } from '../../data/hooks.ts'
import { RequestField } from '../../product/RequestField.tsx'
import { useFieldErrors } from '../../ui/field-errors.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Fold, Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { machineNames, machines, type Machine } from './machines.ts'

const KEYS: readonly ServerKeyType[] = ['p256', 'rsa2048']

/** What is typed with blanks or commas between. */
const split = (text: string): string[] => text.split(/[\s,]+/).filter((one) => one !== '')

/** A certificate for another machine: its name, what it is, and how it is opened. */
export function AddServer(props: { own: readonly Authority[]; onAdded: (server: Server, machine: Machine) => void }) {
  const { servers } = useWords()
  const words = servers.form
  const add = useAction('server.add')
  const [name, setName] = useState('')
  const [machine, setMachine] = useState<Machine>('other')
  const [hosts, setHosts] = useState('')
  const [chosenKey, setKey] = useState<ServerKeyType>()
  const [days, setDays] = useState<number | string>(397)
  const [authority, setAuthority] = useState('')
  const [byRequest, setByRequest] = useState(false)
  const [csr, setCsr] = useState('')
  // What the form shows is what signs, also where the usual one is changed meanwhile.
  const signer = props.own.find(({ id }) => id === authority) ?? props.own.find(({ usual }) => usual)
  const key = chosenKey ?? machines[machine].key
  const request = byRequest ? csr.trim() : ''
  const listed = split(hosts)
  const told = useFieldErrors(add.error, { name: words.name, hosts: words.hosts, days: words.days })
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const server = await add.run({
      name,
      days: Number(days),
      ...(listed.length > 0 ? { hosts: listed } : {}),
      ...(request === '' ? { key } : { csr: request }),
      ...(signer ? { authority: signer.id } : {}),
    })
    if (server) props.onAdded(server, machine)
  }
  const isReady = name.trim() !== '' && (byRequest ? request !== '' : listed.length > 0)
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={words.name}
        placeholder={words.placeholder}
        value={name}
        error={told.at.name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
        autoComplete="off"
      />
      <NativeSelect
        label={words.machine}
        value={machine}
        data={machineNames.map((value) => ({ value, label: servers.machines[value].name }))}
        onChange={(event) => setMachine(event.currentTarget.value as Machine)}
      />
      <TextInput
        label={words.hosts}
        description={byRequest ? words.hostsRequest : words.hostsHint}
        placeholder="nas.home.arpa 192.168.1.5"
        value={hosts}
        error={told.at.hosts}
        onChange={(event) => setHosts(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
      />
      {props.own.length > 1 && (
        <NativeSelect
          label={words.authority}
          value={signer?.id}
          data={props.own.map(({ id, name: label }) => ({ value: id, label }))}
          onChange={(event) => setAuthority(event.currentTarget.value)}
        />
      )}
      <Fold title={words.advanced}>
        <div className="stack">
          <NumberInput
            label={words.days}
            description={words.daysHint}
            value={days}
            error={told.at.days}
            onChange={setDays}
            min={1}
            max={397}
            allowDecimal={false}
          />
          <NativeSelect
            label={words.key}
            value={key}
            data={KEYS.map((value) => ({ value, label: words.keys[value] }))}
            onChange={(event) => setKey(event.currentTarget.value as ServerKeyType)}
            disabled={byRequest}
          />
          <Switch
            label={words.request}
            description={words.requestHint}
            checked={byRequest}
            onChange={(event) => setByRequest(event.currentTarget.checked)}
          />
          {byRequest && <RequestField value={csr} onChange={setCsr} />}
        </div>
      </Fold>
      {add.busy && <Waiting words={words.busy} />}
      <ErrorNotice error={told.rest} />
      <div>
        <Button type="submit" loading={add.busy} disabled={!isReady}>
          {words.action}
        </Button>
      </div>
    </form>
  )
}
