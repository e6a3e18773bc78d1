import { useEffect } from 'react'
import { useQuery } from '../data/hooks.ts'
import { useSpeech } from '../words/index.ts'

/** What was chosen in another window, or kept by the engine, is the language of this one too. */
export function FollowLanguage() {
  const { choose } = useSpeech()
  const known = useQuery('settings.show', {})
  const said = known.value?.language
  useEffect(() => {
    if (said !== undefined) choose(said)
  }, [said, choose])
  return null
}
