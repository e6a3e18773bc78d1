import type { AppCard, SuggestedRule } from './card.ts'
import { message, type Message } from '../messages/message.ts'

const shared = (path: string, why: Message): SuggestedRule => ({ path, certificate: 'none', lan: 'any', why })

export const immich: AppCard = {
  id: 'immich',
  name: 'Immich',
  clients: [
    {
      platform: 'android',
      support: 'yes',
      how: message('apps.immich.clients.android'),
      source: 'https://github.com/immich-app/immich/pull/10860',
    },
    {
      platform: 'iphone',
      support: 'yes',
      how: message('apps.immich.clients.iphone'),
      source: 'https://github.com/immich-app/immich/issues/23954',
    },
  ],
  rules: [
    shared('/share', message('apps.immich.rules.1')),
    shared('/_app', message('apps.immich.rules.2')),
    shared('/api/shared-links/me', message('apps.immich.rules.3')),
    shared('/api/server', message('apps.immich.rules.4')),
    shared('/api/assets', message('apps.immich.rules.5')),
  ],
}
