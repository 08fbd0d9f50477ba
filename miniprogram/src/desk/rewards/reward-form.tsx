import { useId, useState } from 'react'
import type { RewardState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { Button } from '@/ui/button'
import { confirm, toast } from '@/ui/feedback'
import { Field, TextArea } from '@/ui/field'
import { Banner } from '@/ui/states'

type Reward = OutputOf<'rewards.list'>['items'][number]

interface RewardFormProps {
  /** Left out: a new one. */
  reward?: Reward
  onDone: () => void
  onClose: () => void
}

/** Offering something, or changing what is offered; it is stopped and taken up again here too. */
export function RewardForm({ reward, onDone, onClose }: RewardFormProps) {
  const id = useId()
  const [title, setTitle] = useState(reward?.title ?? '')
  const [about, setAbout] = useState(reward?.about ?? '')
  const [pickup, setPickup] = useState(reward?.pickup ?? '')
  const [cost, setCost] = useState(reward ? String(reward.cost) : '')
  const [mostEach, setMostEach] = useState(reward?.mostEach ? String(reward.mostEach) : '')
  const [stock, setStock] = useState('')
  const create = useMutation('rewards.create')
  const update = useMutation('rewards.update')
  const failure = create.failure ?? update.failure
  const errors = failure?.fields ?? {}
  const text = {
    ...{ title: title.trim(), about: about.trim(), pickup: pickup.trim(), cost: Number(cost) },
    mostEach: mostEach.trim() === '' ? null : Number(mostEach),
  }
  const isReady =
    text.title !== '' &&
    text.about !== '' &&
    text.pickup !== '' &&
    cost.trim() !== '' &&
    (reward !== undefined || stock.trim() !== '')

  const save = async (state: RewardState) => {
    const saved = reward
      ? await update.run({
          params: { id: reward.id },
          body: { ...text, state, revision: reward.revision },
        })
      : await create.run({ body: { ...text, stock: Number(stock) } })
    if (!saved) return
    toast(reward ? '改好了' : '上架了')
    onDone()
  }
  const stop = async () => {
    const isSure = await confirm({
      title: `停掉“${title}”？`,
      text: '停了就不能再换；换好还没领的，照样来领。以后还能再放上来。',
      yes: '停掉',
    })
    if (isSure) await save('stopped')
  }
  return (
    <div className="dk-gap">
      <Field
        id={`${id}-title`}
        label="叫什么"
        value={title}
        maxLength={30}
        placeholder="比如：大米 5 公斤"
        error={errors.title}
        onChange={setTitle}
      />
      <TextArea
        id={`${id}-about`}
        label="说明"
        value={about}
        maxLength={200}
        rows={2}
        error={errors.about}
        onChange={setAbout}
      />
      <Field
        id={`${id}-pickup`}
        label="什么时候、去哪里领"
        value={pickup}
        maxLength={80}
        placeholder="比如：工作日 9 点到 17 点，社区服务站"
        error={errors.pickup}
        onChange={setPickup}
      />
      <div className="dk-fields rw-number">
        <Field
          id={`${id}-cost`}
          label="要几分"
          type="tel"
          value={cost}
          maxLength={6}
          error={errors.cost}
          onChange={setCost}
        />
        <Field
          id={`${id}-most`}
          label="每人最多几份（空着不限）"
          type="tel"
          value={mostEach}
          maxLength={4}
          error={errors.mostEach}
          onChange={setMostEach}
        />
        {reward ? null : (
          <Field
            id={`${id}-stock`}
            label="现在有几份"
            type="tel"
            value={stock}
            maxLength={6}
            error={errors.stock}
            onChange={setStock}
          />
        )}
      </div>
      {failure && Object.keys(errors).length === 0 ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button
          small
          busy={create.busy || update.busy}
          disabled={!isReady}
          onClick={() => void save('open')}
        >
          {reward ? (reward.state === 'open' ? '就这样改' : '再放上来') : '上架'}
        </Button>
        {reward?.state === 'open' ? (
          <Button small kind="secondary" onClick={() => void stop()}>
            停掉
          </Button>
        ) : null}
        <Button small kind="quiet" onClick={onClose}>
          先不弄
        </Button>
      </div>
    </div>
  )
}
