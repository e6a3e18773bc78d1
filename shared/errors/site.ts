import type { ErrorEntry } from './entry.ts'

export const siteErrors = {
  'site/not-found': {
    message: 'There is no site called “{name}”.',
    remedy: 'Look at the list of sites for the exact name.',
  },
  'site/ambiguous': { message: 'Several sites are called “{name}”.', remedy: 'Name it by its id.' },
  'site/name-taken': { message: 'There is already a site called “{name}”.', remedy: 'Choose another name.' },
  'site/host-taken': {
    message: 'The site “{other}” already answers for {host} on that port.',
    remedy: 'Choose another host name or another port.',
  },
  'site/port-taken': {
    message: 'Port {port} is already used{by}.',
    remedy: 'Stop that program, or let the site listen on port {free}, which is free.',
  },
  'site/port-forbidden': {
    message: 'This user may not listen on port {port}.',
    remedy: 'Use a port from 1024 on, for example {free}, or allow low ports for this program.',
  },
  'site/address-unavailable': {
    message: 'The address {address} does not belong to this computer.',
    remedy: 'Listen on 0.0.0.0 (every address) or on one of this computer’s own addresses.',
  },
  'site/not-running': { message: 'The site “{name}” is not running.', remedy: 'Start it and try again.' },
  'site/certificate-mismatch': {
    message: 'The server certificate and the key do not belong together.',
    remedy: 'Give the key that the certificate was made for.',
  },
  'site/certificate-unreadable': {
    message: 'The server certificate or its key could not be read: {problem}.',
    remedy: 'Give a PEM certificate (with its chain) and an unencrypted PEM key.',
  },
  'site/certificate-names': {
    message: 'The server certificate is not valid for {host}.',
    remedy: 'Use a certificate that names this host, or let your authority issue one.',
  },
  'site/upstream-unreachable': {
    message: 'Nothing answers at {upstream}: {problem}.',
    remedy: 'Check the address, and that the device is switched on and in this network.',
  },
  'site/upstream-not-http': {
    message: 'What answers at {upstream} does not speak HTTP.',
    remedy: 'Check the port: it may belong to another service, or need https://.',
  },
  'site/upstream-self': {
    message: '{upstream} is this site itself.',
    remedy: 'Give the address of the device to protect, not of the site.',
  },
  'site/rule-taken': {
    message: 'The site “{name}” already has a rule for {path}.',
    remedy: 'Change that rule, or remove it first.',
  },
  'site/rule-not-found': {
    message: 'The site “{name}” has no rule for {path}.',
    remedy: 'Look at its list of rules for the exact path.',
  },
  'site/gate-failed': {
    message: 'The gate could not be started: {problem}.',
    remedy: 'Restart Vestibule. If it happens again, report it.',
  },
  'site/policy-refused': {
    message: 'The gate refused the new settings and keeps the old ones: {problem}.',
    remedy: 'Correct the setting that is named and try again.',
  },
  'site/certificate-expired': {
    message: 'The server certificate ended on {date}.',
    remedy: 'Use a certificate that is still valid, or let your authority issue one.',
  },
  'site/damaged': {
    message: 'What is stored of “{name}” is damaged: {what}. The site stays closed.',
    remedy:
      'Go back to a snapshot or a backup, or remove the site and add it again: vestibule store restore-snapshot --list.',
  },
  'site/certificate-damaged': {
    message: 'The server certificate of “{name}” is damaged or cannot be used any more. The site stays closed.',
    remedy:
      'Unlock the authority: a new server certificate is made then. Give your own certificate again if you use one.',
  },
  'site/authority-damaged': {
    message: 'The certificate of an authority that “{name}” trusts is damaged. The site stays closed.',
    remedy: 'Go back to a snapshot or a backup: vestibule store restore-snapshot --list.',
  },
  'site/login-lost': {
    message: 'The stored login of “{name}” cannot be read any more: visitors are asked for it, or see an error.',
    remedy: 'Put service.key back from a backup, or give the login again.',
  },
  'site/upstream-key-lost': {
    message: 'The key by which “{name}” proves itself to the device behind it cannot be read any more.',
    remedy: 'Put service.key back from a backup, or give that certificate and its key again.',
  },
  'site/certificate-key-lost': {
    message: 'The key of the server certificate of “{name}” cannot be read any more.',
    remedy:
      'Unlock the authority: a new server certificate is made then. Give your own certificate again if you use one.',
  },
} as const satisfies Record<string, ErrorEntry>
