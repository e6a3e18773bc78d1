import type { AppCard } from './card.ts'

export const jellyfin: AppCard = {
  id: 'jellyfin',
  name: 'Jellyfin',
  clients: [
    {
      platform: 'android',
      support: 'no',
      how: 'Use the browser when you are away, where it plays as well.',
      source: 'https://github.com/jellyfin/jellyfin-android/issues/1222',
    },
    {
      platform: 'iphone',
      support: 'no',
      how: 'Use Safari when you are away.',
      source: 'https://github.com/jellyfin/jellyfin-meta/discussions/96',
    },
    {
      platform: 'tv',
      support: 'no',
      how: 'A television at home gets in with the rule below.',
      source: 'https://github.com/jellyfin/jellyfin-androidtv/issues/4690',
    },
  ],
  rules: [
    {
      path: '/',
      certificate: 'required',
      lan: 'exempt',
      why: 'Its own apps cannot show a certificate: at home they need none, from elsewhere the browser does.',
    },
  ],
}
