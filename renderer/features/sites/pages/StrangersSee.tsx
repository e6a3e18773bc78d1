import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Site } from '../../../../shared/contract/site.ts'
import { pageHtml, type PageText } from '../../../../shared/pages/html.ts'
import { fillPage, startingTemplate } from '../../../../shared/pages/template.ts'
import { pageIn, pageOutcomes, type PageOutcome } from '../../../../shared/pages/words.ts'
import { useAction } from '../../../data/hooks.ts'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Waiting } from '../../../ui/parts.tsx'
import { useWords } from '../../../words/index.ts'

/** Pages about a certificate name its verify code; these are OpenSSL's. */
const codes: Partial<Readonly<Record<PageOutcome, string>>> = {
  expired: '10 X509_V_ERR_CERT_HAS_EXPIRED',
  'not-yet-valid': '9 X509_V_ERR_CERT_NOT_YET_VALID',
  revoked: '23 X509_V_ERR_CERT_REVOKED',
  'unknown-issuer': '20 X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'self-signed': '18 X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT',
  'wrong-purpose': '26 X509_V_ERR_INVALID_PURPOSE',
}

/**
 * The page as a visitor's browser would show it: in a frame that runs no script and reaches nothing. Another page is another
 * frame: of two that follow each other closely in one frame Chromium was seen to show neither.
 */
function Preview({ html }: { html: string }) {
  const { preview } = useWords().doors.pages
  return <iframe key={html} className="page-preview" title={preview} sandbox="" srcDoc={html} />
}

/** The pages of a site, live: Vestibule's own, or the owner's. */
export function StrangersSee({ site }: { site: Site }) {
  const { common, doors, language } = useWords()
  const words = doors.pages
  const set = useAction('site.set')
  const [outcome, setOutcome] = useState<PageOutcome>('no-certificate')
  const [draft, setDraft] = useState<string | null>(null)
  const [shown, setShown] = useState(false)
  const page: PageText = { outcome, code: codes[outcome] ?? null, contact: site.contact, language }
  const template = draft ?? site.page
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (await set.run({ site: site.id, page: draft })) setDraft(null)
  }
  const stop = (): void => {
    setDraft(null)
    set.clear()
  }
  return (
    <section className="stack-tight" aria-label={words.title}>
      <h3 className="section-title">{words.title}</h3>
      <p style={{ margin: 0 }}>{site.page === null ? words.builtIn : words.own}</p>
      {(shown || draft !== null) && (
        <>
          <NativeSelect
            label={words.which}
            value={outcome}
            data={pageOutcomes.map((value) => ({ value, label: pageIn(language, value).title }))}
            onChange={(event) => setOutcome(event.currentTarget.value as PageOutcome)}
          />
          <Preview html={template === null ? pageHtml(page) : fillPage(template, page)} />
        </>
      )}
      {draft === null ? (
        <div className="line">
          <Button size="xs" variant="default" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {shown ? words.hide : words.show}
          </Button>
          <Button size="xs" variant="default" onClick={() => setDraft(site.page ?? startingTemplate)}>
            {site.page === null ? words.write : words.change}
          </Button>
          {site.page !== null && (
            <Button
              size="xs"
              variant="default"
              loading={set.busy}
              onClick={() => void set.run({ site: site.id, page: null })}
            >
              {words.reset}
            </Button>
          )}
        </div>
      ) : (
        <form className="stack-tight" aria-label={words.write} onSubmit={(event) => void submit(event)}>
          <Textarea
            label={words.template}
            description={words.hint}
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
            autosize
            minRows={8}
            maxRows={18}
            spellCheck={false}
            classNames={{ input: 'mono' }}
          />
          <div className="line">
            <Button type="submit" size="xs" loading={set.busy}>
              {words.save}
            </Button>
            <Button size="xs" variant="default" onClick={stop}>
              {common.cancel}
            </Button>
          </div>
        </form>
      )}
      {set.busy && <Waiting words={words.saving} />}
      <ErrorNotice error={set.error} />
    </section>
  )
}
