import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { toast } from '@/ui/feedback'
import { Banner } from '@/ui/states'
import { FindPerson, type Picked } from '../parts/find-person'

/** Signs somebody up who asked by voice or stands at the door; the list may go over the capacity. */
export function PutIn({ shiftId, onPut }: { shiftId: string; onPut: () => void }) {
  const { problem, attempt } = useAttempt()
  const put = async ({ id: personId, name }: Picked) => {
    const done = await attempt(() =>
      api.call('events.putPerson', { params: { id: shiftId }, body: { personId } }),
    )
    if (!done) return
    toast(`${name}加进来了`)
    onPut()
  }
  return (
    <div className="dk-gap">
      <FindPerson label="加一个人（名额满了也能加）" onPick={(person) => void put(person)} />
      {problem ? <Banner>{problem}</Banner> : null}
    </div>
  )
}
