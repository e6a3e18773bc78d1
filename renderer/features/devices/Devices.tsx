import { Button, TextInput } from '@mantine/core'
import { IconDeviceMobile, IconPlus, IconSearch } from '@tabler/icons-react'
import { useDeferredValue, useMemo, useState } from 'react'
import type { Device, DeviceStatus } from '../../../shared/contract/device.ts'
import { useNow, useQuery } from '../../data/hooks.ts'
import { go, to, useRoute } from '../../data/route.ts'
import { AddDevice } from '../../product/AddDevice.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { EmptyState, PageHeader, Waiting } from '../../ui/parts.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { useWords } from '../../words/index.ts'
import type { Selection, Sorting } from '../../ui/VirtualRows.tsx'
import { Bulk } from './Bulk.tsx'
import { DeviceList } from './DeviceList.tsx'
import { DevicePanel } from './DevicePanel.tsx'
import { Made, NextInQueue, useHandOverQueue } from './Made.tsx'
import { sortDevices, sortKeys, type SortKey } from './sort.ts'
import { StatusChips } from './StatusChips.tsx'

function matches(device: Device, wanted: string): boolean {
  if (wanted === '') return true
  const digits = wanted.replace(/[\s:]/g, '').toUpperCase()
  return (
    device.name.toLowerCase().includes(wanted) ||
    device.groups.some((group) => group.toLowerCase().includes(wanted)) ||
    (/^[0-9A-F]{4,}$/.test(digits) && (device.serial.includes(digits) || device.fingerprint.includes(digits)))
  )
}

function NoDevices() {
  const { devices } = useWords()
  return (
    <EmptyState
      icon={<IconDeviceMobile size={32} stroke={1.5} aria-hidden />}
      title={devices.empty}
      hint={devices.emptyHint}
    >
      <Button component="a" href={to('devices', 'new')}>
        {devices.add}
      </Button>
    </EmptyState>
  )
}

/** Every device; one opens beside the list. */
export function Devices() {
  const { common, devices } = useWords()
  const { id, params } = useRoute()
  const list = useQuery('device.list', {})
  const now = useNow()
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim().toLowerCase())
  const status = params.get('status') as DeviceStatus | null
  const [sort, setSort] = useState<{ key: SortKey; descending: boolean }>()
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const queue = useHandOverQueue()
  const all = list.value
  const found = useMemo(() => {
    const fitting = all?.filter((device) => (status === null || device.status === status) && matches(device, wanted))
    return fitting && sort ? sortDevices(fitting, sort.key, sort.descending) : fitting
  }, [all, status, wanted, sort])
  // What is out of sight is not touched by a button.
  const chosen = useMemo(() => found?.filter(({ id: key }) => marked.has(key)) ?? [], [found, marked])
  const selection: Selection = {
    selected: new Set(chosen.map(({ id: key }) => key)),
    labelAll: devices.bulk.selectAll,
    label: (key) => devices.bulk.select({ name: found?.find((device) => device.id === key)?.name ?? '' }),
    onToggle: (key) =>
      setMarked(new Set(marked.has(key) ? [...marked].filter((one) => one !== key) : [...marked, key])),
    onToggleAll: () => setMarked(new Set(chosen.length === found?.length ? [] : found?.map(({ id: key }) => key))),
  }
  const sorting: Sorting = {
    by: sort ? sortKeys.indexOf(sort.key) : -1,
    descending: sort?.descending ?? false,
    onSort(column) {
      const key = sortKeys[column]
      if (key) setSort({ key, descending: sort?.key === key && !sort.descending })
    },
  }
  const filtered = status === null ? undefined : { status }
  const close = (): void => go(to('devices', undefined, filtered))
  const open = all?.find((device) => device.id === id)
  return (
    <>
      <PageHeader title={devices.title} lead={devices.lead}>
        <Button component="a" href={to('devices', 'new', filtered)} leftSection={<IconPlus size={18} aria-hidden />}>
          {devices.add}
        </Button>
      </PageHeader>
      <div className="stack">
        <Made queue={queue} />
        <ErrorNotice error={list.error} />
        {!all && !list.error && <Waiting words={common.loading} />}
        {all?.length === 0 && <NoDevices />}
        {all && all.length > 0 && (
          <>
            <TextInput
              type="search"
              aria-label={devices.searchLabel}
              placeholder={devices.searchHint}
              leftSection={<IconSearch size={17} aria-hidden />}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <StatusChips devices={all} chosen={status} />
            {chosen.length > 0 && <Bulk devices={chosen} onDone={() => setMarked(new Set())} onRenewed={queue.begin} />}
          </>
        )}
        {found && found.length > 0 && (
          // A key, so that another choice is read from its top.
          <DeviceList
            key={`${status} ${wanted}`}
            devices={found}
            now={now}
            params={filtered}
            sorting={sorting}
            selection={selection}
          />
        )}
        {found?.length === 0 && all && all.length > 0 && (
          <EmptyState icon={<IconSearch size={28} stroke={1.5} aria-hidden />} title={devices.nothingFound}>
            <Button
              variant="default"
              onClick={() => {
                setText('')
                go(to('devices'))
              }}
            >
              {devices.showAll}
            </Button>
          </EmptyState>
        )}
      </div>
      <SidePanel title={id === 'new' ? devices.form.title : (open?.name ?? null)} onClose={close}>
        {id === 'new' && <AddDevice onAdded={(device) => go(to('devices', device.id, { handover: '1' }))} />}
        {open && (
          <>
            <DevicePanel
              // Another address opens another form.
              key={`${open.id} ${params.toString()}`}
              device={open}
              handOver={params.has('handover')}
              renew={params.has('renew')}
              revoke={params.has('revoke')}
              onRemoved={close}
            />
            <NextInQueue queue={queue} device={open} all={all ?? []} />
          </>
        )}
      </SidePanel>
    </>
  )
}
