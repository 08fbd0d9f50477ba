import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Banner } from '@/ui/states'
import { FileButton } from '../parts/file-button'
import type { RosterImport, RosterWork } from './use-roster-import'

const xlsx = '.xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** 新加 3 人，更新 1 人，没变 20 人，1 行要改; what is none is left out. */
export function countWords({ created, updated, unchanged, refused }: RosterImport): string {
  const parts = [
    created > 0 && `新加 ${created} 人`,
    updated > 0 && `更新 ${updated} 人`,
    unchanged > 0 && `没变 ${unchanged} 人`,
    refused > 0 && `${refused} 行要改`,
  ].filter(Boolean)
  return parts.length > 0 ? parts.join('，') : '还没有导进去的'
}

interface PartProps {
  followed: RosterImport
  work: RosterWork
}

function Progress({ followed, work }: PartProps) {
  const { done, total } = followed
  return (
    <>
      <p className="dk-strong">{`看了 ${done} 行，共 ${total} 行`}</p>
      <div
        className="dk-progress"
        role="progressbar"
        aria-label="导入进度"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
      >
        <span className="dk-progress__sent" style={{ width: `${(done / total) * 100}%` }} />
      </div>
      <p>{countWords(followed)}</p>
      <p className="lx-muted">可以关掉这一页去忙别的，回来接着看。</p>
      <div className="dk-acts--row dk-gap">
        <Button small kind="secondary" busy={work.busy} onClick={() => void work.stop()}>
          停下
        </Button>
      </div>
    </>
  )
}

const ends: Record<Exclude<RosterImport['state'], 'running'>, { tone: Tone; text: string }> = {
  done: { tone: 'done', text: '导完了' },
  cancelled: { tone: 'soon', text: '停下了' },
  failed: { tone: 'late', text: '没导完' },
}

/** How an import ended, as a word on a ground; nothing while it is under way. */
export function Ending({ state }: Pick<RosterImport, 'state'>) {
  if (state === 'running') return null
  return <Badge tone={ends[state].tone}>{ends[state].text}</Badge>
}

/** What is not in, and what to do about it. */
function restWords({ state, done, total }: RosterImport): string | null {
  const rest = `后面 ${total - done} 行没有导。接着导就把同一份表再传一次，导过的不会重复。`
  if (state === 'cancelled') return `前面 ${done} 行办过了，导进去的都留着；${rest}`
  if (state === 'failed') return `系统出了点问题，办到第 ${done} 行停了，导进去的都留着；${rest}`
  return null
}

/** The button for what came of an import. */
export function ResultButton({ each, work }: { each: RosterImport; work: RosterWork }) {
  if (!each.hasResult) return null
  return (
    <Button
      small
      kind="secondary"
      disabled={work.busy}
      label={`${each.refused > 0 ? '下载要改的行' : '下载变化清单'}：${each.fileName}`}
      onClick={() => void work.result(each)}
    >
      {each.refused > 0 ? '下载要改的行' : '下载变化清单'}
    </Button>
  )
}

function Outcome({ followed, work }: PartProps) {
  const rest = restWords(followed)
  return (
    <div role="status">
      <p className="dk-strong">
        <Ending state={followed.state} /> {countWords(followed)}
      </p>
      {rest ? <p>{rest}</p> : null}
      {followed.refused > 0 ? (
        <p>下载要改的行（留七天），照“哪里要改”那一列改好，把那张表直接传上来就行。</p>
      ) : null}
      <div className="dk-acts--row dk-gap">
        <ResultButton each={followed} work={work} />
      </div>
    </div>
  )
}

function LookedOver({ work }: { work: RosterWork }) {
  const { chosen } = work
  if (!chosen) return null
  const { total, toMend, examples } = chosen
  return (
    <div className="dk-gap" role="status">
      <p className="dk-strong">
        {toMend > 0 ? `读到 ${total} 行，${toMend} 行要改` : `读到 ${total} 行，看起来都对`}
      </p>
      {toMend > 0 ? (
        <>
          <ul className="dk-notes">
            {examples.map(({ row, words }) => (
              <li key={row}>{`第 ${row} 行　${words}`}</li>
            ))}
          </ul>
          <p className="lx-muted">
            {`${toMend > examples.length ? '先列这几行。' : ''}${
              toMend < total
                ? '现在导入，对的先进去，要改的行另给一张表。'
                : '现在导入，一个人也进不去，只会给您一张要改的表。'
            }`}
          </p>
        </>
      ) : null}
      <div className="lx-acts">
        <Button busy={work.busy} onClick={() => void work.start()}>
          开始导入
        </Button>
        <Button kind="quiet" disabled={work.busy} onClick={work.drop}>
          先不导
        </Button>
      </div>
    </div>
  )
}

function Steps({ work }: { work: RosterWork }) {
  const look = async ([file]: Parameters<Parameters<typeof FileButton>[0]['onFiles']>[0]) => {
    if (file) await work.look(file)
  }
  return (
    <ol className="dk-steps dk-gap">
      <li>
        <p>第一步：照模板填。已经有表的，表头有“姓名”“所在支部”就行。</p>
        <Button small kind="secondary" disabled={work.busy} onClick={() => void work.template()}>
          下载模板
        </Button>
      </li>
      <li>
        <p>第二步：选填好的表（.xlsx，一次最多 5 万行）。先看一遍，您点了开始才导。</p>
        <FileButton text="选文件" accept={xlsx} onFiles={look} />
      </li>
    </ol>
  )
}

/** From an Excel sheet onto the roster: fill in, choose, look over, import, mend what was wrong. */
export function ImportCard({ work }: { work: RosterWork }) {
  const { followed, chosen } = work
  const isRunning = followed?.state === 'running'
  return (
    <Card title={isRunning ? '正在导入' : '从 Excel 导入'} aside={followed?.fileName}>
      {work.problem ? <Banner>{work.problem}</Banner> : null}
      {followed && isRunning ? <Progress followed={followed} work={work} /> : null}
      {followed && !isRunning && !chosen ? <Outcome followed={followed} work={work} /> : null}
      {isRunning || chosen ? null : <Steps work={work} />}
      <LookedOver work={work} />
    </Card>
  )
}
