import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { Authority } from '../../../shared/contract/authority.ts'
import { saveFile } from '../../data/download.ts'
import { useAction } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

/** The certificate that devices import. */
export function Download({ authority }: { authority: Authority }) {
  const { authority: words } = useWords()
  const certificate = useAction('authority.certificate')
  const save = async (format: 'pem' | 'der'): Promise<void> => {
    const file = await certificate.run({ authority: authority.id, format })
    if (file) saveFile(file)
  }
  const own = authority.kind === 'own'
  return (
    <section className="surface stack-tight" aria-label={words.download}>
      <h3>{words.download}</h3>
      <p className="dim">{own ? words.downloadHint : words.downloadTrusted}</p>
      <div className="line">
        <Button
          variant={own ? 'filled' : 'default'}
          leftSection={<IconDownload size={17} aria-hidden />}
          onClick={() => void save('pem')}
        >
          {words.pem}
        </Button>
        <Button variant="default" onClick={() => void save('der')}>
          {words.der}
        </Button>
      </div>
      <ErrorNotice error={certificate.error} />
    </section>
  )
}
