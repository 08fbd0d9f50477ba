import { useRouter } from '@tarojs/taro'
import { useQuery } from '@/api/use-query'
import { Loading } from '@/ui/loading'
import { EmptyState } from '@/ui/states'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'
import { Facts } from './facts'
import { Messages } from './messages'
import { Roll } from './roll'

function One({ id }: { id: string }) {
  const query = useQuery('events.get', { params: { id } })
  useBackInFront(query.reload)
  return (
    <Loading query={query}>
      {(shift) => (
        <>
          <Facts shift={shift} onChanged={query.reload} />
          <Messages id={id} taken={shift.taken} waiting={shift.waiting} />
          <Roll shift={shift} onChanged={query.reload} />
        </>
      )}
    </Loading>
  )
}

/** One date at the desk: what it is, who comes, and calling the roll. */
function DeskShiftPage() {
  const { id } = useRouter().params
  return (
    <DeskPage title="场次" here="deskShifts" inner>
      <div className="dk-sheet">
        {id ? <One key={id} id={id} /> : <EmptyState title="没有这一场" />}
      </div>
    </DeskPage>
  )
}

export default DeskShiftPage
