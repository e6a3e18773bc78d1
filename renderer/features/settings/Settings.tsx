import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import type { AppStatus } from '../../../shared/contract/app.ts'
import { languageNames, languages } from '../../../shared/language.ts'
import { useArrival } from '../../data/arrival.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { Copyable } from '../../ui/Copyable.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Facts, PageHeader, Waiting } from '../../ui/parts.tsx'
import { useSpeech, useWords } from '../../words/index.ts'
import { clock } from '../../words/time.ts'
import { ActivityKept } from './ActivityKept.tsx'
import { Audit } from './Audit.tsx'
import { Backup } from './Backup.tsx'
import { Calendar } from './Calendar.tsx'
import { Channels } from './Channels.tsx'
import { HandoffNetwork } from './HandoffNetwork.tsx'
import { ManageDoor } from './ManageDoor.tsx'
import { MetricsPage } from './MetricsPage.tsx'
import { People } from './People.tsx'
import { ProgramLog } from './ProgramLog.tsx'
import { Section } from './Section.tsx'
import { Sessions } from './Sessions.tsx'
import { ByItself, PassphraseSection } from './ThisComputer.tsx'
import { Updates } from './Updates.tsx'
import './settings.css'

function Appearance() {
  const { settings } = useWords()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Section title={settings.appearance}>
      <SegmentedControl
        className="choices"
        aria-label={settings.appearance}
        value={colorScheme}
        onChange={(value) => setColorScheme(value)}
        data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: settings.schemes[value] }))}
      />
    </Section>
  )
}

function Language() {
  const { settings } = useWords()
  const { choice, choose } = useSpeech()
  const set = useAction('settings.set')
  return (
    <Section title={settings.language} at="language">
      <SegmentedControl
        aria-label={settings.language}
        className="choices"
        value={choice}
        onChange={(language) => {
          choose(language)
          void set.run({ language })
        }}
        data={[
          { value: 'auto', label: settings.languageAuto },
          ...languages.map((value) => ({ value, label: <span lang={value}>{languageNames[value]}</span> })),
        ]}
      />
      <p className="dim">{settings.languageHint}</p>
      <ErrorNotice error={set.error} />
    </Section>
  )
}

function Found({ status }: { status: AppStatus }) {
  const { settings } = useWords()
  const { computer, gate, versions } = status
  const here = status.asDevice === null
  const lock = status.locked
    ? settings.locked
    : status.locksAt === null
      ? settings.unlocked
      : settings.locksAt({ at: clock(status.locksAt) })
  return (
    <>
      <ManageDoor status={status} />
      {!status.empty && here && <PassphraseSection keychain={status.keychain} />}
      {!status.empty && here && <People />}
      {here && <Backup empty={status.empty} />}
      {!status.empty && <Calendar />}
      <Section title={settings.data}>
        <Copyable text={status.dataFolder} what={settings.dataWhat}>
          <span className="mono">{status.dataFolder}</span>
        </Copyable>
        <p className="dim">{settings.dataHint}</p>
      </Section>
      <Section title={settings.computer}>
        <Facts
          rows={[
            [settings.hostName, computer.hostName],
            [
              settings.addresses,
              computer.addresses.length === 0 ? settings.noAddresses : computer.addresses.join(', '),
            ],
            [settings.door, `${settings.gate[gate.state]}, ${settings.restarts({ n: gate.restarts })}`],
            ...(status.empty ? [] : [[settings.lock, lock] as const]),
          ]}
        />
      </Section>
      <Section title={settings.about}>
        <Facts
          rows={[
            [settings.version, status.version],
            [settings.runs, settings.shell[status.shell]],
            [settings.node, versions.node],
            [settings.tls, versions.tls],
            [settings.sqlite, versions.sqlite],
          ]}
        />
      </Section>
    </>
  )
}

/** Settings, and what the program found out by itself. */
export function Settings() {
  const { common, settings } = useWords()
  const status = useQuery('app.status', {})
  useArrival(status.value !== undefined)
  // What a device may not set from elsewhere is not offered there.
  const here = status.value !== undefined && status.value.asDevice === null
  return (
    <>
      <PageHeader title={settings.title} lead={settings.lead} />
      <Appearance />
      {here && <Language />}
      {here && (
        <>
          <ByItself />
          <Channels />
          <HandoffNetwork />
          <ActivityKept />
          <MetricsPage />
          <Updates />
          <ProgramLog />
        </>
      )}
      <Audit />
      {here && <Sessions />}
      <ErrorNotice error={status.error} />
      {!status.value && !status.error && <Waiting words={common.loading} />}
      {status.value && <Found status={status.value} />}
    </>
  )
}
