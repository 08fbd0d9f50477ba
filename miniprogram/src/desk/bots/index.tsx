import { useEffect, useMemo } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { useClientConfig } from '@/api/client-config'
import { useMe } from '@/api/session'
import { useQuery } from '@/api/use-query'
import { dayAndTime } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { Badge, type Tone } from '@/ui/badge'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { EmptyState, Notice } from '@/ui/states'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront, useInFront } from '../parts/use-in-front'
import { qrPicture } from './qr-picture'

type SignIn = OutputOf<'bots.signIns'>['items'][number]

/** A code is scanned within seconds; the page must not be behind the phone for long. */
const lookEveryMs = 2500

const badges: Record<SignIn['state'], { tone: Tone; text: string }> = {
  signed_in: { tone: 'done', text: '已登录' },
  waiting: { tone: 'soon', text: '等扫码' },
  scanned: { tone: 'soon', text: '等手机确认' },
  confirmed: { tone: 'soon', text: '正在登录' },
  timeout: { tone: 'late', text: '码过期了' },
  cancelled: { tone: 'late', text: '手机上取消了' },
  signed_out: { tone: 'late', text: '退出了登录' },
  gone: { tone: 'late', text: '没连上' },
}

/** What to know or do now, in one sentence. */
function whatNow({ state, accounts, lastSeenAt }: SignIn): string {
  switch (state) {
    case 'signed_in':
      return `用“${accounts.find(({ online }) => online)?.name ?? '微信号'}”登录着，能收能发。`
    case 'waiting':
      return '照下面三步扫码，扫完这一页会自己变。'
    case 'scanned':
      return '扫到了。请在手机上点“登录”确认。'
    case 'confirmed':
      return '手机上确认了，正在登录，一般几秒钟就好。'
    case 'timeout':
      return '这个码过期了，新的马上就来。等了几分钟还没有，请重启机器人。'
    case 'cancelled':
      return '手机上点了取消。新的码马上就来，可以再扫一次。'
    case 'signed_out':
      return '微信退出了登录，在等新的二维码。等了几分钟还没有，请重启机器人。'
    case 'gone':
      return lastSeenAt
        ? `最后一次有消息是 ${dayAndTime(lastSeenAt)}。请看看那台电脑开着没有，机器人在不在跑。`
        : '还没连上来过。请在那台电脑上把机器人开起来。'
  }
}

function QrCode({ text }: { text: string }) {
  const picture = useMemo(() => qrPicture(text), [text])
  return <img className="dk-qr" src={picture} alt="登录二维码，用手机微信扫" />
}

/** Three steps, for whoever does it once a year. */
function Steps() {
  return (
    <ol className="dk-steps">
      <li>1. 打开给小桥用的那部手机，进微信。</li>
      <li>2. 点右上角“＋”，选“扫一扫”，对准这个码。</li>
      <li>3. 手机上点“登录”。这一页会自己变成“已登录”。</li>
    </ol>
  )
}

function Bot({ bot }: { bot: SignIn }) {
  const badge = badges[bot.state]
  return (
    <Card title={bot.name} aside={<Badge tone={badge.tone}>{badge.text}</Badge>}>
      <p role="status">{whatNow(bot)}</p>
      {bot.state === 'waiting' ? (
        <div className="dk-scan">
          {bot.qrcode ? (
            <QrCode text={bot.qrcode} />
          ) : (
            <p className="dk-warn">这个机器人没有给出二维码，请到那台电脑上看它的窗口。</p>
          )}
          <div className="dk-scan__words">
            <Steps />
            <p className="lx-muted">
              码过几分钟会换，这一页自己跟着换。谁扫了，小桥就用谁的微信说话：别截图，别转发。
            </p>
          </div>
        </div>
      ) : null}
    </Card>
  )
}

/** The warning of the README, where the account is chosen. */
function Warning() {
  return (
    <Notice title="扫码前先知道">
      <p>
        用个人微信号跑机器人违反微信的规定，可能被封号。请用丢得起的号，别用自己天天用的；新号头几天少发，每天的限额别调高。
      </p>
    </Notice>
  )
}

function Bots() {
  const { botName } = useClientConfig()
  const inFront = useInFront()
  const list = useQuery('bots.signIns', {})
  const { reload } = list
  useBackInFront(reload)
  useEffect(() => {
    if (!inFront) return
    const timer = setInterval(() => {
      if (document.visibilityState !== 'hidden') reload()
    }, lookEveryMs)
    return () => clearInterval(timer)
  }, [inFront, reload])
  return (
    <div className="dk-sheet">
      <h1 className="lx-title">机器人登录</h1>
      <p className="lx-subtitle">{botName}要用一个微信号，登录以后才能在群里说话。</p>
      <Warning />
      <Loading query={list} cards={1}>
        {({ items }) =>
          items.length > 0 ? (
            <>
              {items.map((bot) => (
                <Bot key={bot.id} bot={bot} />
              ))}
            </>
          ) : (
            <EmptyState
              title="还没有机器人"
              text="请照部署手册给机器人发一个令牌，开起来就会出现在这里。"
            />
          )
        }
      </Loading>
      <Link to={pageUrl('groups')} className="dk-more">
        ‹ 群与机器人
      </Link>
    </div>
  )
}

/** 机器人登录: which bots there are, how each stands, and the code to scan. */
function BotsPage() {
  const isAdmin = useMe()?.posts.some((post) => post.role === 'admin')
  return (
    <DeskPage title="机器人登录" here="groups" inner>
      {isAdmin ? (
        <Bots />
      ) : (
        <EmptyState
          title="这里由管理员来办"
          text="二维码谁扫了，小桥就是谁，所以只给管理员看。请联系管理员。"
        />
      )}
    </DeskPage>
  )
}

export default BotsPage
