import { useClientConfig } from '@/api/client-config'
import { useMe } from '@/api/session'
import { Card } from '@/ui/card'
import { Page } from '@/ui/page'
import { CloseAccount } from './close-account'
import { Consents, ExportData } from './my-data'

interface Clause {
  title: string
  lines: string[]
}

const clauses = (botName: string): Clause[] => [
  {
    title: '我们记什么',
    lines: [
      '您说的事：写的字、传的照片、交给了谁、办到哪一步。',
      '登录的人：姓名、单位、职务、手机号。手机号加密存放，页面上只显示头尾几位。',
      '字号大小这样的设置，和您同意过什么。',
      '点了“有答复时提醒我”的：那件事的编号，和加密的微信标识。提醒发完，标识就删；提醒里只有编号和进度。',
    ],
  },
  {
    title: '我们不记什么',
    lines: [
      '不留名字就是不留名字：那件事上没有您的账号，谁也查不到是谁说的。凭查询码照样能看、能评价。',
      `群里没有 @${botName} 的话，${botName}不读、不存。`,
      '照片里藏着的拍摄地点，收到时就去掉。',
      '您在哪里、看了多久、点了什么，都不记。',
    ],
  },
  {
    title: '谁能看到',
    lines: [
      '管这件事的社区工作人员和他们的上级，只看自己管的范围。',
      '公示栏上只有事、单位和超期几天，没有人名。',
      '不卖、不给广告，不交给办事以外的人。',
    ],
  },
  {
    title: '您可以',
    lines: [
      '随时撤回同意，随时下载自己的数据，随时注销账号。',
      '写错了想改，请找支部书记，或到社区窗口说一声。',
    ],
  },
]

/** What is kept and what is not, in words one can read; consent and export for the signed in. */
function Privacy() {
  const me = useMe()
  const { botName } = useClientConfig()
  return (
    <Page title="隐私" here="me">
      <h1 className="lx-title">记什么，不记什么</h1>
      <p className="lx-subtitle">能不记的，就不记。</p>
      {clauses(botName).map(({ title, lines }) => (
        <Card key={title} title={title}>
          <ul className="lx-list">
            {lines.map((line) => (
              <li key={line} className="lx-list__item">
                {line}
              </li>
            ))}
          </ul>
        </Card>
      ))}
      {me ? (
        <>
          <Consents me={me} />
          <ExportData />
          <CloseAccount me={me} />
        </>
      ) : null}
    </Page>
  )
}

export default Privacy
