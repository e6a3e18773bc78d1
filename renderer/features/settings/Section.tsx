import type { ReactNode } from 'react'

/** One thing that can be set or known. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="setting">
      <h2>{title}</h2>
      <div>{children}</div>
    </section>
  )
}
