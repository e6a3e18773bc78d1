/** What comes next: defaults that work, and the button at the end of each action. */
export const next = {
  made: {
    title: (count: number) => (count === 1 ? '1 certificate made' : `${count.toLocaleString('en')} certificates made`),
    lead: 'Each device goes on with its old certificate until the new one is handed over and seen. Next: hand them over.',
    leftOut: (renewed: number, left: number) =>
      `Cancelled: ${renewed.toLocaleString('en')} renewed, ${left.toLocaleString('en')} left as they were.`,
    begin: 'Hand over one after the other',
    handOver: (name: string) => `Hand over: ${name}`,
    more: (count: number) => `and ${count.toLocaleString('en')} more`,
    next: (name: string) => `Next: ${name}`,
    place: (at: number, of: number) => `Handing over ${at.toLocaleString('en')} of ${of.toLocaleString('en')}`,
    done: 'That was the last one',
    close: 'Close',
  },
  reissue: {
    action: 'New certificate',
    lead: 'It can come back with a new key and a new certificate. What was revoked stays revoked.',
    busy: 'Making the certificate…',
  },
  port: (port: number) => `Use port ${port}`,
  trust: {
    looking: 'Looking at its certificate…',
    accept: 'Accept this certificate',
    of: (subject: string) => `It shows ${subject}`,
    changed: 'It is another certificate than the one that you accepted. Accept it only if you know why it changed.',
    none: 'It shows no certificate right now.',
  },
  verdict: {
    'works-but': 'Works, but …',
    'does-not-run': 'Does not run',
    'stands-open': 'Stands open',
    'nobody-gets-through': 'Nobody gets through',
  },
  stuck: (name: string) =>
    `${name} was let in, but saw an error: what is behind the door does not answer as it should. Mend what step 2 says, then open the address again.`,
  after: { device: 'Add another device', backup: 'Make a backup' },
  usual: {
    mark: 'Used for new devices and sites',
    use: 'Use for new devices',
  },
}
