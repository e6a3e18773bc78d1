import { message } from '../messages/message.ts'
import type { AppCard } from './card.ts'

export const homeAssistant: AppCard = {
  id: 'home-assistant',
  name: 'Home Assistant',
  clients: [
    {
      platform: 'android',
      support: 'yes',
      how: message('apps.home-assistant.clients.android'),
      source: 'https://github.com/home-assistant/android/issues/442',
    },
    {
      platform: 'iphone',
      support: 'partly',
      how: message('apps.home-assistant.clients.iphone'),
      source: 'https://github.com/home-assistant/iOS/issues/4477',
    },
  ],
  rules: [
    {
      path: '/api/webhook',
      certificate: 'none',
      lan: 'any',
      why: message('apps.home-assistant.rules.1'),
    },
    {
      path: '/api/google_assistant',
      certificate: 'none',
      lan: 'any',
      why: message('apps.home-assistant.rules.2'),
    },
    {
      path: '/api/alexa/smart_home',
      certificate: 'none',
      lan: 'any',
      why: message('apps.home-assistant.rules.3'),
    },
    {
      path: '/auth/token',
      certificate: 'none',
      lan: 'any',
      why: message('apps.home-assistant.rules.4'),
    },
  ],
}
