// A combobox with a list of links: HTML has no element for it, hence the roles (WAI-ARIA APG, “Combobox”).
/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role, jsx-a11y/control-has-associated-label */
import { Modal, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useDeferredValue, useState, type KeyboardEvent } from 'react'
import { screens } from '../../shared/address.ts'
import { useQuery } from '../data/hooks.ts'
import { go, to } from '../data/route.ts'
import { useWords } from '../words/index.ts'

interface Hit {
  readonly address: string
  readonly title: string
  readonly kind: string
}

/** At most so many of each kind. */
const MOST = 6

function useHits(text: string): Hit[] {
  const { frame, screens: names } = useWords()
  const wanted = text.trim().toLowerCase()
  const devices = useQuery('device.list', { search: wanted.slice(0, 200) })
  const sites = useQuery('site.list', {})
  const fits = (name: string): boolean => name.toLowerCase().includes(wanted)
  if (wanted === '') return []
  return [
    ...(devices.value ?? [])
      .slice(0, MOST)
      .map(({ id, name }) => ({ address: to('devices', id), title: name, kind: frame.search.device })),
    ...(sites.value ?? [])
      .filter((site) => fits(site.name) || site.hosts.some(fits) || fits(site.upstream))
      .slice(0, MOST)
      .map(({ id, name }) => ({ address: to('sites', id), title: name, kind: frame.search.site })),
    ...screens
      .filter((screen) => fits(names[screen]))
      .map((screen) => ({ address: to(screen), title: names[screen], kind: frame.search.screen })),
    {
      address: to('diagnostics', 'code', { q: text.trim().slice(0, 2000) }),
      title: frame.search.explain({ text: text.trim() }),
      kind: frame.search.error,
    },
  ]
}

function SearchBox({ onClose }: { onClose: () => void }) {
  const { search } = useWords().frame
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const hits = useHits(useDeferredValue(text))
  const current = Math.min(chosen, Math.max(hits.length - 1, 0))
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && hits.length > 0) {
      event.preventDefault()
      setChosen((current + step + hits.length) % hits.length)
    }
    const hit = hits[current]
    if (event.key === 'Enter' && hit) {
      event.preventDefault()
      go(hit.address)
      onClose()
    }
  }
  return (
    <>
      <TextInput
        type="search"
        size="md"
        role="combobox"
        aria-label={search.title}
        aria-expanded={hits.length > 0}
        aria-controls="search-results"
        aria-activedescendant={hits.length > 0 ? `search-${current}` : undefined}
        placeholder={search.placeholder}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
        data-autofocus
      />
      {hits.length === 0 && <p className="dim">{search.empty}</p>}
      <ul className="search-results" id="search-results" role="listbox" aria-label={search.results}>
        {hits.map((hit, index) => (
          <li
            key={`${hit.kind} ${hit.address}`}
            id={`search-${index}`}
            role="option"
            aria-selected={index === current}
            onMouseEnter={() => setChosen(index)}
          >
            <a href={hit.address} onClick={onClose} tabIndex={-1}>
              <span>{hit.title}</span>
              <span>{hit.kind}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Ctrl/Cmd+K: devices, sites, screens, and pasted error texts. */
export function Search({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { common } = useWords()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={common.search}
      size="lg"
      yOffset="12dvh"
      closeButtonProps={{ 'aria-label': common.close }}
      transitionProps={{ duration: 100 }}
    >
      <SearchBox onClose={onClose} />
    </Modal>
  )
}
