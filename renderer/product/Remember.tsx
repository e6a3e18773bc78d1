import { Checkbox } from '@mantine/core'
import { useQuery } from '../data/hooks.ts'
import { useWords } from '../words/index.ts'

/** “Remember on this computer”, where a keychain exists, with a warning where it only obfuscates. */
export function Remember({ checked, onChange }: { checked: boolean; onChange: (on: boolean) => void }) {
  const { remember } = useWords().common
  const { value: status } = useQuery('app.status', {})
  if (status?.keychain.available !== true) return null
  return (
    <Checkbox
      label={remember.label}
      description={status.keychain.weak ? remember.weak : undefined}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}
