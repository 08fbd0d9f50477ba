import { hoursWords, MOST_HOUR_ROWS } from '@lianxin/shared'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Banner } from '@/ui/states'
import { DeskPage } from '../parts/desk-page'
import { FileButton } from '../parts/file-button'
import type { ChosenFile } from '../parts/transfer'
import { RowList } from './row-list'
import { useHoursImport, type HourRows, type HourWork } from './use-hours-import'

const xlsx = '.xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const foreseen = { added: '会记上', known: '记过的', refused: '要改的' }
const came = { added: '记上了', known: '记过的', refused: '要改的' }

/** 记上 20 行，共 40 小时；3 行补录过，不再记；1 行要改; what is none is left out. */
function countWords({ added, known, refused, minutes }: HourRows, verb: string): string {
  return [
    added > 0 && `${verb} ${added} 行，共 ${hoursWords(minutes)}`,
    known > 0 && `${known} 行补录过，不再记`,
    refused > 0 && `${refused} 行要改`,
  ]
    .filter(Boolean)
    .join('；')
}

/** What a yes would do, in a sentence. */
function yesWords({ added, refused }: HourRows): string {
  if (refused === 0) return added > 0 ? '' : '都补录过了，不用再记。'
  return added > 0
    ? '现在记上，对的先记，要改的行另给一张表。'
    : '现在没有能记的。点一下，给您一张要改的表。'
}

function LookedOver({ rows, work }: { rows: HourRows; work: HourWork }) {
  const { added, refused, total } = rows
  return (
    <Card title="先看一遍" aside={`读到 ${total} 行`}>
      <div role="status">
        <p className="dk-strong">{countWords(rows, '会记上')}</p>
        <p className="lx-muted">{yesWords(rows)}</p>
      </div>
      <RowList rows={rows} labels={foreseen} />
      <div className="lx-acts">
        {added + refused > 0 ? (
          <Button busy={work.busy} onClick={() => void work.start()}>
            {added > 0 ? `记上这 ${added} 行` : '给我要改的表'}
          </Button>
        ) : null}
        <Button kind="quiet" disabled={work.busy} onClick={work.drop}>
          先不记
        </Button>
      </div>
      {work.writing ? (
        <p className="lx-muted" role="status">
          正在一行一行地记，几百行要一会儿。断了也不要紧：同一份表再传一次，记过的不会重复。
        </p>
      ) : null}
    </Card>
  )
}

function Outcome({ rows, work }: { rows: HourRows; work: HourWork }) {
  return (
    <Card title={rows.added > 0 ? '记好了' : '没有要记的'} aside={`一共 ${rows.total} 行`}>
      <p className="dk-strong" role="status">
        {countWords(rows, '记上')}
      </p>
      {rows.refused > 0 ? (
        <>
          <p>下载要改的行（留七天），照“哪里要改”那一列改好，把那张表直接传上来就行。</p>
          <div className="dk-acts--row dk-gap">
            <Button small kind="secondary" disabled={work.busy} onClick={() => void work.result()}>
              下载要改的行
            </Button>
          </div>
        </>
      ) : null}
      <RowList rows={rows} labels={came} />
    </Card>
  )
}

function Steps({ work }: { work: HourWork }) {
  const look = async ([file]: ChosenFile[]) => {
    if (file) await work.look(file)
  }
  return (
    <Card title={work.done ? '再传一份' : '怎么导'}>
      <ol className="dk-steps">
        <li>
          <p>第一步：照模板填。时长那一列的表头要写明单位：“时长（小时）”或“时长（分钟）”。</p>
          <Button small kind="secondary" disabled={work.busy} onClick={() => void work.template()}>
            下载模板
          </Button>
        </li>
        <li>
          <p>{`第二步：选填好的表（.xlsx，一次最多 ${MOST_HOUR_ROWS} 行）。先看一遍，您点了才记。`}</p>
          <FileButton text="选文件" accept={xlsx} onFiles={look} />
        </li>
      </ol>
      {work.done ? null : (
        <div className="dk-acts--row dk-gap">
          <Button small kind="quiet" disabled={work.busy} onClick={() => void work.result()}>
            下载上次要改的行
          </Button>
        </div>
      )}
    </Card>
  )
}

/** Past hours of many, from an Excel sheet: fill in, choose, look over, write in, mend what was wrong. */
function HoursImportPage() {
  const work = useHoursImport()
  return (
    <DeskPage title="从 Excel 补录" here="deskHours" inner>
      <div className="dk-sheet">
        <h1 className="lx-title">从 Excel 补录时长</h1>
        <p className="lx-subtitle">
          已经办过的活动，没签上到的，一次补齐。每一行都要有原因和证明；自己的请别的同志来导。
        </p>
        {work.problem ? <Banner>{work.problem}</Banner> : null}
        {work.done ? <Outcome rows={work.done} work={work} /> : null}
        {work.chosen ? <LookedOver rows={work.chosen} work={work} /> : <Steps work={work} />}
      </div>
    </DeskPage>
  )
}

export default HoursImportPage
