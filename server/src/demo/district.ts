import type { OrgLevel, Role } from '@lianxin/shared'

/** The demo district. Places, people and numbers are invented; 199000000xx is nobody's number. */
export interface DemoOrg {
  key: string
  name: string
  level: OrgLevel
  parent: string | null
}
export interface DemoPerson {
  key: string
  name: string
  /** Last two digits of the invented phone; null = no account, only in the groups. */
  phone: number | null
  posts: readonly [role: Role, org: string][]
}
export interface DemoGroup {
  roomId: string
  topic: string
  org: string
  members: readonly string[]
}

export const demoPassword = 'lianxin-demo'

export const demoOrgs: readonly DemoOrg[] = [
  { key: 'qinghe', name: '青禾区', level: 'district', parent: null },
  { key: 'liuan', name: '柳岸街道', level: 'street', parent: 'qinghe' },
  { key: 'shiqiao', name: '石桥街道', level: 'street', parent: 'qinghe' },
  { key: 'wangjiang', name: '望江社区', level: 'community', parent: 'liuan' },
  { key: 'wutong', name: '梧桐社区', level: 'community', parent: 'liuan' },
  { key: 'hehua', name: '荷花社区', level: 'community', parent: 'shiqiao' },
  { key: 'wangjiang1', name: '望江社区第一网格', level: 'grid', parent: 'wangjiang' },
  { key: 'wangjiang3', name: '望江社区第三网格', level: 'grid', parent: 'wangjiang' },
  { key: 'wutong1', name: '梧桐社区第一网格', level: 'grid', parent: 'wutong' },
  { key: 'wutong2', name: '梧桐社区第二网格', level: 'grid', parent: 'wutong' },
  { key: 'hehua1', name: '荷花社区第一网格', level: 'grid', parent: 'hehua' },
]

export const demoPeople: readonly DemoPerson[] = [
  { key: 'admin', name: '程敏', phone: 1, posts: [['admin', 'qinghe']] },
  { key: 'supervisor', name: '周正', phone: 2, posts: [['supervisor', 'liuan']] },
  { key: 'street-secretary', name: '郭岚', phone: 9, posts: [['secretary', 'liuan']] },
  { key: 'secretary', name: '李敏', phone: 3, posts: [['secretary', 'wangjiang']] },
  { key: 'secretary2', name: '何志远', phone: 4, posts: [['secretary', 'wangjiang']] },
  { key: 'wutong-secretary', name: '孙慧', phone: 5, posts: [['secretary', 'wutong']] },
  { key: 'hehua-secretary', name: '马国梁', phone: 6, posts: [['secretary', 'hehua']] },
  { key: 'shiqiao-supervisor', name: '钱立群', phone: 7, posts: [['supervisor', 'shiqiao']] },
  { key: 'grid-worker', name: '赵小满', phone: 8, posts: [['secretary', 'wangjiang3']] },
  { key: 'wang', name: '王秀兰', phone: 11, posts: [['member', 'wangjiang3']] },
  { key: 'zhang', name: '张德福', phone: 12, posts: [['member', 'wangjiang3']] },
  { key: 'liu', name: '刘桂芳', phone: 13, posts: [['member', 'wangjiang3']] },
  { key: 'chen', name: '陈建国', phone: 14, posts: [['member', 'wangjiang1']] },
  { key: 'yang', name: '杨春梅', phone: 15, posts: [['member', 'wangjiang1']] },
  { key: 'huang', name: '黄志强', phone: 16, posts: [['member', 'wutong1']] },
  { key: 'wu', name: '吴月琴', phone: 17, posts: [['member', 'wutong1']] },
  { key: 'xu', name: '徐永康', phone: 18, posts: [['member', 'wutong2']] },
  { key: 'zhu', name: '朱红梅', phone: 19, posts: [['member', 'hehua1']] },
  { key: 'gao', name: '高晓东', phone: 21, posts: [['resident', 'wangjiang3']] },
  { key: 'lin', name: '林阿妹', phone: 22, posts: [['resident', 'wangjiang3']] },
  { key: 'luo', name: '罗大明', phone: 23, posts: [['resident', 'wutong1']] },
  { key: 'song', name: '宋佳', phone: 24, posts: [['resident', 'hehua1']] },
  ...anonymousResidents('wangjiang3', [
    '郑国华',
    '谢丽',
    '韩冬',
    '唐小雨',
    '冯老根',
    '于秋香',
    '董伟',
    '萧敏',
  ]),
  ...anonymousResidents('wutong1', [
    '曹云',
    '彭辉',
    '邓莲',
    '许强',
    '傅桂英',
    '沈平',
    '曾兰',
    '吕涛',
  ]),
  ...anonymousResidents('wangjiang1', ['苏珍', '卢海']),
]

/** Residents without an account: most people in a group are. */
function anonymousResidents(org: string, names: readonly string[]): DemoPerson[] {
  return names.map((name, index) => ({
    key: `${org}-r${index + 1}`,
    name,
    phone: null,
    posts: [['resident', org]],
  }))
}

function residentsOf(org: string): string[] {
  return demoPeople
    .filter((person) => person.key.startsWith(`${org}-r`))
    .map((person) => person.key)
}

export const demoGroups: readonly DemoGroup[] = [
  {
    roomId: 'wangjiang-3@chatroom',
    topic: '望江社区第三支部',
    org: 'wangjiang3',
    members: [
      'secretary',
      'secretary2',
      'grid-worker',
      'wang',
      'zhang',
      'liu',
      'gao',
      'lin',
      ...residentsOf('wangjiang3'),
    ],
  },
  {
    roomId: 'wutong-1@chatroom',
    topic: '梧桐社区第一支部',
    org: 'wutong1',
    members: ['wutong-secretary', 'huang', 'wu', 'luo', ...residentsOf('wutong1')],
  },
]

/** The stand-in's contact id of a demo person, as a chat protocol would give one. */
export function demoContactId(key: string): string {
  return `wxid_demo_${key}`
}

/** The invented phone of a demo person. */
export function demoPhone(person: DemoPerson): string | null {
  return person.phone === null ? null : `199000000${String(person.phone).padStart(2, '0')}`
}
