/** What people offer (能人库, Z21). Keys are stored, so they never change; names may. */
export const skillLabels = {
  electrician: '水电维修',
  appliances: '家电维修',
  locks: '换锁开锁',
  carpentry: '木工泥瓦',
  bicycles: '修车补胎',
  computers: '电脑手机',
  haircut: '理发',
  sewing: '缝补裁衣',
  cooking: '做饭面点',
  driving: '开车接送',
  carrying: '搬运力气活',
  gardening: '种花修树',
  nursing: '护理照料',
  doctor: '看病问诊',
  pharmacy: '用药咨询',
  'first-aid': '急救',
  massage: '推拿艾灸',
  psychology: '心理疏导',
  law: '法律咨询',
  mediation: '劝和调解',
  accounting: '记账报税',
  teaching: '辅导功课',
  languages: '外语',
  'sign-language': '手语',
  writing: '写写画画',
  calligraphy: '书法',
  photography: '拍照剪视频',
  music: '唱歌乐器',
  dancing: '跳舞',
  sports: '带人锻炼',
  hosting: '主持讲解',
  childcare: '照看孩子',
} as const
export type Skill = keyof typeof skillLabels
export const skills = Object.keys(skillLabels) as [Skill, ...Skill[]]

/** When somebody has time. */
export const skillTimeLabels = {
  'weekday-morning': '平日上午',
  'weekday-afternoon': '平日下午',
  'weekday-evening': '平日晚上',
  'weekend-morning': '周末上午',
  'weekend-afternoon': '周末下午',
  'weekend-evening': '周末晚上',
} as const
export type SkillTime = keyof typeof skillTimeLabels
export const skillTimes = Object.keys(skillTimeLabels) as [SkillTime, ...SkillTime[]]

export const MOST_OWN_SKILLS = 3
export const MOST_OWN_SKILL = 12
/** The sentence beside it (UTF-16 units). */
export const MOST_SKILL_SENTENCE = 100
export const MOST_INVITE_TITLE = 60
/** What staff writes to who is invited, and what was done. */
export const MOST_INVITE_WORDS = 200

/** Purpose and version of the consent to be found by organizers; without it nobody is. */
export const SKILLS_CONSENT = { purpose: 'skills', version: '1' } as const

/** What somebody is invited to. */
export const invitePurposes = ['event', 'ticket', 'other'] as const
export type InvitePurpose = (typeof invitePurposes)[number]
export const invitePurposeLabels: Record<InvitePurpose, string> = {
  event: '活动',
  ticket: '居民的事',
  other: '别的事',
}

/** open → accepted or declined, either of which may still become the other; accepted → done. */
export const inviteStates = ['open', 'accepted', 'declined', 'done'] as const
export type InviteState = (typeof inviteStates)[number]
export const inviteStateLabels: Record<InviteState, string> = {
  open: '等答复',
  accepted: '答应了',
  declined: '去不了',
  done: '办好了',
}
