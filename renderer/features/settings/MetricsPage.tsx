import { Button, NumberInput } from '@mantine/core'
import { useState } from 'react'
import { useAction, useQuery } from '../../data/hooks.ts'
import { Copyable } from '../../ui/Copyable.tsx'
import { useFieldErrors } from '../../ui/field-errors.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { Section } from './Section.tsx'
import { Switch } from './Switch.tsx'

/** Free on most computers, and where Prometheus' own list of exporters has none that a home would run. */
const PROPOSED = 9464

/** Figures for a monitoring system; off until somebody wants them. */
export function MetricsPage() {
  const { settings } = useWords()
  const { metrics: words } = settings
  const known = useQuery('settings.show', {})
  const set = useAction('settings.set')
  const [port, setPort] = useState<number | string>(PROPOSED)
  const told = useFieldErrors(set.error, { 'metrics.port': words.port })
  if (!known.value) return null
  const { metrics } = known.value
  const change = (to: { port?: number | null; deviceNames?: boolean }): void =>
    void set.run({ metrics: { port: metrics.port, deviceNames: metrics.deviceNames, ...to } })
  const address = `http://127.0.0.1:${metrics.port ?? ''}/metrics`
  return (
    <Section title={words.title}>
      <p className="dim">{words.lead}</p>
      {metrics.port === null ? (
        <div className="setting-fields">
          <NumberInput
            label={words.port}
            value={port}
            error={told.at['metrics.port']}
            onChange={setPort}
            min={1024}
            max={65_535}
            allowDecimal={false}
            hideControls
          />
          <Button
            variant="default"
            loading={set.busy}
            disabled={port === ''}
            onClick={() => change({ port: Number(port) })}
          >
            {words.start}
          </Button>
        </div>
      ) : (
        <>
          <Copyable text={address} what={words.address}>
            <span className="mono">{address}</span>
          </Copyable>
          <Switch
            label={words.deviceNames}
            checked={metrics.deviceNames}
            busy={set.busy}
            onChange={(deviceNames) => change({ deviceNames })}
          />
          <p className="dim">{words.deviceNamesHint}</p>
          <div className="setting-action">
            <Button size="xs" variant="default" loading={set.busy} onClick={() => change({ port: null })}>
              {words.stop}
            </Button>
          </div>
        </>
      )}
      <ErrorNotice error={set.error === undefined ? metrics.problem : told.rest} />
    </Section>
  )
}
