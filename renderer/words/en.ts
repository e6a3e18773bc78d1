import type { Activity } from '../../shared/contract/activity.ts'
import type { CodeExplanation } from '../../shared/contract/diagnosis.ts'
import type { Notice } from '../../shared/contract/notice.ts'
import { platformSteps } from '../../shared/platforms/steps.ts'
import type { Language } from '../../shared/language.ts'
import type { NoticeWords } from '../../shared/notices.ts'
import type { Failure, Said } from '../../shared/transport.ts'
import { activity } from './en/activity.ts'
import { authority } from './en/authority.ts'
import { backup } from './en/backup.ts'
import { common } from './en/common.ts'
import { doors } from './en/doors.ts'
import { devices } from './en/devices.ts'
import { diagnostics } from './en/diagnostics.ts'
import { elsewhere } from './en/elsewhere.ts'
import { frame } from './en/frame.ts'
import { handoff } from './en/handoff.ts'
import { home } from './en/home.ts'
import { next } from './en/next.ts'
import { rules } from './en/rules.ts'
import { settings } from './en/settings.ts'
import { sites } from './en/sites.ts'
import { upstream } from './en/upstream.ts'
import { welcome } from './en/welcome.ts'

/** English. */
export const en = {
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
  /** What an error of the engine says: it speaks English by itself. */
  failure: (failure: Failure): Said => failure,
  /** What the engine thinks worth telling, in the same way. */
  notice: ({ title, body }: Notice): NoticeWords => ({ title, body }),
  /** Why a visit ended as it did. */
  reason: (line: Activity): string => line.reason,
  /** What a verify code or an alert means. */
  code: (code: CodeExplanation): CodeExplanation => code,
  /** Sentences of the engine that are no error: what a diagnosis concluded, which form a file has and why. */
  said: (text: string): string => text,
  language: 'en' as Language,
  /** What is done on the device itself. */
  steps: platformSteps,
}

/** Every text of the interface. A language is one value of this type: a missing text does not compile. */
export type Words = typeof en
