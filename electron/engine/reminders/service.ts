import { stateOf, whatEnds, type Known } from '../../../shared/reminders.ts'
import { instant, type Context } from '../app/context.ts'
import { viewAuthority } from '../authority/select.ts'
import { viewDevice } from '../device/view.ts'
import type { Engine } from '../engine.ts'
import { readableCertificate } from '../site/certificate/issue.ts'
import { viewServer } from '../server/view.ts'
import { viewSite } from '../site/view.ts'
import { writeCalendar } from './calendar.ts'

type Methods = Pick<Engine['methods'], 'reminder.list' | 'reminder.calendar'>

/** Everything that can end. @param within only devices that end within so many milliseconds */
export function knownEndings(context: Context, within?: number): Known {
  const { store } = context
  const now = context.now()
  return {
    devices: store.devices
      .list(within === undefined ? {} : { expiresBefore: now + within })
      .map((row) => viewDevice(row, now)),
    // One whose certificate is damaged has other troubles than its end.
    sites: store.sites
      .list()
      .filter((site) => readableCertificate(site) !== null)
      .map((site) => viewSite(context, site)),
    servers: store.servers.list().map((row) => viewServer(row, now)),
    authorities: store.authorities.list().flatMap((row) => {
      const view = viewAuthority(context, row)
      const intermediate = context.acmeServer.intermediate(row.id)
      if (intermediate === null) return [view]
      // It signs its lists by itself, and is replaced by itself as long as its authority is unlocked now and then.
      return intermediate === 'in-use' ? [{ ...view, crl: null }] : []
    }),
  }
}

/** Reminders of what ends: as a list, and as a calendar. */
export function createReminderService(context: Context): Methods {
  return {
    'reminder.list': async () => {
      const now = context.now()
      const locked = context.vault.locked()
      return whatEnds(knownEndings(context)).flatMap((ending) => {
        const state = stateOf(ending, now, locked)
        const { kind, id, name, at, loud } = ending
        return state === null ? [] : [{ kind, id, name, state, at: instant(at), loud }]
      })
    },
    'reminder.calendar': async () => {
      const now = context.now()
      // What renews by itself and what is over wants no date in a calendar.
      const endings = whatEnds(knownEndings(context)).filter((one) => one.renewsAt === null && one.at > now)
      return {
        fileName: 'vestibule.ics',
        mediaType: 'text/calendar',
        base64: Buffer.from(writeCalendar(endings, now)).toString('base64'),
        events: endings.length,
      }
    },
  }
}
