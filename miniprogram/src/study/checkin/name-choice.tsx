import { NAME_CONSENT } from '@lianxin/shared'
import { api } from '@/api/client'
import { keepMe } from '@/api/session'
import { useAttempt } from '@/api/use-attempt'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { Banner } from '@/ui/states'

/** Whether the branch sees my name: off until I say so, and to be taken back at any time. */
export function NameChoice({ showName, onDone }: { showName: boolean; onDone: () => void }) {
  const { busy, problem, attempt } = useAttempt(onDone)
  const choose = (granted: boolean) =>
    attempt(async () => {
      keepMe(await api.call('me.consent', { body: { ...NAME_CONSENT, granted } }))
    })
  return (
    <Card title="名字要不要露出来">
      <Check
        label="在支部里写我的名字"
        checked={showName}
        onChange={(granted) => {
          if (!busy) void choose(granted)
        }}
        hint="晚上群里的接龙和给大家看的心得会写您的名字；不选，接龙里只算个数。"
      />
      {problem ? <Banner>{problem}</Banner> : null}
    </Card>
  )
}
