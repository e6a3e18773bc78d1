import { Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import './ui.css'

/** Title of a screen, one line about it, and its most important buttons. */
export function PageHeader({ title, lead, children }: { title: string; lead: string; children?: ReactNode }) {
  return (
    <header className="page-header">
      <div>
        <h1>{title}</h1>
        <p>{lead}</p>
      </div>
      {children !== undefined && <div className="page-header-actions">{children}</div>}
    </header>
  )
}

/** What stands where a list would be: what is missing, and the button that changes it. */
export function EmptyState(props: { icon: ReactNode; title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="surface empty">
      {props.icon}
      <h2>{props.title}</h2>
      {props.hint !== undefined && <p>{props.hint}</p>}
      {props.children}
    </div>
  )
}

/** A spinner never comes without words. */
export function Waiting({ words }: { words: string }) {
  return (
    <output className="waiting">
      <Loader size="xs" color="gray" />
      {words}
    </output>
  )
}

/** Names and values, read like a form. */
export function Facts({ rows }: { rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <FactRow key={name} name={name} value={value} />
      ))}
    </dl>
  )
}

function FactRow({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}

/** Something most people do not need, one click away. */
export function Fold(props: {
  title: string
  children: ReactNode
  open?: boolean
  /** Its name in an address, see `useArrival`. */
  at?: string
}) {
  const { title, children, open = false, at } = props
  return (
    <details className="fold" open={open} data-at={at}>
      <summary>{title}</summary>
      <div>{children}</div>
    </details>
  )
}
