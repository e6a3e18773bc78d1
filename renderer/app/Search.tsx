// A combobox with a list of choices: HTML has no element for it, hence the roles (WAI-ARIA APG, “Combobox”).
/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role, jsx-a11y/control-has-associated-label, jsx-a11y/click-events-have-key-events */
import { Modal, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useDeferredValue, useEffect, useEffectEvent, useState, type KeyboardEvent } from 'react'
import { screens } from '../../shared/address.ts'
import { useQuery } from '../data/hooks.ts'
import { go, to } from '../data/route.ts'
import { useWords } from '../words/index.ts'
import { noteUsed, useVerbs, withoutVerb, wordsOf } from './verbs.ts'

interface Hit {
  /** An address, or what is done. */
  readonly target: string | (() => void)
  readonly title: string
  readonly kind: string
  /** Of a verb, which is remembered. */
  readonly verb?: string
}

/** At most so many of each kind. */
const MOST = 6
/** Devices and sites that a verb is offered for. */
const FEW = 3

/** `isWhole`: nothing of it is still on its way. */
function useHits(text: string): { hits: readonly Hit[]; isWhole: boolean } {
  const { frame, screens: names } = useWords()
  const { search, verbs: words } = frame
  const wanted = text.trim().toLowerCase()
  const verbs = useVerbs()
  // The name alone, where it stands beside what shall be done with it: “renew alice”.
  const named = withoutVerb(text, `${words.renewWord} ${words.revokeWord} ${words.moveWord}`)
  const devices = useQuery('device.list', { search: (named === '' ? wanted : named).slice(0, 200) })
  const sites = useQuery('site.list', {})
  const all = (title: string): boolean => wordsOf(text).every((word) => title.toLowerCase().includes(word))
  const fits = (name: string): boolean => name.toLowerCase().includes(wanted)
  const simple = verbs
    .filter(({ title }) => all(title))
    .map(({ id, title, target }) => ({ target, title, kind: search.verb, verb: id }))
  const isWhole = [devices, sites].every(({ value, error }) => value !== undefined || error !== undefined)
  if (wanted === '') return { hits: simple, isWhole }
  const found = devices.value ?? []
  const about = (verb: string, title: string, target: string): Hit[] =>
    all(title) && named !== '' ? [{ target, title, kind: search.verb, verb }] : []
  const hits = [
    ...found
      .filter(({ name }) => wanted === named || fits(name))
      .slice(0, MOST)
      .map(({ id, name }) => ({ target: to('devices', id), title: name, kind: search.device })),
    ...(sites.value ?? [])
      .filter((site) => fits(site.name) || site.hosts.some(fits) || fits(site.upstream))
      .slice(0, MOST)
      .map(({ id, name }) => ({ target: to('sites', id), title: name, kind: search.site })),
    ...simple.slice(0, MOST),
    ...found
      .filter(({ status }) => status !== 'revoked')
      .slice(0, FEW)
      .flatMap(({ id, name }) => [
        ...about('renew', words.renew({ name }), to('devices', id, { renew: '1' })),
        ...about('revoke', words.revoke({ name }), to('devices', id, { revoke: '1' })),
      ]),
    ...(sites.value ?? [])
      .filter(({ name }) => all(words.move({ name })))
      .slice(0, FEW)
      .flatMap(({ id, name }) => about('move', words.move({ name }), to('sites', id, { at: 'elsewhere' }))),
    ...screens
      .filter((screen) => fits(names[screen]))
      .map((screen) => ({ target: to(screen), title: names[screen], kind: search.screen })),
    {
      target: to('diagnostics', 'code', { q: text.trim().slice(0, 2000) }),
      title: search.explain({ text: text.trim() }),
      kind: search.error,
    },
  ]
  return { hits, isWhole }
}

function SearchBox({ onTaken }: { onTaken: () => void }) {
  const { search } = useWords().frame
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const shown = useDeferredValue(text)
  const { hits, isWhole } = useHits(shown)
  /** Enter was pressed before what belongs to the words was there: it is waited for. */
  const [isTaking, setTaking] = useState(false)
  const current = Math.min(chosen, Math.max(hits.length - 1, 0))
  const take = ({ target, verb }: Hit): void => {
    if (verb !== undefined) noteUsed(verb)
    onTaken()
    if (typeof target === 'string') go(target)
    else target()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && hits.length > 0) {
      event.preventDefault()
      setChosen((current + step + hits.length) % hits.length)
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      setTaking(true)
    }
  }
  const hit = hits[current]
  const isReady = isTaking && isWhole && shown === text && hit !== undefined
  const takeIt = useEffectEvent(() => {
    if (hit) take(hit)
  })
  useEffect(() => {
    if (isReady) takeIt()
  }, [isReady])
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
          setTaking(false)
        }}
        onKeyDown={onKeyDown}
        data-autofocus
      />
      {hits.length === 0 && <p className="dim">{search.empty}</p>}
      <ul className="search-results" id="search-results" role="listbox" aria-label={search.results}>
        {hits.map((hit, index) => (
          <li
            key={typeof hit.target === 'string' ? hit.target : hit.title}
            id={`search-${index}`}
            role="option"
            aria-selected={index === current}
            onMouseEnter={() => setChosen(index)}
            onClick={() => take(hit)}
          >
            <span>{hit.title}</span>
            <span>{hit.kind}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Ctrl/Cmd+K: devices, sites, screens, what can be done, and pasted error texts. */
export function Search({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { common } = useWords()
  const [round, setRound] = useState(0)
  const [wasOpened, setWasOpened] = useState(opened)
  /** Gone somewhere: the focus belongs there, and not to where the search was opened. */
  const [gone, setGone] = useState(false)
  if (wasOpened !== opened) {
    // Opened again while it was still going away: it begins anew.
    setWasOpened(opened)
    if (opened) {
      setRound(round + 1)
      setGone(false)
    }
  }
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={common.search}
      size="lg"
      yOffset="12dvh"
      closeButtonProps={{ 'aria-label': common.close }}
      transitionProps={{ duration: 100 }}
      returnFocus={!gone}
    >
      <SearchBox
        key={round}
        onTaken={() => {
          setGone(true)
          onClose()
        }}
      />
    </Modal>
  )
}
