import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { pageUrl } from '@/lib/navigate'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'
import { useUnits } from '../parts/use-orgs'
import { AddChannel } from './add-channel'
import { ChannelCard } from './channel-card'

function Channels() {
  const list = usePages('channels', (cursor) =>
    api.call('channels.list', { query: { limit: 50, ...(cursor ? { cursor } : {}) } }),
  )
  const { reload } = list.first
  useBackInFront(reload)
  const units = useUnits()
  return (
    <>
      <Loading query={list.first} cards={2}>
        {() => (
          <>
            {list.items.length === 0 ? (
              <EmptyState
                title="还没有发送渠道"
                text="照下面三步，把企业微信、钉钉、飞书的群接进来。"
              />
            ) : null}
            {list.items.map((channel) => (
              <ChannelCard key={channel.id} channel={channel} onChanged={reload} />
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
      <AddChannel options={units} onAdded={reload} />
      <Link to={pageUrl('groups')} className="dk-more">
        ‹ 群与机器人
      </Link>
    </>
  )
}

/** 发送渠道: robots in other chat software, and whether they are well. */
function ChannelsPage() {
  return (
    <DeskPage title="发送渠道" here="channels" inner>
      <div className="dk-sheet">
        <h1 className="lx-title">发送渠道</h1>
        <p className="lx-subtitle">
          小桥进不去的群，用群里的机器人发。它只会发、不会听，所以每条都带一个链接，居民点开就能说话。
        </p>
        <Channels />
      </div>
    </DeskPage>
  )
}

export default ChannelsPage
