import type { FixAction } from '../../../../shared/contract/fix.ts'
import type { Knock, WatchDiagnosis, WayCheck } from '../../../../shared/contract/watch.ts'

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
  const before = `Nothing arrived at the door in ${seconds} s, so no certificate is to blame.`
  if (broken) {
    const { message, remedy, action } = broken
    return { summary: `${before} ${message}`, ok: false, fix: remedy, ...(action ? { action } : {}) }
  }
  return {
    summary: `${before} Name, port and network look right from here.`,
    ok: false,
    fix: `Type the whole address, with https:// and the port: ${url} If still nothing arrives, the phone is in another network (mobile data, a guest Wi-Fi), or the firewall of this computer drops the port: allow it there.`,
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
      summary: earlier ? `${explanation} Earlier tries were refused.` : explanation,
      ok: through,
      fix,
      ...(action ? { action } : {}),
    }
  }
  if (knocks.some(({ what }) => what === 'hung-up')) {
    return {
      summary:
        'A browser came, was asked for a certificate, hung up and did not come back: it has none to offer, or its person dismissed the question.',
      ok: false,
      fix: 'Install the certificate on the device. If it is there: close the browser, so that it forgets that the question was dismissed, and open the page again.',
    }
  }
  if (knocks.length > 0) {
    return {
      summary: 'Connections arrived, but nothing was said on them.',
      ok: false,
      fix: 'Open the page again. If it stays so, something between the phone and this computer swallows what is sent.',
    }
  }
  return nobody(facts)
}
