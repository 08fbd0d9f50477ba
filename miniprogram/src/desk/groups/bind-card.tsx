import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { copyText } from '@/ui/feedback'
import { Banner } from '@/ui/states'
import { dayAndTime } from '@/lib/dates'
import { OwnerChoice, useOwner } from '../parts/owner'
import { useInFront } from '../parts/use-in-front'
import type { Unit } from '../parts/use-orgs'
import { useBinding, type Binding } from './use-binding'

function CodeToType({ binding, owner }: { binding: Binding; owner: string }) {
  const { code } = binding
  if (!code) return null
  return (
    <div className="dk-bind" role="status">
      <p className="lx-muted">{`在那个群里发这一句，群就归${owner}：`}</p>
      <p className="dk-bind__sentence">{code.sentence}</p>
      <p className="lx-muted">
        {`${dayAndTime(code.expiresAt)} 前有效，用一次就作废。发错了小桥不会出声，请对一下数字。`}
      </p>
      <div className="lx-acts">
        <Button onClick={() => void copyText(code.sentence)}>复制这一句</Button>
        <Button kind="quiet" onClick={binding.dismiss}>
          收起
        </Button>
      </div>
    </div>
  )
}

/** How a new group is taken in: three steps, one code. */
export function BindCard({ options, onBound }: { options: readonly Unit[]; onBound: () => void }) {
  const binding = useBinding(useInFront(), onBound)
  const owner = useOwner(options)
  return (
    <Card title="接一个新群进来">
      <p className="lx-muted">先把小桥拉进群。再选这个群归谁，要一个绑定码，发到群里就好。</p>
      {binding.problem ? <Banner>{binding.problem}</Banner> : null}
      {binding.code ? (
        <CodeToType binding={binding} owner={owner.unit?.text.trim() ?? ''} />
      ) : (
        <div className="dk-gap">
          <OwnerChoice label="这个群归谁" options={options} owner={owner} />
          <div className="lx-acts">
            <Button
              kind="secondary"
              busy={binding.busy}
              disabled={!owner.unit}
              onClick={() => void binding.ask(owner.unit?.key ?? '')}
            >
              要一个绑定码
            </Button>
          </div>
        </div>
      )}
    </Card>
  )
}
