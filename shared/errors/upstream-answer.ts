import type { ErrorEntry } from './entry.ts'

/** What keeps visitors who were let in from seeing a page: the answer of the device behind, read for its cause. */
export const upstreamAnswerErrors = {
  'site/observing': {
    message: '“{name}” stands open: it only observes, and everybody gets in.',
    remedy: 'Stop observing when you have seen enough: from then on only your devices get in.',
  },
  'site/asks-nobody': {
    message: '“{name}” asks nobody for a certificate: everybody who reaches it gets in.',
    remedy: 'Let the site require certificates if that is not what you want.',
  },
  'answer/refuses-everybody': {
    message: 'Everybody who gets in at “{name}” sees an error: the device behind it answers {status}.',
    remedy: 'Look at the log of the device. The diagnosis has found no setting of this site that changes its answer.',
  },
  'answer/proxy-untrusted': {
    message:
      'The device behind “{name}” answers {status} to every visit that says who comes (X-Forwarded-For): it does not trust this computer as its proxy.',
    remedy:
      'Tell the device that {address} is a proxy it may trust. Home Assistant: write “use_x_forwarded_for: true” and “trusted_proxies: [{address}]” below “http:” in configuration.yaml and restart it. Elsewhere the setting is called trusted proxies or known proxies.',
  },
  'answer/headers-too-large': {
    message:
      'The headers that “{name}” adds to each request are too large for the device behind it, which answers {status}.',
    remedy:
      'Let the site send fewer headers to the device: vestibule site set NAME --upstream-headers none. If it stays so, the cookies of that name are too large: clear them in the browser.',
  },
  'answer/host-refused': {
    message:
      'The device behind “{name}” does not answer under the name {host}: it refuses visits with {status}, as a protection against DNS rebinding or for an unknown host.',
    remedy:
      'Add {host} to the names that the device allows (allowed hosts, trusted domains, rebind protection), or let the site ask it by its own address: vestibule site set NAME --upstream-host upstream.',
  },
  'answer/wants-https': {
    message: 'The device behind “{name}” wants HTTPS at this port and was asked by plain HTTP: it answers {status}.',
    remedy: 'Write https:// instead of http:// in the address of the device.',
  },
  'answer/wants-certificate': {
    message: 'The device behind “{name}” wants a client certificate itself and answers {status} without one.',
    remedy:
      'Give this site a certificate for the device: vestibule site set NAME --upstream-cert FILE --upstream-key FILE.',
  },
  'answer/banned': {
    message:
      'The device behind “{name}” has banned this computer ({address}) after failed logins: every visitor sees {status}.',
    remedy:
      'Take {address} off its list (Home Assistant: ip_bans.yaml) and restart it, and let it trust this computer as a proxy, so that it bans visitors and not the door.',
  },
  'answer/login-wrong': {
    message:
      'The device behind “{name}” refuses the login that this site sends it ({schemes}): every visitor sees {status}.',
    remedy: 'Give the login again, or remove it from the site, so that the browser asks for it.',
  },
  'answer/login-basic': {
    message: 'The device behind “{name}” asks every visitor for a user name and a password ({schemes}).',
    remedy: 'Store its login in the site, and your devices get in without typing it.',
  },
  'answer/login-connection': {
    message: 'The device behind “{name}” asks for a Windows login ({schemes}), which belongs to one connection.',
    remedy:
      'Nothing has to be done: each visitor keeps a connection of its own. Programs that know no such login are refused by the device.',
  },
  'answer/login-token': {
    message:
      'The device behind “{name}” answers {status} to visitors without a token ({schemes}), and browsers cannot ask for one.',
    remedy: 'Store the token in the site: vestibule site set NAME --login bearer --login-secret-file FILE.',
  },
  'answer/redirects-to-itself': {
    message: 'The device behind “{name}” sends visitors in a circle: {location} leads to where they were.',
    remedy:
      'It probably wants HTTPS and does not notice that visitors use it: write the https:// address of the device in the site, or let the device trust this computer as a proxy (X-Forwarded-Proto).',
  },
  'answer/redirects-past': {
    message:
      'The device behind “{name}” sends visitors past the door, to {location}, which is not reachable for them or not protected.',
    remedy:
      'Set {host} as the address of the device in its own settings (base URL, external URL), or let it trust this computer as a proxy.',
  },
  'answer/redirects-elsewhere': {
    message: 'The device behind “{name}” sends visitors on to {location}.',
    remedy: 'That is right if they log in there. If not, set {host} as its address in the settings of the device.',
  },
  'answer/mixed-content': {
    message: 'The page of “{name}” loads parts by plain HTTP ({example}), which browsers block.',
    remedy:
      'Set https://{host} as the address of the device in its own settings, or let it trust this computer as a proxy (X-Forwarded-Proto).',
  },
  'answer/login-page': {
    message: 'Visitors of “{name}” see the login page of the device behind it.',
    remedy: 'That is as it should be: the door lets your devices in, and the device asks who it is.',
  },
  'answer/slow': {
    message: 'The device behind “{name}” took {seconds} seconds to begin its answer.',
    remedy: 'If it is always so slow, let the site wait longer: vestibule site set NAME --first-byte-timeout SECONDS.',
  },
  'answer/nothing-there': {
    message: 'The device behind “{name}” answers {status}: there is no page at the address that visitors type.',
    remedy:
      'If its pages lie in a folder, add it to the address of the device, as in http://192.168.1.20/app, or give your visitors the whole address.',
  },
  'answer/device-failed': {
    message:
      'The device behind “{name}” answers {status}: something in it has failed, also for visits that do not come through the door.',
    remedy: 'Look at the log of the device, and restart what runs on it.',
  },
  'answer/device-refuses': {
    message:
      'The device behind “{name}” answers {status} to everybody who asks for its first page, also without the door.',
    remedy: 'Look in the settings of the device who may use it: this computer ({address}) must be allowed.',
  },
} as const satisfies Record<string, ErrorEntry>
