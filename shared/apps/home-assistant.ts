import type { AppCard } from './card.ts'

export const homeAssistant: AppCard = {
  id: 'home-assistant',
  name: 'Home Assistant',
  clients: [
    {
      platform: 'android',
      support: 'yes',
      how: 'Install the certificate in Android first; the app asks which one to use when it connects.',
      source: 'https://github.com/home-assistant/android/issues/442',
    },
    {
      platform: 'iphone',
      support: 'partly',
      how: 'Import the .pfx in the app: Companion app settings, your server, client certificate. New in 2026 and still marked experimental; a certificate below an intermediate authority is not sent.',
      source: 'https://github.com/home-assistant/iOS/issues/4477',
    },
  ],
  rules: [
    {
      path: '/api/webhook',
      certificate: 'none',
      lan: 'any',
      why: 'Webhooks: services outside, and the phones’ sensors, call them without a certificate. Each address is a secret of its own.',
    },
    {
      path: '/api/google_assistant',
      certificate: 'none',
      lan: 'any',
      why: 'Only with Google Assistant set up by hand: Google’s servers have no certificate. Home Assistant asks for its own token.',
    },
    {
      path: '/api/alexa/smart_home',
      certificate: 'none',
      lan: 'any',
      why: 'Only with an Alexa skill of your own. Home Assistant asks for its own token.',
    },
    {
      path: '/auth/token',
      certificate: 'none',
      lan: 'any',
      why: 'Only with one of the two above: they fetch their token here.',
    },
  ],
}
