import { useId, useRef, useState } from 'react'
import { api } from '@/api/client'
import { failureOf } from '@/api/failure'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'
import { Field, TextArea } from '@/ui/field'
import { Banner } from '@/ui/states'
import { Tabs } from '@/ui/tabs'
import { chooseInWechat, importFile, type ChosenFile } from '../parts/transfer'
import type { Imported } from './composition'

const ways = [
  { key: 'text', text: '粘贴' },
  { key: 'file', text: '文件' },
  { key: 'url', text: '网址' },
] as const
type Way = (typeof ways)[number]['key']

function FileChooser({ onFile, busy }: { onFile: (file: ChosenFile) => void; busy: boolean }) {
  const input = useRef<HTMLInputElement>(null)
  const choose = () => {
    if (!isWeapp) return input.current?.click()
    void chooseInWechat().then((file) => {
      if (file) onFile(file)
    })
  }
  return (
    <>
      <p className="lx-muted">
        .docx、.txt、.html，10 MB 以内。{isWeapp ? '先把文件发给“文件传输助手”，再从这里选。' : ''}
      </p>
      <Button kind="secondary" busy={busy} onClick={choose}>
        选文件
      </Button>
      {isWeapp ? null : (
        <input
          ref={input}
          className="lx-sr"
          type="file"
          accept=".docx,.txt,.html,.htm"
          tabIndex={-1}
          aria-label="选文件"
          onChange={(event) => {
            const element = event.currentTarget
            const [file] = Array.from(element.files ?? [])
            element.value = ''
            if (file) onFile(file)
          }}
        />
      )}
    </>
  )
}

interface ImportBoxProps {
  onImported: (imported: Imported) => Promise<void>
  /** There are points already: only a way back to it is shown. */
  folded: boolean
}

/** Three ways to bring a document in; nothing is stored by reading it. */
export function ImportBox({ onImported, folded }: ImportBoxProps) {
  const formId = useId()
  const [unfolded, setUnfolded] = useState(false)
  const [way, setWay] = useState<Way>('text')
  const [text, setText] = useState('')
  const [url, setUrl] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const read = async (work: () => Promise<Imported>) => {
    setBusy(true)
    setProblem(null)
    try {
      await onImported(await work())
      setUnfolded(false)
    } catch (error) {
      setProblem(failureOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  const readText = () =>
    void read(() => api.call('digests.importText', { body: { kind: 'text', text } }))
  const readUrl = () =>
    void read(() => api.call('digests.importText', { body: { kind: 'url', url: url.trim() } }))
  if (folded && !unfolded) {
    return (
      <button type="button" className="lx-plain dk-more" onClick={() => setUnfolded(true)}>
        换一份文件读入
      </button>
    )
  }
  return (
    <section className="lx-card" aria-label="读入文件">
      <h2 className="lx-card__title">读入一份文件</h2>
      <Tabs label="怎么读入" items={ways} value={way} onChange={setWay} />
      {way === 'text' ? (
        <>
          <TextArea
            id={`${formId}-text`}
            label="把全文贴在这里"
            value={text}
            maxLength={1_000_000}
            rows={6}
            onChange={setText}
          />
          <div className="lx-acts">
            <Button busy={busy} disabled={text.trim() === ''} onClick={readText}>
              理出要点
            </Button>
          </div>
        </>
      ) : null}
      {way === 'url' ? (
        <>
          <Field
            id={`${formId}-url`}
            label="网址"
            value={url}
            maxLength={2000}
            placeholder="https://…"
            onChange={setUrl}
            onEnter={readUrl}
          />
          <div className="lx-acts">
            <Button busy={busy} disabled={url.trim() === ''} onClick={readUrl}>
              打开并理出要点
            </Button>
          </div>
        </>
      ) : null}
      {way === 'file' ? (
        <FileChooser busy={busy} onFile={(file) => void read(() => importFile(file))} />
      ) : null}
      {problem ? <Banner>{problem}</Banner> : null}
    </section>
  )
}
