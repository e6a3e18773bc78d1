import './toggle.css'

/** On or off, at once. One native control: what is seen is what is clicked. */
export function Toggle(props: { label: string; checked: boolean; disabled: boolean; onChange: (on: boolean) => void }) {
  return (
    <input
      type="checkbox"
      role="switch"
      className="toggle"
      aria-label={props.label}
      checked={props.checked}
      aria-checked={props.checked}
      disabled={props.disabled}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
  )
}
