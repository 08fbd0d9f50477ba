import { useRouter } from '@tarojs/taro'
import { useLoaded, useQuery } from '@/api/use-query'
import { serverNow } from '@/api/server-time'
import { pageUrl } from '@/lib/navigate'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { EmptyState } from '@/ui/states'
import { DeskPage } from '../parts/desk-page'
import { timeWords, type DeskShift } from '../parts/shift-row'
import { useBackInFront } from '../parts/use-in-front'
import { AccountLine } from './account-line'
import { AddHours } from './add-hours'
import { accountsOf, readLedger } from './ledger'

const minuteMs = 60_000

function Ledger({ shift }: { shift: Pick<DeskShift, 'id' | 'startsAt' | 'endsAt'> }) {
  const { id, startsAt, endsAt } = shift
  const most = Math.floor((Date.parse(endsAt) - Date.parse(startsAt)) / minuteMs)
  const query = useLoaded(`ledger ${id}`, () => readLedger(id))
  useBackInFront(query.reload)
  return (
    <>
      <AddHours eventId={id} most={most} onAdded={query.reload} />
      <Loading query={query} cards={1}>
        {(entries) =>
          entries.length > 0 ? (
            <div className="dk-lines">
              {accountsOf(entries).map((account) => (
                <AccountLine
                  key={account.entry.id}
                  account={account}
                  most={most}
                  onDone={query.reload}
                />
              ))}
            </div>
          ) : (
            <EmptyState
              title="还没有记上的时长"
              text="签到的人，时长在“待确认”里确认；没签上的在上面补。"
            />
          )
        }
      </Loading>
    </>
  )
}

function One({ id }: { id: string }) {
  const query = useQuery('events.get', { params: { id } })
  return (
    <Loading query={query}>
      {(shift) => (
        <>
          <h1 className="lx-title">{shift.title}</h1>
          <p className="dk-strong">{timeWords(shift)}</p>
          <Link to={pageUrl('deskShift', { id })} className="dk-more">
            看这一场的名单
          </Link>
          {Date.parse(shift.endsAt) <= serverNow() ? (
            <Ledger shift={shift} />
          ) : (
            <EmptyState title="这一场还没有结束" text="结束以后，在这里补录和更正。" />
          )}
        </>
      )}
    </Loading>
  )
}

/** The ledger of one date at the desk: whose hours stand and why, writing in and correcting. */
function DeskServedPage() {
  const { id } = useRouter().params
  return (
    <DeskPage title="这一场的时长" here="deskHours" inner>
      <div className="dk-sheet">
        {id ? <One key={id} id={id} /> : <EmptyState title="没有这一场" />}
      </div>
    </DeskPage>
  )
}

export default DeskServedPage
