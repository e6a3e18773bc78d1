import type { AppCard, SuggestedRule } from './card.ts'

const shared = (path: string, why: string): SuggestedRule => ({ path, certificate: 'none', lan: 'any', why })

export const immich: AppCard = {
  id: 'immich',
  name: 'Immich',
  clients: [
    {
      platform: 'android',
      support: 'yes',
      how: 'Before the first login: Settings, Advanced, SSL client certificate. Install the certificate in Android first if nothing happens there.',
      source: 'https://github.com/immich-app/immich/pull/10860',
    },
    {
      platform: 'iphone',
      support: 'yes',
      how: 'Before the first login: Settings, Advanced, SSL client certificate; the choice is greyed out afterwards.',
      source: 'https://github.com/immich-app/immich/issues/23954',
    },
  ],
  rules: [
    shared('/share', 'Shared links: people without a certificate open them. Immich asks for the key in the link.'),
    shared('/_app', 'The page that shows a shared link.'),
    shared('/api/shared-links/me', 'What a shared link contains; for the key in the link only.'),
    shared('/api/server', 'Version and settings that the page of a shared link reads.'),
    shared('/api/assets', 'The shared pictures. Immich asks for the key in the link, or for a login.'),
  ],
}
