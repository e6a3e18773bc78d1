import { Toggle } from '../../ui/Toggle.tsx'

/** On or off, with what it means beside it. */
export function Switch(props: { label: string; checked: boolean; busy: boolean; onChange: (on: boolean) => void }) {
  const { label, checked, busy, onChange } = props
  return (
    <div className="switch">
      <Toggle label={label} checked={checked} disabled={busy} onChange={onChange} />
      <span aria-hidden>{label}</span>
    </div>
  )
}
