import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { apiBase } from '@/api/client'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { AudioPlayer, VideoPlayer } from './players'
import './lesson.scss'

export type Block = OutputOf<'lessons.publicGet'>['blocks'][number]
type Of<K extends Block['kind']> = Extract<Block, { kind: K }>

function Paragraphs({ text }: { text: string }) {
  return (
    <>
      {text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line, index) => (
          <p key={index} className="ls-p">
            {line}
          </p>
        ))}
    </>
  )
}

function Picture({ url, alt }: { url: string; alt: string }) {
  const [failed, setFailed] = useState(false)
  if (failed) return <p className="ls-missing">（{alt}）</p>
  return (
    <img className="ls-picture" src={apiBase + url} alt={alt} onError={() => setFailed(true)} />
  )
}

function Slides({ block }: { block: Of<'slides'> }) {
  const [at, setAt] = useState(0)
  const slide = block.slides[at]
  if (!slide) return null
  return (
    <div role="group" aria-label={block.title || '幻灯'}>
      {block.title ? <h2 className="ls-heading">{block.title}</h2> : null}
      <Picture key={slide.fileId} url={slide.url} alt={slide.alt} />
      <p className="ls-p" aria-live="polite">
        {slide.text}
      </p>
      <div className="ls-turn">
        <Button small kind="secondary" disabled={at === 0} onClick={() => setAt(at - 1)}>
          上一张
        </Button>
        <span className="lx-muted">
          {at + 1} / {block.slides.length}
        </span>
        <Button
          small
          kind="secondary"
          disabled={at === block.slides.length - 1}
          onClick={() => setAt(at + 1)}
        >
          下一张
        </Button>
      </div>
    </div>
  )
}

function Words({ text }: { text: string }) {
  if (!text) return null
  return (
    <div className="ls-words">
      <span className="lx-muted">不方便听？看文字也一样：</span>
      <Paragraphs text={text} />
    </div>
  )
}

interface BlockViewProps {
  block: Block
  onPlaying: (playing: boolean) => void
}

function BlockView({ block, onPlaying }: BlockViewProps) {
  switch (block.kind) {
    case 'text':
      return (
        <>
          {block.heading ? <h2 className="ls-heading">{block.heading}</h2> : null}
          <Paragraphs text={block.text} />
        </>
      )
    case 'picture':
      return (
        <>
          <Picture url={block.url} alt={block.alt} />
          {block.caption ? <p className="ls-caption">{block.caption}</p> : null}
        </>
      )
    case 'slides':
      return <Slides block={block} />
    case 'audio':
      return (
        <>
          <h2 className="ls-heading">{block.title}</h2>
          <AudioPlayer url={block.url} title={block.title} onPlaying={onPlaying} />
          <Words text={block.transcript} />
        </>
      )
    case 'video': {
      const { url, title, posterUrl, captionsUrl, transcript } = block
      return (
        <>
          <h2 className="ls-heading">{title}</h2>
          <VideoPlayer {...{ url, title, posterUrl, captionsUrl, onPlaying }} />
          <Words text={transcript} />
        </>
      )
    }
  }
}

/** Key points come first: who reads no more has the main thing. */
export function KeyPoints({ points }: { points: readonly string[] }) {
  if (points.length === 0) return null
  return (
    <Card title={`先记住这 ${points.length} 条`}>
      <ol className="ls-points">
        {points.map((point, index) => (
          <li key={index} className="lx-point ls-point">
            <span className="lx-point__no" aria-hidden="true">
              {index + 1}
            </span>
            <span className="lx-point__body">{point}</span>
          </li>
        ))}
      </ol>
    </Card>
  )
}

interface LessonBodyProps {
  blocks: readonly Block[]
  /** A recording began or stopped, by the number of its block. */
  onPlaying?: (block: number, playing: boolean) => void
}

/** The blocks of a lesson, as a phone shows them. */
export function LessonBody({ blocks, onPlaying }: LessonBodyProps) {
  return (
    <>
      {blocks.map((block, index) => (
        <section key={index} id={`ls-block-${index}`} className="ls-block">
          <BlockView block={block} onPlaying={(playing) => onPlaying?.(index, playing)} />
        </section>
      ))}
    </>
  )
}
