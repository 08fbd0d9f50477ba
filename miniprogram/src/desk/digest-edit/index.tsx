import { useRouter } from '@tarojs/taro'
import { useId } from 'react'
import { go, pageUrl } from '@/lib/navigate'
import { dayAndTime } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { Banner, EmptyState, Notice } from '@/ui/states'
import { ChatPreview } from '../parts/chat-preview'
import { MomentField } from '../parts/choose'
import { DeskPage } from '../parts/desk-page'
import { TryCard } from '../parts/try-card'
import { AudienceTree } from './audience-tree'
import { ImportBox } from './import-box'
import { PointsEditor } from './points-editor'
import { useComposer, type Composer } from './use-composer'

function Heading({ composer }: { composer: Composer }) {
  const { written, change } = composer
  const id = useId()
  return (
    <section className="lx-card" aria-label="标题和来源">
      <Field
        id={`${id}-title`}
        label="标题"
        value={written.title}
        maxLength={60}
        hint={`${written.title.length} / 60 字。说清和居民有什么关系，比文件原名好。`}
        onChange={(title) => change({ title })}
      />
      <div className="dk-fields">
        <Field
          id={`${id}-issuer`}
          label="哪里发的"
          value={written.issuer}
          maxLength={60}
          placeholder="例如：区住建局"
          onChange={(issuer) => change({ issuer })}
        />
        <MomentField
          id={`${id}-date`}
          label="发文日期"
          kind="date"
          value={written.issuedOn}
          onChange={(issuedOn) => change({ issuedOn })}
        />
      </div>
      <Field
        id={`${id}-source`}
        label="原文网址（可不填）"
        value={written.sourceUrl}
        maxLength={2000}
        onChange={(sourceUrl) => change({ sourceUrl })}
      />
    </section>
  )
}

function ConflictBox({ composer }: { composer: Composer }) {
  const { conflict } = composer
  if (!conflict) return composer.problem ? <Banner>{composer.problem}</Banner> : null
  return (
    <div className="dk-conflict" role="alert">
      <span className="dk-strong">{dayAndTime(conflict.updatedAt)}，别人改过这一期。</span>
      <span>您写的还在这里，一个字没少。要用哪一份？</span>
      <div className="lx-acts dk-acts--row">
        <Button small busy={composer.busy} onClick={() => void composer.keepMine()}>
          用我写的
        </Button>
        <Button small kind="secondary" onClick={() => void composer.takeTheirs()}>
          换成最新的
        </Button>
      </div>
    </div>
  )
}

function Notes({ notes }: { notes: string[] }) {
  if (notes.length === 0) return null
  return (
    <Notice title="读入时看到的，请核对">
      <ul className="dk-notes">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </Notice>
  )
}

function Standing({ composer }: { composer: Composer }) {
  const { digest, restored, dirty } = composer
  const again = digest?.state === 'approved' || digest?.state === 'scheduled'
  return (
    <>
      {digest?.state === 'draft' && digest.reviewNote ? (
        <Notice title={`退回来改${digest.reviewer ? `（${digest.reviewer.name}）` : ''}`}>
          {digest.reviewNote}
        </Notice>
      ) : null}
      {again ? <Banner>这一期已经审过。改了就要重新审，原定的时间也要重定。</Banner> : null}
      {restored && dirty ? <p className="dk-clear">上次没存的，接着写。</p> : null}
    </>
  )
}

function Writing({ composer }: { composer: Composer }) {
  const { written, change, digest } = composer
  const saving = composer.dirty ? '还没存，离开也不会丢' : digest ? '已存' : ''
  return (
    <div className="dk-grid">
      <div>
        <Standing composer={composer} />
        <ImportBox onImported={composer.takeImport} folded={written.points.length > 0} />
        <Notes notes={composer.notes} />
        <Heading composer={composer} />
        <PointsEditor points={written.points} onChange={(points) => change({ points })} />
        <AudienceTree
          value={written.audienceOrgIds}
          onChange={(audienceOrgIds) => change({ audienceOrgIds })}
        />
      </div>
      <div className="dk-side">
        <ChatPreview
          content={{
            issueNo: digest?.issueNo ?? null,
            title: written.title,
            issuer: written.issuer.trim() || null,
            points: written.points,
            followUp: digest?.followUp ?? null,
          }}
        />
        <ConflictBox composer={composer} />
        <div className="dk-savebar">
          <Button busy={composer.busy} onClick={() => void composer.submit()}>
            送审
          </Button>
          <Button
            kind="secondary"
            busy={composer.busy}
            disabled={!composer.dirty}
            onClick={() => void composer.save()}
          >
            存草稿
          </Button>
          <span className="lx-muted" role="status">
            {saving}
          </span>
        </div>
        {digest && digest.points.length > 0 ? (
          <TryCard digestId={digest.id} unsaved={composer.dirty} />
        ) : null}
      </div>
    </div>
  )
}

function Compose({ id }: { id: string | null }) {
  const composer = useComposer(id)
  const { digest } = composer
  return (
    <>
      <h1 className="lx-title">{digest ? `第 ${digest.issueNo} 期` : '写一期摘要'}</h1>
      <Loading query={composer.query}>
        {() =>
          digest && !digest.actions.includes('edit') ? (
            <EmptyState title="这一期现在不能改" text="送审了，或已经发出去了。">
              <Button onClick={() => go(pageUrl('deskDigest', { id: digest.id }))}>去看看</Button>
            </EmptyState>
          ) : (
            <Writing composer={composer} />
          )
        }
      </Loading>
    </>
  )
}

/** Writing a digest, with the chat beside it as the group will see it. */
function DigestEditPage() {
  const { id } = useRouter().params
  return (
    <DeskPage title="写摘要" here="deskDigests" inner>
      <Compose id={id ?? null} />
    </DeskPage>
  )
}

export default DigestEditPage
