import { useState } from 'react'
import {
  bookPartLabels,
  partyClassLabels,
  ruleKeys,
  ruleWords,
  SERVICE_POINTS_NEEDED,
  shanghaiDay,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { EntryRow, entryTitle } from '@/book/entry-row'
import { api } from '@/api/client'
import { useMe } from '@/api/session'
import { usePages } from '@/api/use-pages'
import { useQuery } from '@/api/use-query'
import { go, pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'
import { Board } from './board'
import { lastMonths } from './months'
import '@/book/book.scss'

type Mine = OutputOf<'me.points'>

const MOST_MONTHS = 12

function Part({ name, sum, most }: { name: string; sum: number; most: number }) {
  const counted = Math.max(0, Math.min(sum, most))
  return (
    <>
      <p className="bk-part">
        {`${name} ${counted} / ${most}`}
        {sum > most ? `（得了 ${sum} 分，最多算 ${most} 分）` : ''}
      </p>
      <span
        className="lx-progress"
        role="progressbar"
        aria-label={name}
        aria-valuenow={counted}
        aria-valuemin={0}
        aria-valuemax={most}
      >
        <span
          className="lx-progress__done"
          style={{ width: `${most > 0 ? (counted / most) * 100 : 0}%` }}
        />
      </span>
    </>
  )
}

function Score({ mine }: { mine: Mine }) {
  const { year, score, base, contribution, baseMost, contributionMost } = mine
  return (
    <Card title={`${year} 年`} aside={mine.partyClass ? partyClassLabels[mine.partyClass] : ''}>
      <p className="bk-score">{score} 分</p>
      <p className="lx-muted">满分一百。分数只有您和支部负责人看得到，不排名。</p>
      <Part name={bookPartLabels.base} sum={base} most={baseMost} />
      <Part name={bookPartLabels.contribution} sum={contribution} most={contributionMost} />
      {mine.servicePoints > 0 ? (
        <p className="lx-muted lx-apart">
          {`志愿服务积分 ${mine.servicePoints} 分（确定积极分子、发展对象要 ${SERVICE_POINTS_NEEDED} 分）`}
        </p>
      ) : null}
    </Card>
  )
}

function Rules({ rules: { version, owner, from, reason, scheme } }: { rules: Mine['rules'] }) {
  return (
    <Card title="怎么计分" aside={version === 0 ? '通用规则' : `第 ${version} 版`}>
      <ul className="bk-rules">
        {ruleKeys.map((key) => (
          <li key={key}>{ruleWords(key, scheme.rules[key])}</li>
        ))}
      </ul>
      {version === 0 ? null : (
        <p className="lx-muted lx-apart">{`${owner ?? ''}定的，${from ?? ''}起算。${reason}`}</p>
      )}
    </Card>
  )
}

function Entries() {
  const months = lastMonths(shanghaiDay(new Date()).slice(0, 7), MOST_MONTHS)
  const [at, setAt] = useState(0)
  const month = months[at] ?? ''
  const list = usePages(`point entries ${month}`, (cursor) =>
    api.call('me.pointEntries', { query: { month, limit: 30, ...(cursor ? { cursor } : {}) } }),
  )
  useShownAgain(list.first.reload)
  const [year, no] = month.split('-').map(Number)
  return (
    <Card title={`${year} 年 ${no} 月的每一笔`}>
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? <p className="lx-muted">这个月还没有。</p> : null}
            {list.items.map((entry) => (
              <EntryRow key={entry.id} entry={entry}>
                <Button
                  small
                  kind="quiet"
                  label={`对这一笔有不同看法：${entryTitle(entry)}`}
                  onClick={() => go(pageUrl('appeal', { entryId: entry.id }))}
                >
                  有不同看法
                </Button>
                {entry.source.type === 'lesson' ? (
                  <Button
                    small
                    kind="quiet"
                    onClick={() => go(pageUrl('lesson', { id: entry.source.id }))}
                  >
                    看是哪一课
                  </Button>
                ) : null}
              </EntryRow>
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
      <div className="lx-acts">
        <Button
          kind="secondary"
          small
          disabled={at >= MOST_MONTHS - 1}
          onClick={() => setAt(at + 1)}
        >
          看上个月
        </Button>
        <Button kind="secondary" small disabled={at === 0} onClick={() => setAt(at - 1)}>
          看下个月
        </Button>
      </div>
    </Card>
  )
}

function Book() {
  const mine = useQuery('me.points', { query: {} })
  useShownAgain(mine.reload)
  return (
    <>
      <Loading query={mine} cards={1}>
        {(data) => <Score mine={data} />}
      </Loading>
      <Entries />
      <Loading query={mine} cards={1}>
        {(data) => <Rules rules={data.rules} />}
      </Loading>
      <Board />
      <Button kind="secondary" wide onClick={() => go(pageUrl('proposals'))}>
        报一件办的实事
      </Button>
      <p className="lx-muted">哪一笔不对，点“有不同看法”。更正会另记一笔，原来的不涂掉。</p>
    </>
  )
}

/** 我的积分: the year, every entry with where it comes from, and the rules. */
function PointsPage() {
  const me = useMe()
  return (
    <Page title="我的积分" here="study">
      <h1 className="lx-title">我的积分</h1>
      {me ? (
        <Book key={me.id} />
      ) : (
        <EmptyState title="登录以后看得到" text="每一分为什么事、按哪一条、谁记的，都写着。">
          <Button onClick={() => go(pageUrl('login', { to: 'points' }))}>去登录</Button>
        </EmptyState>
      )}
    </Page>
  )
}

export default PointsPage
