import { useQuery } from '../../data/hooks.ts'
import { useWords } from '../../words/index.ts'
import { clock } from '../../words/time.ts'

const HOUR = 3_600_000
const HOURS = 24
/** Sizes in the units of the drawing. */
const WIDTH = 720
const HEIGHT = 72
const GAP = 4

/** The last day, an hour a bar: who got in, and on top who was refused. */
export function DayChart({ now }: { now: number }) {
  const { chart } = useWords().activity
  const limit = 1000
  const lines = useQuery('activity.list', { limit })
  const start = Math.floor(now / HOUR) * HOUR - (HOURS - 1) * HOUR
  const hours = Array.from({ length: HOURS }, () => ({ allowed: 0, refused: 0 }))
  for (const line of lines.value ?? []) {
    const hour = hours[Math.floor((Date.parse(line.at) - start) / HOUR)]
    // A handshake that a browser broke off to ask for a certificate is neither.
    if (!hour || line.probe || line.outcome === 'handshake-failed') continue
    if (line.outcome === 'allowed') hour.allowed += line.count
    else hour.refused += line.count
  }
  const most = Math.max(1, ...hours.map(({ allowed, refused }) => allowed + refused))
  const sum = (kind: 'allowed' | 'refused'): number => hours.reduce((total, hour) => total + hour[kind], 0)
  const scale = (count: number): number => (count / most) * (HEIGHT - 2)
  const step = WIDTH / HOURS
  return (
    <figure className="surface chart" style={{ margin: 0 }}>
      <header>
        <strong>{chart.title}</strong>
        <span className="key" style={{ ['--key' as string]: 'var(--v-good)' }}>
          {chart.allowed} <span className="tab">{sum('allowed')}</span>
        </span>
        <span className="key" style={{ ['--key' as string]: 'var(--v-bad)' }}>
          {chart.refused} <span className="tab">{sum('refused')}</span>
        </span>
        {lines.value?.length === limit && <span>{chart.capped}</span>}
      </header>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a drawing in the page, not a file
        role="img"
        aria-label={chart.label({ allowed: sum('allowed'), refused: sum('refused') })}
      >
        {hours.map(({ allowed, refused }, index) => {
          const time = clock(new Date(start + index * HOUR).toISOString())
          const x = index * step + GAP / 2
          const width = step - GAP
          return (
            <g key={time}>
              <title>{chart.hour({ hour: time, allowed, refused })}</title>
              <rect className="bar-none" x={x} width={width} y={HEIGHT - 2} height={2} />
              <rect className="bar-allowed" x={x} width={width} y={HEIGHT - scale(allowed)} height={scale(allowed)} />
              <rect
                className="bar-refused"
                x={x}
                width={width}
                y={HEIGHT - scale(allowed + refused)}
                height={scale(refused)}
              />
            </g>
          )
        })}
      </svg>
      <div className="hours" aria-hidden>
        {[0, 6, 12, 18, 23].map((index) => (
          <span key={index}>{clock(new Date(start + index * HOUR).toISOString())}</span>
        ))}
      </div>
    </figure>
  )
}
