import type { AppCard, SuggestedRule } from './card.ts'
import { message, type Message } from '../messages/message.ts'

const open = (path: string, why: Message): SuggestedRule => ({ path, certificate: 'none', lan: 'any', why })

export const nextcloud: AppCard = {
  id: 'nextcloud',
  name: 'Nextcloud',
  clients: [
    {
      platform: 'android',
      support: 'yes',
      how: message('apps.nextcloud.clients.android'),
      source: 'https://github.com/nextcloud/android/pull/12408',
    },
    {
      platform: 'iphone',
      support: 'partly',
      how: message('apps.nextcloud.clients.iphone'),
      source: 'https://github.com/nextcloud/ios/issues/4136',
    },
  ],
  rules: [
    open('/s', message('apps.nextcloud.rules.1')),
    open('/index.php/s', message('apps.nextcloud.rules.2')),
    open('/public.php', message('apps.nextcloud.rules.3')),
    open('/core', message('apps.nextcloud.rules.4')),
    open('/dist', message('apps.nextcloud.rules.5')),
    open('/apps/theming', message('apps.nextcloud.rules.6')),
  ],
}
