import { Button } from '@mantine/core'
import type { ReactNode } from 'react'

/** One thing that wants the owner, with its button. */
export interface Want {
  readonly key: string
  readonly words: string
  readonly action: ReactNode
}

export function LinkButton({ href, words }: { href: string; words: string }) {
  return (
    <Button component="a" href={href} size="xs" variant="default">
      {words}
    </Button>
  )
}
