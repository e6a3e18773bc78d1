import { Anchor } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from '../../data/hooks.ts'
import { to } from '../../data/route.ts'
import { AddDevice } from '../../product/AddDevice.tsx'
import { AddSite } from '../../product/AddSite.tsx'
import { HandOver } from '../../product/handover/HandOver.tsx'
import { blockingConcern, firstSteps } from '../../product/first-steps.ts'
import { SiteConcerns } from '../../product/SiteConcerns.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { Begin } from './Begin.tsx'
import { FirstVisit } from './FirstVisit.tsx'
import { PublicName } from './PublicName.tsx'
import { Step } from './Step.tsx'
import './welcome.css'

/** The first steps, in one column. What is done is read from the engine: leaving and coming back loses nothing. */
export function Welcome() {
  const { common, welcome } = useWords()
  const authorities = useQuery('authority.list', {})
  const sites = useQuery('site.list', {})
  const devices = useQuery('device.list', {})
  const [saved, setSaved] = useState(false)
  const steps = firstSteps(authorities.value, sites.value, devices.value)
  if (!steps) {
    const error = authorities.error ?? sites.error ?? devices.error
    return error ? <ErrorNotice error={error} /> : <Waiting words={common.loading} />
  }
  const { authority, site, device, finished, stuck } = steps
  const concern = site && blockingConcern(site)
  const broken = concern?.state === 'does-not-run'
  const now = authority === undefined ? 1 : site === undefined ? 2 : device === undefined ? 3 : 4
  return (
    <div className="welcome">
      <header>
        <h1>{welcome.title}</h1>
        <p className="dim">
          {welcome.lead}{' '}
          <Anchor href={to('home')} underline="always">
            {finished ? welcome.waiting.home : welcome.leave}
          </Anchor>
        </p>
      </header>
      <ol className="welcome-steps">
        <Step
          number={1}
          title={welcome.authority.title}
          state={authority ? 'done' : 'now'}
          summary={authority && welcome.authority.done({ name: authority.name })}
        >
          {!authority && <Begin />}
        </Step>
        <Step
          number={2}
          title={welcome.site.title}
          state={broken ? 'now' : site ? 'done' : now === 2 ? 'now' : 'later'}
          summary={site && !broken ? welcome.site.done({ name: site.name, url: site.url }) : undefined}
        >
          {now === 2 && (
            <>
              <p className="dim">{welcome.site.lead}</p>
              <AddSite focus />
            </>
          )}
          {site && <SiteConcerns site={site} />}
          {site && !broken && !finished && <PublicName site={site} />}
        </Step>
        <Step
          number={3}
          title={welcome.device.title}
          state={device ? 'done' : now === 3 ? 'now' : 'later'}
          summary={device && welcome.device.done({ name: device.name })}
        >
          {now === 3 && (
            <>
              <p className="dim">{welcome.device.lead}</p>
              <AddDevice focus />
            </>
          )}
        </Step>
        <Step
          number={4}
          title={welcome.handoff.title}
          state={finished || stuck ? 'done' : now === 4 ? (saved ? 'done' : 'now') : 'later'}
          summary={(finished || stuck) && device ? welcome.handoff.done({ name: device.name }) : undefined}
        >
          {now === 4 && device && !finished && !stuck && (
            <HandOver device={device} arrival={false} onMade={() => setSaved(true)} />
          )}
        </Step>
        <Step
          number={5}
          title={
            finished || concern || !device ? welcome.waiting.idleTitle : welcome.waiting.title({ name: device.name })
          }
          state={finished ? 'done' : now === 4 ? 'now' : 'later'}
        >
          {now === 4 && site && device && <FirstVisit site={site} device={device} steps={steps} concern={concern} />}
        </Step>
      </ol>
    </div>
  )
}
