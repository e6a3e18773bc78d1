import { message } from '../messages/message.ts'
import type { AppCard } from './card.ts'

const browser = {
  platform: 'browser',
  support: 'yes',
  how: message('apps.camera.clients.browser'),
  source: null,
} as const

/** Things with a login page that are no app of their own. */
export const devices: readonly AppCard[] = [
  {
    id: 'camera',
    name: message('apps.camera.name'),
    clients: [browser],
    rules: [
      {
        path: '/onvif',
        certificate: 'required',
        lan: 'exempt',
        why: message('apps.camera.rules.1'),
      },
    ],
  },
  {
    id: 'router',
    name: message('apps.router.name'),
    clients: [browser],
    rules: [
      {
        path: '/',
        certificate: 'required',
        lan: 'only',
        why: message('apps.router.rules.1'),
      },
    ],
  },
]
