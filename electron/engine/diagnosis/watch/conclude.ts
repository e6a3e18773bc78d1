import type { FixAction } from '../../../../shared/contract/fix.ts'
import type { Knock, WatchDiagnosis, WayCheck } from '../../../../shared/contract/watch.ts'
import { message, sentences } from '../../../../shared/messages/message.ts'

type Conclusion = Pick<WatchDiagnosis, 'summary' | 'ok' | 'fix'> & { readonly action?: FixAction }

export interface Facts {
  readonly knocks: readonly Knock[]
  readonly checks: readonly WayCheck[]
  readonly seconds: number
  readonly url: string
}

/** Nobody came: then it is about the way, not about certificates. */
function nobody({ checks, seconds, url }: Facts): Conclusion {
  const broken = checks.find(({ ok }) => ok === false)
  const before = message('watchDiagnosis.summary.nobody', { seconds })
  if (broken) {
    const { remedy, action } = broken
    return { summary: sentences(before, broken.message), ok: false, fix: remedy, ...(action ? { action } : {}) }
  }
  return {
    summary: sentences(before, message('watchDiagnosis.summary.looksRight')),
    ok: false,
    fix: message('watchDiagnosis.summary.typeWhole', { url }),
  }
}

/** Pure: everything that was seen in the time → why the phone does or does not get in. */
export function conclude(facts: Facts): Conclusion {
  const { knocks } = facts
  const last = knocks.findLast(({ harmless }) => !harmless)
  if (last) {
    const { decision, explanation, fix, action } = last
    const through = decision === 'in' && fix === null
    const earlier = through && knocks.some((one) => one.decision === 'refused')
    return {
      summary: sentences(explanation, earlier ? message('watchDiagnosis.summary.earlier') : null),
      ok: through,
      fix,
      ...(action ? { action } : {}),
    }
  }
  if (knocks.some(({ what }) => what === 'hung-up')) {
    return {
      summary: message('watchDiagnosis.summary.hungUp'),
      ok: false,
      fix: message('watchDiagnosis.summary.hungUpFix'),
    }
  }
  if (knocks.length > 0) {
    return {
      summary: message('watchDiagnosis.summary.silent'),
      ok: false,
      fix: message('watchDiagnosis.summary.silentFix'),
    }
  }
  return nobody(facts)
}
