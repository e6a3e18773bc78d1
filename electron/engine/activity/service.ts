import type { Context } from '../app/context.ts'
import { selectDevice } from '../device/select.ts'
import type { Engine } from '../engine.ts'
import { selectSite } from '../site/service.ts'

/** The log as it is asked for. */
export function createActivityService(context: Context): Pick<Engine['methods'], 'activity.list'> {
  const { store } = context

  return {
    'activity.list': async ({ site, device, search, refused, outcomes, since, until, before, limit }) =>
      store.activity.list({
        limit,
        ...(site === undefined ? {} : { siteId: selectSite(context, site).id }),
        ...(device === undefined ? {} : { deviceId: selectDevice(context, device).id }),
        ...(search === undefined ? {} : { search }),
        ...(refused === undefined ? {} : { refused }),
        ...(outcomes === undefined ? {} : { outcomes }),
        ...(since === undefined ? {} : { since: Date.parse(since) }),
        ...(until === undefined ? {} : { until: Date.parse(until) }),
        ...(before === undefined ? {} : { before }),
      }),
  }
}
