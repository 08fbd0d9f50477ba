import { useId } from 'react'
import { blockKindLabels } from '@lianxin/shared'
import { AudioPlayer, VideoPlayer } from '@/lesson/players'
import { apiBase } from '@/api/client'
import { Button } from '@/ui/button'
import { Field, TextArea } from '@/ui/field'
import { toast } from '@/ui/feedback'
import { FileButton } from '../parts/file-button'
import { uploadMedia } from '../parts/transfer'
import { moved, type Written } from './writing'

type Block = Written['blocks'][number]
type Of<K extends Block['kind']> = Extract<Block, { kind: K }>
/** Gets the block as it is then: a file may come when more has been typed. */
type Edit<K extends Block['kind']> = (now: Of<K>) => Of<K>
interface EditorProps<K extends Block['kind']> {
  block: Of<K>
  change: (edit: Edit<K>) => void
}

export const accepts = {
  picture: '.jpg,.jpeg,.png,.webp',
  audio: '.mp3,.m4a',
  video: '.mp4',
  captions: '.vtt',
}
const nothingPlays = () => undefined

function TextEditor({ block, change }: EditorProps<'text'>) {
  const id = useId()
  return (
    <>
      <Field
        id={`${id}-heading`}
        label="小标题（可不填）"
        value={block.heading}
        maxLength={40}
        onChange={(heading) => change((now) => ({ ...now, heading }))}
      />
      <TextArea
        id={`${id}-text`}
        label="文字"
        value={block.text}
        maxLength={4000}
        rows={6}
        onChange={(text) => change((now) => ({ ...now, text }))}
      />
    </>
  )
}

function PictureEditor({ block, change }: EditorProps<'picture'>) {
  const id = useId()
  return (
    <>
      <img className="ls-picture" src={apiBase + block.url} alt={block.alt} />
      <Field
        id={`${id}-alt`}
        label="画里有什么（看不见的同志听这句）"
        value={block.alt}
        maxLength={120}
        onChange={(alt) => change((now) => ({ ...now, alt }))}
      />
      <Field
        id={`${id}-caption`}
        label="图下的话（可不填）"
        value={block.caption}
        maxLength={120}
        onChange={(caption) => change((now) => ({ ...now, caption }))}
      />
    </>
  )
}

interface RecordingProps {
  block: Of<'audio'> | Of<'video'>
  onWords: (words: { title?: string; transcript?: string }) => void
}

function RecordingFields({ block, onWords }: RecordingProps) {
  const id = useId()
  return (
    <>
      <Field
        id={`${id}-title`}
        label="小标题"
        value={block.title}
        maxLength={60}
        onChange={(title) => onWords({ title })}
      />
      <TextArea
        id={`${id}-transcript`}
        label="里面说的话（不方便听的同志看这个）"
        value={block.transcript}
        maxLength={4000}
        rows={4}
        onChange={(transcript) => onWords({ transcript })}
      />
    </>
  )
}

function VideoEditor({ block, change }: EditorProps<'video'>) {
  return (
    <>
      <VideoPlayer {...block} onPlaying={nothingPlays} />
      <div className="dk-acts--row dk-gap">
        <FileButton
          text={block.posterId ? '换封面' : '加封面'}
          accept={accepts.picture}
          onFiles={async ([file]) => {
            if (!file) return
            const poster = await uploadMedia(file)
            if (poster.kind !== 'picture') return toast('封面要选一张图片')
            change((now) => ({ ...now, posterId: poster.id, posterUrl: poster.url }))
          }}
        />
        <FileButton
          text={block.captionsId ? '换字幕' : '加字幕（.vtt）'}
          accept={accepts.captions}
          onFiles={async ([file]) => {
            if (!file) return
            const captions = await uploadMedia(file)
            if (captions.kind !== 'captions') return toast('字幕要选 .vtt 文件')
            change((now) => ({ ...now, captionsId: captions.id, captionsUrl: captions.url }))
          }}
        />
      </div>
      <RecordingFields block={block} onWords={(words) => change((now) => ({ ...now, ...words }))} />
    </>
  )
}

