import type { AppCard } from './card.ts'

const browser = {
  platform: 'browser',
  support: 'yes',
  how: 'Its page in any browser that has the certificate. The maker’s own app usually cannot show one.',
  source: null,
} as const

/** Things with a login page that are no app of their own. */
export const devices: readonly AppCard[] = [
  {
    id: 'camera',
    name: 'Camera',
    clients: [browser],
    rules: [
      {
        path: '/onvif',
        certificate: 'required',
        lan: 'exempt',
        why: 'A recorder at home asks the camera here and has no certificate.',
      },
    ],
  },
  {
    id: 'router',
    name: 'Router',
    clients: [browser],
    rules: [
      {
        path: '/',
        certificate: 'required',
        lan: 'only',
        why: 'Settings of the whole network: from home only, and with a certificate. Leave it out to get in from elsewhere too.',
      },
    ],
  },
]
