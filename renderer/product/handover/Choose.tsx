import { NativeSelect, PasswordInput } from '@mantine/core'
import type { Device } from '../../../shared/contract/device.ts'
import { versionName } from '../../../shared/platforms/pkcs12.ts'
import { adviseProfile, keyWarning, targetsOf } from '../../../shared/platforms/advice.ts'
import { useQuery } from '../../data/hooks.ts'
import { Note } from '../../ui/Notice.tsx'
import { Fold } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { usePassphraseStrength } from '../strength.ts'
import type { Choices } from './choices.ts'

/** A password of one's own, with how good it is in words. */
function OwnPassword({ password, onChange }: { password: string; onChange: (password: string) => void }) {
  const { handoff, say } = useWords()
  const ascii = /^[\x20-\x7E]*$/.test(password)
  const strength = usePassphraseStrength(ascii ? password : '')
  return (
    <div className="stack-tight">
      <PasswordInput
        label={handoff.own}
        description={handoff.ownHint}
        value={password}
        maxLength={63}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={!ascii && handoff.ownAscii}
        autoComplete="new-password"
      />
      {strength && (
        <p className="handover-hint" aria-live="polite">
          {handoff.strength} {say(strength.words)}
        </p>
      )}
    </div>
  )
}

/** Which site's certificate signs an Apple profile, if any. */
function Signature({ site, onChange }: { site: string; onChange: (site: string) => void }) {
  const { handoff } = useWords()
  const sites = useQuery('site.list', {})
  return (
    <NativeSelect
      label={handoff.sign}
      description={handoff.signHint}
      value={site}
      data={[
        { value: '', label: handoff.signNone },
        ...(sites.value ?? []).map(({ id, name }) => ({ value: id, label: handoff.signWith({ site: name }) })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** Which version the device has, and so the form of the file, with the reason; and a password of one's own. */
export function Choose(props: {
  device: Device
  choices: Choices
  onChange: (choices: Choices) => void
  /** False once a file was made, which says the same of itself. */
  advise: boolean
}) {
  const { handoff, say } = useWords()
  const { device, choices, onChange, advise } = props
  const targets = targetsOf(device.platform)
  const advice = adviseProfile(device.platform, choices.target)
  const warning = keyWarning(device.keyType, device.platform, choices.target)
  return (
    <div className="stack-tight">
      {targets.length > 1 && (
        <NativeSelect
          label={handoff.version}
          value={choices.target ?? ''}
          data={[
            { value: '', label: handoff.anyVersion },
            ...targets.map(({ id }) => ({ value: id, label: say(versionName(id)) })),
          ]}
          onChange={({ currentTarget }) =>
            onChange({ ...choices, target: targets.find(({ id }) => id === currentTarget.value)?.id })
          }
        />
      )}
      {advise && (
        <p className="handover-hint">
          {handoff.form[advice.profile]} {say(advice.reason)}
        </p>
      )}
      {advise && warning !== null && <Note>{say(warning)}</Note>}
      <Fold title={handoff.ownFold}>
        <div className="stack">
          <OwnPassword password={choices.password} onChange={(password) => onChange({ ...choices, password })} />
          {(device.platform === 'iphone' || device.platform === 'macos') && (
            <Signature site={choices.signWith} onChange={(signWith) => onChange({ ...choices, signWith })} />
          )}
        </div>
      </Fold>
    </div>
  )
}
