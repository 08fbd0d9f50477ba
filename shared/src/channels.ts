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
