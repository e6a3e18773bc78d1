import { Tabs } from '@mantine/core'
import { IconDeviceUsb, IconDownload, IconQrcode, IconShare } from '@tabler/icons-react'
import { useState } from 'react'
import type { Device } from '../../../shared/contract/device.ts'
import { useQuery } from '../../data/hooks.ts'
import { useWords } from '../../words/index.ts'
import '../product.css'
import { Arrived } from './Arrived.tsx'
import './handover.css'
import type { HandedOver, Choices } from './choices.ts'
import { Choose } from './Choose.tsx'
import { DriveWay } from './DriveWay.tsx'
import { LinkWay } from './LinkWay.tsx'
import { SaveWay } from './SaveWay.tsx'
import { Steps } from './Steps.tsx'

type Way = 'link' | 'drive' | 'share' | 'save'

const icons = { link: IconQrcode, drive: IconDeviceUsb, share: IconShare, save: IconDownload } as const

/**
 * Handing a certificate over: by a code, a stick, the share sheet or a file; the password in large type; beside it what
 * to do on the device. `arrival` is false where the screen itself tells when the device got in.
 */
export function HandOver(props: { device: Device; arrival?: boolean; onMade?: () => void }) {
  const { device, arrival = true, onMade } = props
  const { handoff } = useWords()
  const status = useQuery('app.status', {})
  const [way, setWay] = useState<Way>('link')
  const [choices, setChoices] = useState<Choices>({ target: undefined, password: '', signWith: '' })
  const [made, setMade] = useState<HandedOver>()
  const ways: Way[] = ['link', 'drive', ...(status.value?.features.share === true ? (['share'] as const) : []), 'save']
  const common = {
    device,
    choices,
    /** One profile instead of two files: iPhones take single certificates from a page or folder unreliably. */
    inProfile: device.platform === 'iphone',
    onMade: (one: HandedOver): void => {
      setMade(one)
      onMade?.()
    },
  }
  return (
    <div className="handover">
      <Tabs value={way} onChange={(value) => setWay(ways.find((one) => one === value) ?? 'link')} keepMounted={false}>
        <Tabs.List aria-label={handoff.ways}>
          {ways.map((one) => {
            const Icon = icons[one]
            return (
              <Tabs.Tab key={one} value={one} leftSection={<Icon size={18} aria-hidden />}>
                {handoff.way[one]}
              </Tabs.Tab>
            )
          })}
        </Tabs.List>
        <div className="handover-columns">
          <div className="stack">
            <Tabs.Panel value="link">
              <LinkWay {...common} />
            </Tabs.Panel>
            <Tabs.Panel value="drive">
              <DriveWay {...common} />
            </Tabs.Panel>
            <Tabs.Panel value="share">
              <SaveWay {...common} share />
            </Tabs.Panel>
            <Tabs.Panel value="save">
              <SaveWay {...common} share={false} />
            </Tabs.Panel>
            {arrival && made && <Arrived device={device} serial={made.serial} since={made.at} />}
            <Choose device={device} choices={choices} onChange={setChoices} advise={made === undefined} />
          </div>
          <Steps device={device} way={way === 'link' ? 'link' : 'file'} />
        </div>
      </Tabs>
    </div>
  )
}
