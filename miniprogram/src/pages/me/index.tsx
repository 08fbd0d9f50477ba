import { roleLabels } from '@lianxin/shared/roles'
import { useMe, type Me } from '@/api/session'
import { dayAndTime } from '@/lib/dates'
import { signOut } from '@/api/sign-in'
import { setTextSize } from '@/api/text-size'
import { go, pageUrl, type PageName } from '@/lib/navigate'
import { textSizeLabels, textSizes, useTextSize } from '@/lib/text-size'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { confirm } from '@/ui/feedback'
import { Icon, type IconName } from '@/ui/icon'
import { Link } from '@/ui/link'
import { Page } from '@/ui/page'

const sizeChoices = textSizes.map((size) => ({ key: size, text: textSizeLabels[size] }))

function Who({ me }: { me: Me | null }) {
  if (!me) {
    return (
      <>
        <h1 className="lx-title">还没有登录</h1>
        <p className="lx-subtitle">说事、查进度不用登录。党员和社区工作人员请登录。</p>
        <div className="lx-acts">
          <Button wide onClick={() => go(pageUrl('login'))}>
            登录
          </Button>
        </div>
      </>
    )
  }
  return (
    <>
      <h1 className="lx-title">{me.name}</h1>
      <p className="lx-subtitle">
        {me.posts.map((post) => `${post.orgName} ${roleLabels[post.role]}`).join(' · ')}
        {me.phoneMasked ? ` · ${me.phoneMasked}` : ''}
      </p>
    </>
  )
}

function Way({
  to,
  icon,
  text,
  note,
}: {
  to: PageName
  icon: IconName
  text: string
  note: string
}) {
  return (
    <Link to={pageUrl(to)} className="lx-line">
      <Icon name={icon} />
      <span className="lx-line__text">
        {text}
        <span className="lx-line__note">{note}</span>
      </span>
      <Icon name="next" />
    </Link>
  )
}

async function leave() {
  if (await confirm({ title: '退出登录？', text: '再用时要重新登录。', yes: '退出' }))
    await signOut()
}

/** Whoever did not ask for a code must be able to see that somebody did. */
function passwordNote({ passwordFrom }: Me): string {
  return passwordFrom
    ? `${dayAndTime(passwordFrom.at)}凭${passwordFrom.orgName}的登录码设的；不是您？请马上改`
    : '别的手机、电脑会一起退出'
}

/** 我的: who I am here, how large the letters are, what is known about me, the way out. */
function MePage() {
  const me = useMe()
  const size = useTextSize()
  return (
    <Page title="我的" here="me" tab place={me?.orgName}>
      <Who me={me} />
      <Card title="字的大小">
        <Chips
          label="字的大小"
          items={sizeChoices}
          value={size}
          onChange={(choice) => void setTextSize(choice)}
        />
      </Card>
      <Card>
        <div className="lx-rows">
          {me?.usesDesk ? (
            <Way to="desk" icon="desk" text="进入工作台" note="民情台账、政策摘要、送达情况" />
          ) : null}
          <Way to="track" icon="track" text="我反映的事" note="办到哪一步了" />
          {me ? (
            <Way to="notices" icon="paper" text="给我的消息" note="空位、改期、明天的活动" />
          ) : null}
          <Way to="myVolunteering" icon="check" text="我的志愿" note="报了哪些、服务了多久" />
          <Way to="rewards" icon="plus" text="积分兑换" note="志愿服务的积分能换什么" />
          <Way to="teams" icon="bridge" text="志愿服务队" note="找一支队伍，一起做点事" />
          <Way to="skills" icon="check" text="我会做的事" note="会理发、会修灯？让人找得到您" />
          <Way to="board" icon="board" text="公示栏" note="哪些事超期了" />
          {me ? <Way to="password" icon="lock" text="改密码" note={passwordNote(me)} /> : null}
          <Way
            to="privacy"
            icon="eye"
            text="隐私和我的数据"
            note="记什么、不记什么，导出我的数据"
          />
        </div>
      </Card>
      {me ? (
        <div className="lx-acts">
          <Button kind="secondary" wide onClick={() => void leave()}>
            退出登录
          </Button>
        </div>
      ) : null}
      <p className="lx-foot">连心桥 {LIANXIN_VERSION}</p>
    </Page>
  )
}

export default MePage
