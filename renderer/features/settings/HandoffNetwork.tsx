import { LinkAddress, useLinkAddress } from '../../product/LinkAddress.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { Section } from './Section.tsx'

/** Where one-time links are offered, for the next ones too. */
export function HandoffNetwork() {
  const { handoff } = useWords()
  const networks = useLinkAddress()
  if (networks.addresses.length < 2) return null
  return (
    <Section title={handoff.links}>
      <LinkAddress networks={networks} />
      <ErrorNotice error={networks.error} />
    </Section>
  )
}
