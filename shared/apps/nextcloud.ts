import type { AppCard, SuggestedRule } from './card.ts'

const open = (path: string, why: string): SuggestedRule => ({ path, certificate: 'none', lan: 'any', why })

export const nextcloud: AppCard = {
  id: 'nextcloud',
  name: 'Nextcloud',
  clients: [
    {
      platform: 'android',
      support: 'yes',
      how: 'From version 3.29 on; install the certificate in Android first, the app asks which one to use. Talk and other apps are programs of their own.',
      source: 'https://github.com/nextcloud/android/pull/12408',
    },
    {
      platform: 'iphone',
      support: 'partly',
      how: 'The app has a place for a .p12 at login, but many report that it is not sent. Try it before you rely on it; Safari works.',
      source: 'https://github.com/nextcloud/ios/issues/4136',
    },
  ],
  rules: [
    open('/s', 'Public links: people without a certificate open them.'),
    open('/index.php/s', 'Public links in their longer form.'),
    open('/public.php', 'What lies behind public links: download and upload.'),
    open('/core', 'Styles and pictures of the page of a public link.'),
    open('/dist', 'Scripts of the page of a public link.'),
    open('/apps/theming', 'Your colours and logo on the page of a public link.'),
  ],
}
