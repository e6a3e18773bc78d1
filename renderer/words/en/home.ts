/** The house at a glance. */
export const home = {
  title: 'Home',
  lead: 'Who came to your doors today, and what needs you.',
  visitors: 'Visitors today',
  doors: 'Your sites',
  behind: 'Behind them',
  letIn: (n: number) => (n === 1 ? '1 visit let in' : `${n.toLocaleString('en')} visits let in`),
  nobody: 'Nobody has come yet',
  refused: (n: number, kinds: string) => `${n.toLocaleString('en')} refused: ${kinds}`,
  noneRefused: 'Nobody was refused',
  kinds: {
    stranger: (n: number) => (n === 1 ? '1 stranger' : `${n} strangers`),
    none: (n: number) => `${n} without a certificate`,
    expired: (n: number) => `${n} expired`,
    revoked: (n: number) => `${n} revoked`,
    other: (n: number) => `${n} for another reason`,
  },
  running: 'Running',
  stopped: 'Stopped',
  failed: 'Not running',
  noSites: 'There is no site yet.',
  addSite: 'Add a site',
  wants: 'What needs you',
  nothing: 'Nothing needs you right now.',
  setUp: (done: number) => `The first steps are not finished yet: ${done} of 5 are done.`,
  goOn: 'Go on',
  waiting: (name: string) => `${name} has never been seen: is its certificate installed?`,
  moreWaiting: (n: number) => `${n.toLocaleString('en')} more devices have never been seen.`,
  carry: 'Carry over',
  show: 'Show them',
  expiring: (name: string, when: string) => `The certificate of ${name} expires ${when}.`,
  moreExpiring: (n: number) => `${n.toLocaleString('en')} more certificates expire soon.`,
  open: 'Open',
  renew: 'Renew…',
  observing: (name: string) => `${name} stands open: it only observes, and everybody gets in.`,
  inbox: {
    asks: (name: string, when: string, renewed: boolean) =>
      renewed
        ? `${name} asked for a new certificate ${when}. It is made: carry it over.`
        : `${name} asked for a new certificate ${when}; the old one has expired (10).`,
    refused: (name: string, when: string, site: string | null, why: string) =>
      `${name} was refused ${when}${site === null ? '' : ` at ${site}`}: ${why}.`,
    certificate: (subject: string) => `A certificate that is no device here (${subject})`,
    add: 'Add a device',
    rules: 'Look at the rules',
    dismiss: 'Not now',
    dismissLabel: (name: string) => `Take ${name} off this list for now`,
  },
  siteFailed: (name: string, why: string) => `${name} is not running: ${why}`,
  serverCertificate: (name: string, when: string) => `The server certificate of ${name} ends ${when}.`,
  serverCertificateEnded: (name: string, when: string) => `The server certificate of ${name} ended ${when}.`,
  siteWaits: (name: string) => `The server certificate of ${name} waits to be renewed: the authority is locked.`,
  authorityEnds: (name: string, when: string) =>
    `The authority ${name} ends ${when}, and with it everything that it issued.`,
  authorityEnded: (name: string, when: string) =>
    `The authority ${name} ended ${when}, and with it everything that it issued.`,
  listEnds: (name: string, when: string) => `The revocation list of ${name} ends ${when}.`,
  listEnded: (name: string, when: string) => `The revocation list of ${name} is out of date: it ended ${when}.`,
  listWaits: (name: string) => `The revocation list of ${name} waits to be signed again: the authority is locked.`,
  crlPending:
    'A revocation waits for the revocation list (CRL) to be signed. It is in force at your own doors already.',
  unlock: 'Unlock',
}
