import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Site } from '../../../shared/contract/site.ts'
import { AcmeForm } from '../../product/certificate/AcmeForm.tsx'
import { useWords } from '../../words/index.ts'

/** A name on the internet, for which a public authority vouches: then no phone has to be given a root. */
export function PublicName({ site }: { site: Site }) {
  const { publicName: words } = useWords().welcome
  const [open, setOpen] = useState(false)
  if (site.certificate.source === 'acme') return <p className="dim">{words.done}</p>
  if (!open) {
    return (
      <div>
        <Button variant="subtle" size="xs" onClick={() => setOpen(true)}>
          {words.open}
        </Button>
      </div>
    )
  }
  return (
    <div className="surface stack">
      <p style={{ margin: 0 }}>{words.lead}</p>
      <AcmeForm site={site} isFresh onClose={() => setOpen(false)} />
    </div>
  )
}
