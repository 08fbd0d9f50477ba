import { useRouter } from '@tarojs/taro'
import { useId } from 'react'
import { MatterView } from '../matter/matter-view'
import { useMatter } from '../matter/use-matter'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'

function OneMatter({ id }: { id: string }) {
  const matter = useMatter(id)
  useBackInFront(matter.query.reload)
  return (
    <div className="dk-sheet">
      <MatterView matter={matter} formId={useId()} />
    </div>
  )
}

/** One matter on a page of its own: what a tap on a card opens on a phone. */
function TicketPage() {
  const { id = '' } = useRouter().params
  return (
    <DeskPage title="一件事" here="ledger" inner>
      <OneMatter id={id} />
    </DeskPage>
  )
}

export default TicketPage
