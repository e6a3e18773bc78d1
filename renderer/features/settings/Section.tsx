import type { ReactNode } from 'react'

/** One thing that can be set or known. `at`: its name in an address, see `useArrival`. */
export function Section({ title, children, at }: { title: string; children: ReactNode; at?: string }) {
  return (
    <section className="setting" data-at={at}>
      <h2>{title}</h2>
      <div>{children}</div>
    </section>
  )
}
