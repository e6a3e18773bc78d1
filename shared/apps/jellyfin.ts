import { message } from '../messages/message.ts'
import type { AppCard } from './card.ts'

export const jellyfin: AppCard = {
  id: 'jellyfin',
  name: 'Jellyfin',
  clients: [
    {
      platform: 'android',
      support: 'no',
      how: message('apps.jellyfin.clients.android'),
      source: 'https://github.com/jellyfin/jellyfin-android/issues/1222',
    },
    {
      platform: 'iphone',
      support: 'no',
      how: message('apps.jellyfin.clients.iphone'),
      source: 'https://github.com/jellyfin/jellyfin-meta/discussions/96',
    },
    {
      platform: 'tv',
      support: 'no',
      how: message('apps.jellyfin.clients.tv'),
      source: 'https://github.com/jellyfin/jellyfin-androidtv/issues/4690',
    },
  ],
  rules: [
    {
      path: '/',
      certificate: 'required',
      lan: 'exempt',
      why: message('apps.jellyfin.rules.1'),
    },
  ],
}