function SlidesEditor({ block, change }: EditorProps<'slides'>) {
  const id = useId()
  const { slides } = block
  const edit = (index: number, more: Partial<(typeof slides)[number]>) =>
    change((now) => ({
      ...now,
      slides: now.slides.map((slide, at) => (at === index ? { ...slide, ...more } : slide)),
    }))
  return (
    <>
      <Field
        id={`${id}-title`}
        label="小标题（可不填）"
        value={block.title}
        maxLength={60}
        onChange={(title) => change((now) => ({ ...now, title }))}
      />
      {slides.map((slide, index) => (
        <div key={`${index} ${slide.fileId}`} className="dk-gap">
          <img className="ls-picture" src={apiBase + slide.url} alt={slide.alt} />
          <Field
            id={`${id}-alt-${index}`}
            label={`第 ${index + 1} 张：画里有什么`}
            value={slide.alt}
            maxLength={120}
            onChange={(alt) => edit(index, { alt })}
          />
          <Field
            id={`${id}-text-${index}`}
            label={`第 ${index + 1} 张：说什么`}
            value={slide.text}
            maxLength={300}
            onChange={(text) => edit(index, { text })}
          />
          {slides.length > 1 ? (
            <Button
              small
              kind="quiet"
              label={`删掉第 ${index + 1} 张`}
              onClick={() =>
                change((now) => ({ ...now, slides: now.slides.filter((_, at) => at !== index) }))
              }
            >
              删掉这张
            </Button>
          ) : null}
        </div>
      ))}
      <FileButton
        text="再加几张"
        accept={accepts.picture}
        multiple
        onFiles={async (files) => {
          const added: typeof slides = []
          for (const file of files) {
            const { kind, id: fileId, url } = await uploadMedia(file)
            if (kind === 'picture') added.push({ fileId, url, alt: '', text: '' })
          }
          change((now) => ({ ...now, slides: [...now.slides, ...added].slice(0, 20) }))
        }}
      />
    </>
  )
}

function AudioEditor({ block, change }: EditorProps<'audio'>) {
  return (
    <>
      <AudioPlayer url={block.url} title={block.title} onPlaying={nothingPlays} />
      <RecordingFields block={block} onWords={(words) => change((now) => ({ ...now, ...words }))} />
    </>
  )
}

type ChangeAny = (edit: (now: Block) => Block) => void

function isOf<K extends Block['kind']>(kind: K, block: Block): block is Of<K> {
  return block.kind === kind
}

function only<K extends Block['kind']>(kind: K, change: ChangeAny): (edit: Edit<K>) => void {
  return (edit) => change((now) => (isOf(kind, now) ? edit(now) : now))
}

function Editor({ block, change }: { block: Block; change: ChangeAny }) {
  switch (block.kind) {
    case 'text':
      return <TextEditor block={block} change={only('text', change)} />
    case 'picture':
      return <PictureEditor block={block} change={only('picture', change)} />
    case 'audio':
      return <AudioEditor block={block} change={only('audio', change)} />
    case 'video':
      return <VideoEditor block={block} change={only('video', change)} />
    case 'slides':
      return <SlidesEditor block={block} change={only('slides', change)} />
  }
}

interface BlocksEditorProps {
  blocks: Written['blocks']
  onChange: (edit: (now: Written['blocks']) => Written['blocks']) => void
}

/** The blocks of a lesson, each with its fields; moved and removed by buttons, so by keyboard too. */
export function BlocksEditor({ blocks, onChange }: BlocksEditorProps) {
  return (
    <>
      {blocks.map((block, index) => {
        const name = `第 ${index + 1} 段（${blockKindLabels[block.kind]}）`
        return (
          <section key={block.key} className="lx-card" aria-label={name}>
            <div className="lx-row">
              <h2 className="lx-card__title">{name}</h2>
              <span className="dk-acts--row">
                <Button
                  small
                  kind="quiet"
                  label={`${name}往上移`}
                  disabled={index === 0}
                  onClick={() => onChange((now) => moved(now, index, -1))}
                >
                  ↑
                </Button>
                <Button
                  small
                  kind="quiet"
                  label={`${name}往下移`}
                  disabled={index === blocks.length - 1}
                  onClick={() => onChange((now) => moved(now, index, 1))}
                >
                  ↓
                </Button>
                <Button
                  small
                  kind="quiet"
                  label={`删掉${name}`}
                  onClick={() => onChange((now) => now.filter(({ key }) => key !== block.key))}
                >
                  删掉
                </Button>
              </span>
            </div>
            <Editor
              block={block}
              change={(edit) =>
                onChange((now) => now.map((each) => (each.key === block.key ? edit(each) : each)))
              }
            />
          </section>
        )
      })}
    </>
  )
}
