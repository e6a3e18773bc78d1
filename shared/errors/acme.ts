import type { ErrorEntry } from './entry.ts'

/** Certificates from an ACME authority (RFC 8555). `{detail}` is the authority's own sentence. */
export const acmeErrors = {
  'acme/unreachable': {
    message: '{host} cannot be reached: {problem}.',
    remedy: 'Check the address, this computer’s connection and its DNS. It is tried again by itself.',
  },
  'acme/server-certificate': {
    message: '{host} does not prove who it is: {problem}.',
    remedy:
      'Check this computer’s clock first. For an authority of your own, give the file with its root certificate (--acme-ca).',
  },
  'acme/not-https': {
    message: 'The address {url} is not an https:// address.',
    remedy: 'ACME works over HTTPS only: give the address of the directory as the authority’s documentation writes it.',
  },
  'acme/not-acme': {
    message: 'What answers at {url} is not an ACME authority: {problem}.',
    remedy: 'Give the address of the directory itself, as the authority’s documentation writes it.',
  },
  'acme/bad-answer': {
    message: '{host} answered something that ACME does not allow: {problem}.',
    remedy: 'The old certificate stays, and it is tried again. If it goes on, tell the authority.',
  },
  'acme/no-feature': {
    message: '{host} does not offer {feature}.',
    remedy: 'Leave that setting out, or choose another authority.',
  },
  'acme/profile-unknown': {
    message: '{host} has no profile called “{profile}”.',
    remedy: 'It has these: {known}.',
  },
  'acme/eab-required': {
    message: '{host} wants an account that you already have with it.',
    remedy: 'Get a key identifier and an HMAC key from the authority and give them as a file (--eab-file).',
  },
  'acme/eab-unreadable': {
    message: 'The key for the external account cannot be used: {problem}.',
    remedy: 'The file has two lines or a JSON object: the key identifier and the HMAC key in base64url.',
  },
  'acme/challenge-missing': {
    message: '{host} does not offer {challenge} for {name}.',
    remedy: 'It offers {offered}: choose one of them.',
  },
  'acme/wildcard-needs-dns': {
    message: 'A certificate for {name} can be had with DNS records only.',
    remedy: 'Choose dns-01 and the service that answers for your domain.',
  },
  'acme/address-needs-no-dns': {
    message: 'A certificate for the address {name} cannot be had with DNS records.',
    remedy: 'Choose http-01 or tls-alpn-01.',
  },
  'acme/order-invalid': {
    message: '{host} gave the order up{why}.',
    remedy: 'The old certificate stays. It is ordered anew later.',
  },
  'acme/order-expired': {
    message: '{host} does not know the order any more.',
    remedy: 'The old certificate stays. It is ordered anew.',
  },
  'acme/order-slow': {
    message: '{host} did not finish the order in time (it is still “{status}”).',
    remedy: 'The old certificate stays, and the order is taken up again later.',
  },
  'acme/certificate-bad': {
    message: 'The certificate that {host} issued cannot be used: {problem}.',
    remedy: 'The old certificate stays. If it goes on, tell the authority.',
  },
  'acme/clock': {
    message: 'The new certificate is valid from {from} until {until}, and this computer’s clock says {now}.',
    remedy: 'Set the clock. The certificate is kept and used as soon as it is valid.',
  },
  'acme/waiting': {
    message: 'The authority wants no request before {until}.',
    remedy: 'Wait until then: it is tried by itself.',
  },
  'acme/no-http-port': {
    message: 'The site “{name}” has no plain-HTTP port where http-01 could be answered.',
    remedy: 'Give it one (port 80 seen from outside), or choose tls-alpn-01 or dns-01.',
  },
  'acme/name-unknown': {
    message: 'DNS knows no address for {name}.',
    remedy: 'Add an A or AAAA record that leads to your house, and wait until it can be seen.',
  },
  'acme/name-private': {
    message: '{name} leads to {address}, which nobody outside your network can reach.',
    remedy: 'A public authority has to reach it: use your public address in DNS, or choose dns-01.',
  },
  'acme/name-elsewhere': {
    message: '{name} leads to {address}, and what answers there is not this site.',
    remedy: 'Check the DNS record and which computer your router forwards port {port} to.',
  },
  'acme/port-closed': {
    message: 'Port {port} of {name} ({address}) cannot be reached from here: {problem}.',
    remedy:
      'Check your router’s port forwarding. Some routers cannot be tried from inside: then the authority itself will tell.',
  },
  'acme/dns-config': {
    message: 'The settings for {provider} cannot be used: {problem}.',
    remedy: 'Look at the documentation for what belongs into the file.',
  },
  'acme/dns-token': {
    message: '{provider} does not accept the token: {detail}.',
    remedy: 'Make a new token that may change the DNS records of {name}, and give it again.',
  },
  'acme/dns-zone': {
    message: '{provider} does not answer for {name}: it has no zone for it.',
    remedy: 'Choose the service where your domain’s name servers are, or the account that the domain belongs to.',
  },
  'acme/dns-refused': {
    message: '{provider} did not change the DNS record {name}: {detail}.',
    remedy: 'Check what the token or key is allowed to change.',
  },
  'acme/dns-not-seen': {
    message: 'The DNS record {name} cannot be seen at {server} yet.',
    remedy: 'Check that the service you chose is the one that answers for this domain. It is tried again.',
  },
  'acme/dns-program': {
    message: 'The program {program} failed: {problem}.',
    remedy: 'Run it by hand with the same arguments: present NAME VALUE.',
  },
  'acme/account-unknown': {
    message: 'There is no account at {host} that could do this.',
    remedy: 'Order a certificate first; the account is made with it.',
  },
  'acme/problem-account-does-not-exist': {
    message: '{host} does not know the account any more: “{detail}”.',
    remedy: 'A new account is made with the next order.',
  },
  'acme/problem-already-revoked': {
    message: '{host} says that the certificate is revoked already: “{detail}”.',
    remedy: 'There is nothing left to do.',
  },
  'acme/problem-bad-csr': {
    message: '{host} does not like the certificate request: “{detail}”.',
    remedy: 'Check the names: some authorities allow only certain ones, or fewer.',
  },
  'acme/problem-bad-nonce': {
    message: '{host} refused every number that it had given out itself: “{detail}”.',
    remedy: 'It is tried again later. If it goes on, something between here and the authority changes requests.',
  },
  'acme/problem-caa': {
    message: 'DNS forbids {host} to issue for {name}: “{detail}”.',
    remedy: 'Change the CAA record of the domain, or choose the authority that it names.',
  },
  'acme/problem-connection': {
    message: '{host} could not reach {name}: “{detail}”.',
    remedy: 'Open the port in your router and firewall, and check that the name leads to your house.',
  },
  'acme/problem-dns': {
    message: '{host} could not look up {name}: “{detail}”.',
    remedy: 'Check the DNS records of the domain (A, AAAA, and TXT for dns-01), and DNSSEC if you use it.',
  },
  'acme/problem-external-account-required': {
    message: '{host} wants an account that you already have with it: “{detail}”.',
    remedy: 'Get a key identifier and an HMAC key from the authority and give them as a file (--eab-file).',
  },
  'acme/problem-incorrect-response': {
    message: '{host} got another answer for {name} than it wanted: “{detail}”.',
    remedy: 'Something else answers for that name: check where it leads, and what forwards or caches in between.',
  },
  'acme/problem-invalid-contact': {
    message: '{host} does not accept the mail address: “{detail}”.',
    remedy: 'Give another one, or none.',
  },
  'acme/problem-rate-limited': {
    message: '{host} wants no more requests for a while: “{detail}”.',
    remedy: 'It is tried again after {until}. Try new settings against the authority’s staging directory.',
  },
  'acme/problem-rejected-identifier': {
    message: '{host} issues nothing for {name}: “{detail}”.',
    remedy: 'Choose a name that belongs to you and ends in a public suffix, or another authority.',
  },
  'acme/problem-server-internal': {
    message: '{host} has trouble of its own: “{detail}”.',
    remedy: 'Wait: it is tried again by itself.',
  },
  'acme/problem-tls': {
    message: '{host} could not speak TLS with {name}: “{detail}”.',
    remedy: 'Check that port 443 leads straight to this site, with no other server in front of it.',
  },
  'acme/problem-unauthorized': {
    message: '{host} was not convinced that {name} is yours: “{detail}”.',
    remedy: 'Check that the name leads to this house and that nothing else answers for it.',
  },
  'acme/problem-unsupported-identifier': {
    message: '{host} cannot issue for {name}: “{detail}”.',
    remedy: 'Some authorities issue for names only, not for addresses.',
  },
  'acme/problem-user-action-required': {
    message: '{host} wants you to do something first: “{detail}”.',
    remedy: 'Open {instance} and do what it says, for example agree to new terms.',
  },
  'acme/problem-other': {
    message: '{host} refused ({type}): “{detail}”.',
    remedy: 'The old certificate stays, and it is tried again later.',
  },
} as const satisfies Record<string, ErrorEntry>
