import { useMe } from '@/api/session'
import { useQuery } from '@/api/use-query'
import { go, pageUrl } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Loading } from '@/ui/loading'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'
import { Invites } from './invites'
import { OfferForm } from './offer-form'

function Body() {
  const mine = useQuery('me.skills', {})
  return (
    <>
      <Invites />
      <Loading query={mine} cards={2}>
        {(offer) => <OfferForm given={offer} />}
      </Loading>
    </>
  )
}

/** 我会做的事: to what I was invited, and what I offer. */
function SkillsPage() {
  const me = useMe()
  return (
    <Page title="我会做的事" here="me">
      <h1 className="lx-title">我会做的事</h1>
      <p className="lx-subtitle">邻居有事，正好您会。来不来，您说了算。</p>
      {me ? (
        <Body key={me.id} />
      ) : (
        <EmptyState title="登录以后再写" text="用您的手机号登录。">
          <Button onClick={() => go(pageUrl('login', { to: 'skills' }))}>去登录</Button>
        </EmptyState>
      )}
    </Page>
  )
}

export default SkillsPage
