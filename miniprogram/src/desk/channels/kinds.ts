import type { ChannelKind } from '@lianxin/shared'

const hosts: readonly [string, ChannelKind][] = [
  ['qyapi.weixin.qq.com', 'wecom_robot'],
  ['oapi.dingtalk.com', 'dingtalk_robot'],
  ['open.feishu.cn', 'feishu_robot'],
]

/** Whose robot a pasted address belongs to; null when it is none that we know. */
export function kindOf(pasted: string): ChannelKind | null {
  // The WeChat runtime has no URL.
  const host = /^\s*https:\/\/([^/?#]+)/i.exec(pasted)?.[1]?.toLowerCase()
  return hosts.find(([known]) => known === host)?.[1] ?? null
}

/** How one comes to it, in the words of each vendor's app. */
export const steps: Record<ChannelKind, readonly string[]> = {
  wecom_robot: [
    '在企业微信里打开那个群，点右上角“…”，再点“群机器人”（新版叫“消息推送”）。',
    '点“添加”，起名“连心桥”。',
    '复制 Webhook 地址，整条粘贴到下面。',
  ],
  dingtalk_robot: [
    '在钉钉里打开那个群，点“群设置”，再点“机器人”“添加机器人”，选“自定义”。',
    '安全设置勾“加签”，把密钥复制下来。',
    '点“完成”，复制 Webhook，和密钥一起粘贴到下面。',
  ],
  feishu_robot: [
    '在飞书里打开那个群，点“设置”，再点“群机器人”“添加机器人”，选“自定义机器人”。',
    '安全设置勾“签名校验”，把密钥复制下来。',
    '复制 Webhook 地址，和密钥一起粘贴到下面。',
  ],
  wecom_task: [
    '给居民在里面的“客户群”用：我们备好内容，群主在企业微信里点一下确认，才发出去。',
    '请企业微信的管理员到后台，把下面三样抄下来。',
    '每个客户群每月能收到的次数有限，留给要紧的事。',
  ],
}
