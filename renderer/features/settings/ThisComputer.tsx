import { Button } from '@mantine/core'
import { useState } from 'react'
import type { AppStatus } from '../../../shared/contract/app.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { askForOutside, outsidePermission } from '../../data/outside.ts'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { Fold } from '../../ui/parts.tsx'
import { ChangePassphrase } from './ChangePassphrase.tsx'
import { Section } from './Section.tsx'
import { Switch } from './Switch.tsx'

/** The browser asks once itself; after a no only its own settings help. */
function OutsideThePage() {
  const { settings } = useWords()
  const [permission, setPermission] = useState(outsidePermission)
  if (permission === null) return null
  if (permission === 'granted') return <p className="dim">{settings.outsideOn}</p>
  if (permission === 'denied') return <p className="dim">{settings.outsideDenied}</p>
  return (
    <div className="setting-action">
      <Button size="xs" variant="default" onClick={() => void askForOutside().then(setPermission)}>
        {settings.outsideAsk}
      </Button>
    </div>
  )
}

/** What the app does by itself on this computer: start, interrupt. */
export function ByItself() {
  const { settings } = useWords()
  const known = useQuery('settings.show', {})
  const set = useAction('settings.set')
  if (!known.value) return <ErrorNotice error={known.error} />
  const { openAtLogin, notifications } = known.value
  return (
    <>
      {openAtLogin !== null && (
        <Section title={settings.login}>
          <Switch
            label={settings.loginSwitch}
            checked={openAtLogin}
            busy={set.busy}
            onChange={(on) => void set.run({ openAtLogin: on })}
          />
          <p className="dim">{settings.loginHint}</p>
          <ErrorNotice error={set.error} />
        </Section>
      )}
      <Section title={settings.notifications}>
        <Switch
          label={settings.notificationsSwitch}
          checked={notifications}
          busy={set.busy}
          onChange={(on) => void set.run({ notifications: on })}
        />
        <p className="dim">{settings.notificationsHint}</p>
        {notifications && <OutsideThePage />}
        {openAtLogin === null && <ErrorNotice error={set.error} />}
      </Section>
    </>
  )
}

/** Another passphrase; whether this computer knows it, and the way to make it forget. */
export function PassphraseSection({ keychain }: { keychain: AppStatus['keychain'] }) {
  const { settings } = useWords()
  return (
    <Section title={settings.passphrase}>
      <div className="stack">
        {keychain.available && <Remembered keychain={keychain} />}
        <Fold title={settings.changePassphrase.title} at="passphrase">
          <ChangePassphrase />
        </Fold>
      </div>
    </Section>
  )
}

function Remembered({ keychain }: { keychain: AppStatus['keychain'] }) {
  const { settings } = useWords()
  const forget = useAction('authority.forget')
  return (
    <div>
      {keychain.remembered ? settings.remembered : settings.notRemembered}
      {keychain.weak && <Note>{settings.weakKeychain}</Note>}
      {keychain.remembered && (
        <div className="setting-action">
          <Button size="xs" variant="default" loading={forget.busy} onClick={() => void forget.run({})}>
            {settings.forget}
          </Button>
        </div>
      )}
      <ErrorNotice error={forget.error} />
    </div>
  )
}
