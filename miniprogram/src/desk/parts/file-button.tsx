import { useRef, useState } from 'react'
import { failureOf, sentenceOf } from '@/api/failure'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'
import { toast } from '@/ui/feedback'
import { chooseInWechat, type ChosenFile } from './transfer'

interface FileButtonProps {
  text: string
  label?: string
  accept: string
  multiple?: boolean
  /** Does something with the files; what it throws is shown. */
  onFiles: (files: ChosenFile[]) => Promise<void>
}

/** Asks for files of this device: the browser's dialog, or a chat in WeChat. */
export function FileButton({ text, label, accept, multiple, onFiles }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const take = async (files: ChosenFile[]) => {
    if (files.length === 0) return
    setBusy(true)
    try {
      await onFiles(files)
    } catch (error) {
      toast(sentenceOf(failureOf(error)))
    } finally {
      setBusy(false)
    }
  }
  const choose = () => {
    if (!isWeapp) return input.current?.click()
    void chooseInWechat().then((file) => take(file ? [file] : []))
  }
  return (
    <>
      <Button small kind="secondary" busy={busy} {...(label ? { label } : {})} onClick={choose}>
        {text}
      </Button>
      {isWeapp ? null : (
        <input
          ref={input}
          className="lx-sr"
          type="file"
          accept={accept}
          multiple={multiple ?? false}
          tabIndex={-1}
          aria-label={label ?? text}
          onChange={(event) => {
            const element = event.currentTarget
            const files = Array.from(element.files ?? [])
            element.value = ''
            void take(files)
          }}
        />
      )}
    </>
  )
}
