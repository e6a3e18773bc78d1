import type { AppCard, AppClient } from './card.ts'
import { devices } from './devices.ts'
import { homeAssistant } from './home-assistant.ts'
import { immich } from './immich.ts'
import { jellyfin } from './jellyfin.ts'
import { nextcloud } from './nextcloud.ts'
import { vaultwarden } from './vaultwarden.ts'

export type { AppCard, AppClient }

/** Apps and devices for which rules are suggested, the commonest first. As known in autumn 2026. */
export const appCards: readonly AppCard[] = [homeAssistant, immich, nextcloud, vaultwarden, jellyfin, ...devices]
