/**
 * Ways out beside a chat account: a robot's webhook in one group, or a task that a staff member
 * confirms in WeCom. All are one-way: they carry a link to the reply page.
 */
export const channelKinds = ['wecom_robot', 'wecom_task', 'dingtalk_robot', 'feishu_robot'] as const
export type ChannelKind = (typeof channelKinds)[number]

export const channelKindLabels: Record<ChannelKind, string> = {
  wecom_robot: '企业微信群机器人',
  wecom_task: '企业微信客户群群发',
  dingtalk_robot: '钉钉群机器人',
  feishu_robot: '飞书群机器人',
}

/**
 * How a digest looks in a chat: all its words; or a card, or a row with a title, that opens the
 * page with the points, where one answers too.
 */
export const channelLooks = ['words', 'card', 'article'] as const
export type ChannelLook = (typeof channelLooks)[number]

export const channelLookLabels: Record<ChannelLook, string> = {
  words: '文字：全文在群里',
  card: '卡片：点开看全文',
  article: '图文：点开看全文',
}

/** The looks that each kind of channel has; the first is how a new one begins. */
export const looksOfKind: Record<ChannelKind, readonly ChannelLook[]> = {
  wecom_robot: channelLooks,
  wecom_task: ['words'],
  dingtalk_robot: ['words'],
  feishu_robot: ['words'],
}

/** One thing that a channel's owner enters; given once, never shown again. */
export interface ChannelSecretField {
  name: string
  label: string
  /** Where to find it, in Chinese. */
  help: string
  required: boolean
}

const signSecret: ChannelSecretField = {
  name: 'signSecret',
  label: '加签密钥',
  help: '机器人的安全设置里选了“加签”（签名校验）才有，没有就空着。',
  required: false,
}

/** What the owner of each kind of channel enters. */
export const channelSecretFields: Record<ChannelKind, readonly ChannelSecretField[]> = {
  wecom_robot: [
    {
      name: 'webhook',
      label: '机器人地址',
      help: '在群里点机器人，复制 Webhook 地址，整条粘贴进来。',
      required: true,
    },
  ],
  wecom_task: [
    {
      name: 'corpId',
      label: '企业 ID',
      help: '企业微信管理后台，“我的企业”页最下面。',
      required: true,
    },
    {
      name: 'corpSecret',
      label: '应用 Secret',
      help: '“客户联系”的 API 里能看到；自建应用要先授权可调用客户联系。',
      required: true,
    },
    {
      name: 'senderUserId',
      label: '群主的成员账号',
      help: '由这位同志在企业微信里确认发送。通讯录里点开成员就能看到账号。',
      required: true,
    },
  ],
  dingtalk_robot: [
    {
      name: 'webhook',
      label: '机器人地址',
      help: '群设置、机器人、自定义机器人里复制 Webhook，整条粘贴进来。',
      required: true,
    },
    signSecret,
  ],
  feishu_robot: [
    {
      name: 'webhook',
      label: '机器人地址',
      help: '群设置、群机器人、自定义机器人里复制 Webhook 地址，整条粘贴进来。',
      required: true,
    },
    signSecret,
  ],
}

/** Why a channel does not get something through, and what to do about it. */
export const channelProblems = {
  address: '机器人地址不管用了：可能被移出了群，或群已解散。请到群里重新复制地址，填到这里。',
  stopped: '机器人在群里被停用了。请在群设置里重新打开它，再点“试发一条”。',
  signature: '加签密钥对不上。请到群里重新复制密钥填到这里；还不行，请管理员看看服务器时间准不准。',
  keyword: '机器人只收带关键词的消息。请在它的安全设置里改用“加签”，再把密钥填到这里。',
  network: '机器人只认指定的 IP 地址。请在它的安全设置里加上本系统的 IP，或改用“加签”。',
  unreadable: '存的密钥打不开了，请重新填一次。',
  not_let_in: '对方不让发。请检查填的密钥和权限，重新填一次，再点“试发一条”。',
  throttled: '对方说发得太快，先歇一会儿，到时候自己接着发，不用管它。',
  unreachable: '连不上对方的服务器，过一会儿自己再试。一直这样，请管理员看看网络。',
  trusted_address:
    '企业微信只认登记过的服务器。请管理员在应用的“企业可信 IP”里加上本系统的 IP，再点“试发一条”。',
  month_used:
    '有的客户群这个月的次数用完了：一个月有几天，就只能发几条。下个月再发，或给群换个送法。',
  no_chat: '有的群送不到：群解散了，或不归这个账号管。请到群的送达方式里看看。',
  refused: '对方没收最近一条消息，可能有不让发的内容。请看看是哪一条，改一改再发。',
  in_doubt: '最近一条发出后没等到回音，不知道到没到。请到群里看一眼，再决定要不要重发。',
} as const
export type ChannelProblem = keyof typeof channelProblems
