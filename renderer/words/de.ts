import { germanCode } from '../../shared/german/code.ts'
import { germanFailure } from '../../shared/german/failure.ts'
import { germanNotice } from '../../shared/german/notices.ts'
import { germanReason } from '../../shared/german/reason.ts'
import { germanSaid } from '../../shared/german/said.ts'
import { germanSteps } from '../../shared/german/steps.ts'
import { activity } from './de/activity.ts'
import { authority } from './de/authority.ts'
import { backup } from './de/backup.ts'
import { common } from './de/common.ts'
import { devices } from './de/devices.ts'
import { diagnostics } from './de/diagnostics.ts'
import { doors } from './de/doors.ts'
import { elsewhere } from './de/elsewhere.ts'
import { frame } from './de/frame.ts'
import { handoff } from './de/handoff.ts'
import { home } from './de/home.ts'
import { next } from './de/next.ts'
import { rules } from './de/rules.ts'
import { settings } from './de/settings.ts'
import { sites } from './de/sites.ts'
import { upstream } from './de/upstream.ts'
import { welcome } from './de/welcome.ts'
import type { Words } from './en.ts'

/** German: the proof that no text is written into the screens. */
export const de: Words = {
  common,
  frame,
  welcome,
  handoff,
  home,
  devices,
  sites,
  doors,
  elsewhere,
  upstream,
  rules,
  activity,
  diagnostics,
  authority,
  settings,
  backup,
  next,
  failure: germanFailure,
  notice: germanNotice,
  reason: germanReason,
  code: germanCode,
  said: germanSaid,
  language: 'de',
  steps: germanSteps,
}
