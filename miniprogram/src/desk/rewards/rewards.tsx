import { useState } from 'react'
import { rewardStateLabels, rewardStates, type RewardState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { useReloadOn } from './orders'
import { RewardForm } from './reward-form'
import { Stock } from './stock'

type Reward = OutputOf<'rewards.list'>['items'][number]

const states = rewardStates.map((key) => ({ key, text: rewardStateLabels[key] }))

function Row({ reward, onChanged }: { reward: Reward; onChanged: () => void }) {
  const [open, setOpen] = useState<'form' | 'stock' | null>(null)
  const { title, org, cost, stock, mostEach, waiting, pickup } = reward
  const turn = (part: 'form' | 'stock') => setOpen(open === part ? null : part)
  const facts = [
    org.name,
    `${cost} 分`,
    mostEach === null ? '' : `每人最多 ${mostEach} 份`,
    waiting > 0 ? `${waiting} 份等着领` : '',
  ]
  return (
    <Card
      title={title}
      aside={
        <Badge tone={stock === 0 ? 'soon' : 'plain'}>
          {stock === 0 ? '没有库存了' : `库存 ${stock} 份`}
        </Badge>
      }
    >
      <p className="lx-muted">{facts.filter(Boolean).join(' · ')}</p>
      <p className="lx-muted">{`领取：${pickup}`}</p>
      <div className="dk-acts--row dk-gap">
        <Button
          small
          kind="secondary"
          label={`${title}的库存`}
          expanded={open === 'stock'}
          onClick={() => turn('stock')}
        >
          库存
        </Button>
        <Button
          small
          kind="secondary"
          label={`改${title}`}
          expanded={open === 'form'}
          onClick={() => turn('form')}
        >
          改
        </Button>
      </div>
      {open === 'stock' ? <Stock reward={reward} onChanged={onChanged} /> : null}
      {open === 'form' ? (
        <RewardForm
          reward={reward}
          onDone={() => {
            setOpen(null)
            onChanged()
          }}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </Card>
  )
}

/** What is offered, with its stock. @param props.round counts what changed elsewhere on the page */
export function Rewards({ round }: { round: number }) {
  const [state, setState] = useState<RewardState>('open')
  const [isAdding, setIsAdding] = useState(false)
  const list = usePages(`desk rewards ${state}`, (cursor) =>
    api.call('rewards.list', {
      query: { state, ...(cursor === undefined ? {} : { cursor }) },
    }),
  )
  useReloadOn(round, list.first.reload)
  const close = () => setIsAdding(false)
  return (
    <>
      <div className="dk-head lx-apart">
        <h2 className="lx-card__title">礼品和库存</h2>
        <Button small expanded={isAdding} onClick={() => setIsAdding(!isAdding)}>
          上架一样
        </Button>
      </div>
      {isAdding ? (
        <Card title="上架一样">
          <RewardForm
            onDone={() => {
              close()
              list.first.reload()
            }}
            onClose={close}
          />
        </Card>
      ) : null}
      <Chips label="看哪些礼品" items={states} value={state} onChange={setState} />
      <Loading query={list.first} cards={2}>
        {() =>
          list.items.length > 0 ? (
            <>
              {list.items.map((reward) => (
                <Row key={reward.id} reward={reward} onChanged={list.first.reload} />
              ))}
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState
              title={state === 'open' ? '还没有可以换的' : '没有停掉的'}
              text={state === 'open' ? '一袋米、一次体检、一份报纸都行。点“上架一样”。' : ''}
            />
          )
        }
      </Loading>
    </>
  )
}
