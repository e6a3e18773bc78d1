import { useWords } from '../words/index.ts'
import { moment, relative } from '../words/time.ts'

/** “3 minutes ago”; the exact time on hover. `now` comes from `useNow`, so that a list shares one clock. */
export function TimeAgo({ at, now }: { at: string; now: number }) {
  const { common } = useWords()
  return (
    <time dateTime={at} title={moment(at)}>
      {relative(at, now, common.justNow)}
    </time>
  )
}
