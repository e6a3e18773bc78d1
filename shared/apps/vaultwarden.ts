import { message } from '../messages/message.ts'
import type { AppCard } from './card.ts'

export const vaultwarden: AppCard = {
  id: 'vaultwarden',
  name: 'Vaultwarden, Bitwarden',
  clients: [
    {
      platform: 'android',
      support: 'partly',
      how: message('apps.vaultwarden.clients.android'),
      source: 'https://github.com/bitwarden/android/pull/4486',
    },
    {
      platform: 'iphone',
      support: 'yes',
      how: message('apps.vaultwarden.clients.iphone'),
      source: 'https://github.com/bitwarden/ios/pull/1720',
    },
    {
      platform: 'browser',
      support: 'yes',
      how: message('apps.vaultwarden.clients.browser'),
      source: null,
    },
  ],
  rules: [
    {
      path: '/admin',
      certificate: 'required',
      lan: 'only',
      why: message('apps.vaultwarden.rules.1'),
    },
    {
      path: '/icons',
      certificate: 'none',
      lan: 'any',
      why: message('apps.vaultwarden.rules.2'),
    },
    {
      path: '/webauthn-mobile-connector.html',
      certificate: 'none',
      lan: 'any',
      why: message('apps.vaultwarden.rules.3'),
    },
  ],
}
