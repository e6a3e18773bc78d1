import type { AppCard } from './card.ts'

export const vaultwarden: AppCard = {
  id: 'vaultwarden',
  name: 'Vaultwarden, Bitwarden',
  clients: [
    {
      platform: 'android',
      support: 'partly',
      how: 'On the login page: Self-hosted, Client certificate; import the .pfx or choose one that is installed. Icons and security keys are fetched without it.',
      source: 'https://github.com/bitwarden/android/pull/4486',
    },
    {
      platform: 'iphone',
      support: 'yes',
      how: 'On the login page: Self-hosted, Client certificate; import the .pfx.',
      source: 'https://github.com/bitwarden/ios/pull/1720',
    },
    {
      platform: 'browser',
      support: 'yes',
      how: 'The extension uses the browser’s certificate.',
      source: null,
    },
  ],
  rules: [
    {
      path: '/admin',
      certificate: 'required',
      lan: 'only',
      why: 'The administration page: from home only, and with a certificate.',
    },
    {
      path: '/icons',
      certificate: 'none',
      lan: 'any',
      why: 'Icons of web sites, which Android fetches without a certificate.',
    },
    {
      path: '/webauthn-mobile-connector.html',
      certificate: 'none',
      lan: 'any',
      why: 'Only with security keys on Android: that page is opened without a certificate.',
    },
  ],
}
