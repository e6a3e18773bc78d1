import type { Output, Parsed } from '../../../../shared/contract/index.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import { describeCertificate } from '../../../pki/x509/describe.ts'
import type { HouseFacts } from './explain.ts'
import { watchDoor } from './index.ts'
import { parseListen } from '../../network/listen.ts'
import { selectSite } from '../../site/service.ts'
import { viewSite } from '../../site/view.ts'
import type { SiteRecord } from '../../store/sites.ts'
import { describeComputer } from '../../network/computer.ts'
import type { Context } from '../../app/context.ts'

/** What the app knows of those who knock at a site. */
function houseOf(context: Context, site: SiteRecord): HouseFacts {
  const { store } = context
  return {
    siteId: site.id,
    siteName: site.name,
    url: viewSite(context, site).url,
    device(fingerprint) {
      const known = store.devices.byFingerprint(fingerprint)
      const row = known?.device_id == null ? undefined : store.devices.find(known.device_id)
      return row ? { id: row.id, name: row.name, current: row.fingerprint === fingerprint } : null
    },
    untrustedAuthority(issuer) {
      const row = store.authorities.list().find((one) => one.subject === issuer && !site.authorityIds.includes(one.id))
      return row ? { id: row.id, name: row.name } : null
    },
  }
}

/** Watches the door of a site. @throws AppError site/not-found, site/not-running */
export async function watchSite(
  context: Context,
  input: Parsed<'diagnosis.watch'>,
): Promise<Output<'diagnosis.watch'>> {
  const { enforcer, door, emit, runs } = context
  const site = selectSite(context, input.site)
  if (enforcer.stateOf(site).state !== 'running') throw new AppError('site/not-running', { name: site.name })
  return runs.run(input.runId, ({ id: runId, signal }) =>
    watchDoor({
      runId,
      seconds: input.seconds,
      door,
      house: houseOf(context, site),
      way: {
        hosts: site.hosts,
        listen: parseListen(site.listen),
        fingerprint: describeCertificate(site.certificatePem).fingerprint,
        addresses: describeComputer().addresses,
        edit: { kind: 'edit-site', siteId: site.id, siteName: site.name },
      },
      now: context.now,
      onKnock: (knock) => emit('diagnosis.knock', { runId, knock }),
      onCheck: (check) => emit('diagnosis.check', { runId, check }),
      open: () => enforcer.overlay({ watching: true }),
      signal,
    }),
  )
}
