import type { Device } from '../../../shared/contract/device.ts'
import { needsRoot } from '../../../shared/platforms/needs-root.ts'
import type { Step } from '../../../shared/platforms/steps.ts'
import { useQuery } from '../../data/hooks.ts'
import { Copyable } from '../../ui/Copyable.tsx'
import { Fold } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'

/** Whether the device must trust the root of the house; yes, as long as that is not known. */
export function useNeedsRoot({ authorityId }: Device): boolean {
  const sites = useQuery('site.list', {})
  return needsRoot(sites.value?.filter(({ authorityIds }) => authorityIds.includes(authorityId)) ?? [])
}

/** The addresses that the device opens with its certificate. */
function Sites({ device }: { device: Device }) {
  const { sites: words } = useWords()
  const sites = useQuery('site.list', {})
  const open = sites.value?.filter(({ enabled, authorityIds }) => enabled && authorityIds.includes(device.authorityId))
  return open?.map(({ id, url }) => (
    <div key={id} className="step-site">
      <Copyable text={url} what={words.address} />
    </div>
  ))
}

function StepItem({ step, device }: { step: Step; device: Device }) {
  return (
    <li>
      {step.text}
      {step.ways.map(({ on, path }) => (
        <span key={path.join()} className="step-way">
          {on !== undefined && <small>{on}</small>}
          {path.join(' › ')}
        </span>
      ))}
      {step.visit && <Sites device={device} />}
      {step.note !== undefined && <span className="step-note">{step.note}</span>}
    </li>
  )
}

/** What to do on the device, from the same data as the page of a link and the documentation. */
export function Steps({ device, way }: { device: Device; way: 'link' | 'file' }) {
  const { handoff, steps: all } = useWords()
  const { name, bring, steps, trouble } = all({ root: useNeedsRoot(device) })[device.platform]
  const first = way === 'link' ? handoff.scan : bring
  // Whoever has the files does not get them again.
  const rest = way === 'link' ? steps : steps.filter(({ gets }) => gets === undefined)
  return (
    <div>
      <p className="section-title">{handoff.how({ platform: name })}</p>
      <ol className="steps">
        <li>{first}</li>
        {rest.map((step) => (
          <StepItem key={step.text} step={step} device={device} />
        ))}
      </ol>
      <Fold title={handoff.trouble}>
        <ul className="steps">
          {trouble.map(({ sees, means }) => (
            <li key={sees}>
              {sees}
              <span className="step-note">{means}</span>
            </li>
          ))}
        </ul>
      </Fold>
    </div>
  )
}
