import type { FileDiagnosis, FileItem } from '../../../shared/contract/diagnosis.ts'
import { Status, type Tone } from '../../ui/Status.tsx'
import { Fold } from '../../ui/parts.tsx'
import { useWords, type Words } from '../../words/index.ts'
import { day } from '../../words/time.ts'
import { Fix, type OnFixed } from './Fix.tsx'
import { Problems } from './Problems.tsx'

type FileWords = Words['diagnostics']['files']

/** Main line and small print of one thing in a file. */
function itemWords(item: FileItem, words: FileWords): readonly [string, string] {
  const join = (...parts: (string | null)[]): string => parts.filter((part) => part !== null).join(', ')
  switch (item.type) {
    case 'certificate':
      return [
        item.subject,
        join(
          words.use[item.use],
          words.from({ issuer: item.issuer, at: day(item.notAfter) }),
          item.issuedBy === null ? null : words.issuedBy({ name: item.issuedBy }),
          item.hasKey ? words.withKey : null,
        ),
      ]
    case 'key':
      return [item.keyType, item.encrypted ? words.encrypted : words.plain]
    case 'request':
      return [item.subject, join(item.keyType, ...item.names)]
    case 'crl':
      return [
        item.issuer,
        join(
          words.covers[item.covers],
          item.nextUpdate === null
            ? words.entriesForever({ n: item.entries })
            : words.entries({ n: item.entries, next: day(item.nextUpdate) }),
          item.signedBy === null ? null : words.signedBy({ name: item.signedBy }),
        ),
      ]
    case 'profile':
      return [item.name, join(...item.payloads, item.signed ? words.signed : null)]
  }
}

const answers = { true: 'yes', false: 'no', null: 'unknown' } as const
const tones: Readonly<Record<'yes' | 'no' | 'unknown', Tone>> = { yes: 'good', no: 'bad', unknown: 'calm' }

function Platforms({ file }: { file: FileDiagnosis }) {
  const { diagnostics, say } = useWords()
  const { files: words } = diagnostics
  const refused = file.platforms.some((one) => one.imports === false)
  return (
    <Fold title={words.platforms} open={refused}>
      <ul className="platforms-list">
        {file.platforms.map(({ platform, imports, why }) => {
          const answer = answers[`${imports}`]
          return (
            <li key={platform.id}>
              <span>{say(platform)}</span>
              <Status tone={tones[answer]} words={words.imports[answer]} />
              {answer !== 'yes' && <small>{say(why)}</small>}
            </li>
          )
        })}
      </ul>
    </Fold>
  )
}

/** One file: what it is, what is wrong with it, what is in it, who imports it. */
export function FileReport({ file, onFixed }: { file: FileDiagnosis; onFixed: OnFixed }) {
  const { diagnostics, say } = useWords()
  const { files: words } = diagnostics
  return (
    <article className="surface stack-tight" aria-label={file.name}>
      <h3 className="wrap" style={{ margin: 0 }}>
        {file.name}
      </h3>
      <p style={{ margin: 0 }}>{say(file.summary)}</p>
      {file.problems.length > 0 && <Problems problems={file.problems} onFixed={onFixed} />}
      {file.contents.length > 0 && (
        <ul className="inside" aria-label={words.inside}>
          {file.contents.map((item, at) => {
            const [title, small] = itemWords(item, words)
            return (
              // oxlint-disable-next-line react/no-array-index-key -- the same certificate can be in a file twice
              <li key={at}>
                <span className="section-title">{words.item[item.type]}</span>
                <span className="wrap">
                  {title}
                  <small>{small}</small>
                </span>
              </li>
            )
          })}
        </ul>
      )}
      {file.platforms.length > 0 && <Platforms file={file} />}
      <Fix action={file.action} onDone={onFixed} />
    </article>
  )
}
