import type { BlockKind } from '@lianxin/shared'
import { Button } from '@/ui/button'
import { toast } from '@/ui/feedback'
import { FileButton } from '../parts/file-button'
import { uploadMedia } from '../parts/transfer'
import { accepts } from './block-editor'
import { newBlock, type Written } from './writing'

const files: readonly { kind: Exclude<BlockKind, 'text'>; text: string; accept: string }[] = [
  { kind: 'picture', text: '加图片', accept: accepts.picture },
  { kind: 'audio', text: '加音频', accept: accepts.audio },
  { kind: 'video', text: '加视频', accept: accepts.video },
  { kind: 'slides', text: '加幻灯', accept: accepts.picture },
]

/** Adds a block at the end; a file is sent at once. */
export function AddBlock({ onAdd }: { onAdd: (block: Written['blocks'][number]) => void }) {
  const add = (kind: BlockKind, file: Parameters<typeof newBlock>[1]) => {
    const block = newBlock(kind, file)
    if (block) onAdd(block)
    else toast('这个文件不是这一类，请重新选')
  }
  return (
    <section className="lx-card" aria-label="加一段">
      <div className="dk-acts--row">
        <Button small kind="secondary" onClick={() => add('text', null)}>
          加文字
        </Button>
        {files.map(({ kind, text, accept }) => (
          <FileButton
            key={kind}
            text={text}
            accept={accept}
            onFiles={async ([file]) => {
              if (file) add(kind, await uploadMedia(file))
            }}
          />
        ))}
      </div>
      <p className="lx-muted">图片 10 MB、音频 20 MB（MP3、M4A）、视频 60 MB（MP4）以内。</p>
    </section>
  )
}
