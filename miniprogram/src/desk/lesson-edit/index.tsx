import { useRouter } from '@tarojs/taro'
import { useId } from 'react'
import { KeyPoints, LessonBody } from '@/lesson/body'
import { dayAndTime } from '@/lib/dates'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { Banner, Notice } from '@/ui/states'
import { DeskPage } from '../parts/desk-page'
import { FileButton } from '../parts/file-button'
import { AddBlock } from './add-block'
import { BlocksEditor } from './block-editor'
import { PublishCard } from './publish-card'
import { useLessonWork, type LessonWork } from './use-lesson'

const mostKeyPoints = 8

function Head({ work: { written, change } }: { work: LessonWork }) {
  const id = useId()
  return (
    <section className="lx-card" aria-label="题目和出处">
      <Field
        id={`${id}-title`}
        label="题目"
        value={written.title}
        maxLength={60}
        onChange={(title) => change({ title })}
      />
      <div className="dk-fields">
        <Field
          id={`${id}-series`}
          label="系列（可不填）"
          value={written.series}
          maxLength={30}
          placeholder="例如：身边的微党课"
          onChange={(series) => change({ series })}
        />
        <Field
          id={`${id}-source`}
          label="谁写的、出处"
          value={written.source}
          maxLength={60}
          onChange={(source) => change({ source })}
        />
        <Field
          id={`${id}-minutes`}
          label="几分钟"
          type="tel"
          value={written.minutes === 0 ? '' : String(written.minutes)}
          maxLength={2}
          onChange={(minutes) => change({ minutes: Math.min(60, Number(minutes) || 0) })}
        />
      </div>
    </section>
  )
}

function Points({ work: { written, change } }: { work: LessonWork }) {
  const id = useId()
  const { keyPoints } = written
  return (
    <Card title="要点（排在最前面，小测也考它）">
      {keyPoints.map((point, index) => (
        <div key={index} className="dk-gap">
          <Field
            id={`${id}-${index}`}
            label={`第 ${index + 1} 条`}
            value={point}
            maxLength={120}
            onChange={(text) =>
              change((now) => ({
                keyPoints: now.keyPoints.map((each, at) => (at === index ? text : each)),
              }))
            }
          />
        </div>
      ))}
      <div className="dk-acts--row dk-gap">
        <Button
          small
          kind="secondary"
          disabled={keyPoints.length >= mostKeyPoints}
          onClick={() => change({ keyPoints: [...keyPoints, ''] })}
        >
          再加一条
        </Button>
        <Button
          small
          kind="quiet"
          disabled={keyPoints.length <= 1}
          onClick={() => change({ keyPoints: keyPoints.slice(0, -1) })}
        >
          去掉最后一条
        </Button>
      </div>
    </Card>
  )
}

function Preview({ work: { written } }: { work: LessonWork }) {
  return (
    <section className="dk-phone" aria-label="手机上的样子">
      <span className="lx-issue">{written.series || '微党课'}</span>
      <p className="lx-title">{written.title || '题目'}</p>
      <KeyPoints points={written.keyPoints.filter((each) => each.trim() !== '')} />
      <LessonBody blocks={written.blocks} />
    </section>
  )
}

function ReadIn({ work }: { work: LessonWork }) {
  return (
    <Card title="有现成的，读进来">
      <p className="lx-muted">
        {isWeapp
          ? '先把 .docx 发给“文件传输助手”，再从这里选。'
          : '.docx 连图一起读；Markdown 请把它和用到的图片一起选中。'}
      </p>
      <FileButton
        text="选文件"
        accept=".docx,.md,.markdown,.txt,.jpg,.jpeg,.png,.webp"
        multiple
        onFiles={work.read}
      />
    </Card>
  )
}

function ConflictBox({ work }: { work: LessonWork }) {
  const { conflict, problem, busy } = work
  if (!conflict) return problem ? <Banner>{problem}</Banner> : null
  return (
    <div className="dk-conflict" role="alert">
      <span className="dk-strong">{dayAndTime(conflict.updatedAt)}，别人改过这一课。</span>
      <span>您写的还在这里，一个字没少。要用哪一份？</span>
      <div className="lx-acts dk-acts--row">
        <Button small busy={busy} onClick={() => void work.keepMine()}>
          用我写的
        </Button>
        <Button small kind="secondary" onClick={() => void work.takeTheirs()}>
          换成最新的
        </Button>
      </div>
    </div>
  )
}

/** What was left unsaved the last time is on the page again; it can be dropped. */
function Restored({ work }: { work: LessonWork }) {
  if (!work.isRestored || !work.dirty) return null
  return (
    <div className="dk-acts--row" role="status">
      <span className="dk-clear">上次没存的，接着写。</span>
      <Button small kind="quiet" onClick={() => void work.drop()}>
        换回存好的
      </Button>
    </div>
  )
}

function Writing({ work }: { work: LessonWork }) {
  const { written, change, notes, dirty, lesson } = work
  const isEmpty = written.blocks.length === 0 && written.title === ''
  return (
    <div className="dk-grid">
      <div>
        <Restored work={work} />
        {isEmpty ? <ReadIn work={work} /> : null}
        {notes.length > 0 ? (
          <Notice title="请看看这几处">
            <ul className="dk-notes">
              {[...new Set(notes)].map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </Notice>
        ) : null}
        <Head work={work} />
        <Points work={work} />
        <BlocksEditor
          blocks={written.blocks}
          onChange={(edit) => change(({ blocks }) => ({ blocks: edit(blocks) }))}
        />
        <AddBlock onAdd={(block) => change(({ blocks }) => ({ blocks: [...blocks, block] }))} />
      </div>
      <div className="dk-side">
        <Preview work={work} />
        <ConflictBox work={work} />
        <div className="dk-savebar">
          <Button
            kind="secondary"
            busy={work.busy}
            disabled={!dirty}
            onClick={() => void work.save()}
          >
            存草稿
          </Button>
          <span className="lx-muted" role="status">
            {dirty ? '还没存，离开也不会丢' : lesson ? '已存' : ''}
          </span>
        </div>
        <PublishCard work={work} />
      </div>
    </div>
  )
}

function Compose({ id }: { id: string | null }) {
  const work = useLessonWork(id)
  return (
    <>
      <h1 className="lx-title">{work.lesson ? '改微党课' : '写一课'}</h1>
      <Loading query={work.query}>{() => <Writing work={work} />}</Loading>
    </>
  )
}

/** Writing a lesson, with the phone beside it as members will see it. */
function LessonEditPage() {
  const { id } = useRouter().params
  return (
    <DeskPage title="写微党课" here="deskLessons" inner>
      <Compose id={id ?? null} />
    </DeskPage>
  )
}

export default LessonEditPage
