import {
  IconBrandAndroid,
  IconBrandFirefox,
  IconBrandUbuntu,
  IconBrandWindows,
  IconDeviceLaptop,
  IconDeviceMobile,
  IconTerminal2,
  type TablerIcon,
} from '@tabler/icons-react'
import type { Platform } from '../../shared/contract/device.ts'
import { RadioCards } from '../ui/RadioCards.tsx'
import { useWords } from '../words/index.ts'

export const platformIcons: Readonly<Record<Platform, TablerIcon>> = {
  iphone: IconDeviceMobile,
  android: IconBrandAndroid,
  windows: IconBrandWindows,
  macos: IconDeviceLaptop,
  linux: IconBrandUbuntu,
  firefox: IconBrandFirefox,
  script: IconTerminal2,
}

const order: readonly Platform[] = ['iphone', 'android', 'windows', 'macos', 'linux', 'firefox', 'script']

/** What a device is, as pictures: the right file and steps follow from it. */
export function PlatformPicker(props: { legend: string; value: Platform; onChange: (platform: Platform) => void }) {
  const { platform: names } = useWords().common
  const cards = order.map((value) => {
    const Icon = platformIcons[value]
    return { value, label: names[value], icon: <Icon size={26} stroke={1.5} aria-hidden /> }
  })
  return <RadioCards {...props} cards={cards} />
}
