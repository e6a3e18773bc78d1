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
import { useId } from 'react'
import type { Platform } from '../../shared/contract/device.ts'
import { useWords } from '../words/index.ts'
import './product.css'

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
  const group = useId()
  return (
    <fieldset className="platforms">
      <legend>{props.legend}</legend>
      {order.map((platform) => {
        const Icon = platformIcons[platform]
        return (
          <label key={platform} className="platform">
            <input
              type="radio"
              name={group}
              value={platform}
              checked={props.value === platform}
              onChange={() => props.onChange(platform)}
            />
            <Icon size={26} stroke={1.5} aria-hidden />
            {names[platform]}
          </label>
        )
      })}
    </fieldset>
  )
}
