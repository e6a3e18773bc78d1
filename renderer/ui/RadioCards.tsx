import { useId, type ReactNode } from 'react'
import './radio-cards.css'

export interface RadioCard<T extends string> {
  readonly value: T
  readonly label: string
  readonly hint?: string
  readonly icon?: ReactNode
}

/** One of a few, as cards to click; one group of radio buttons for the keyboard. `four` stand in one row or in two. */
export function RadioCards<T extends string>(props: {
  legend: string
  /** Null: none yet. */
  value: T | null
  cards: readonly RadioCard<T>[]
  four?: boolean
  onChange: (value: T) => void
}) {
  const group = useId()
  return (
    <fieldset className={props.four === true ? 'radio-cards four' : 'radio-cards'}>
      <legend>{props.legend}</legend>
      {props.cards.map(({ value, label, hint, icon }) => (
        <label key={value} className="radio-card">
          <input
            type="radio"
            name={group}
            value={value}
            checked={props.value === value}
            onChange={() => props.onChange(value)}
          />
          {icon}
          {label}
          {hint !== undefined && <small>{hint}</small>}
        </label>
      ))}
    </fieldset>
  )
}
