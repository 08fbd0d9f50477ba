/** The demo's policy digests. Policies, figures and offices are invented. */
export interface DemoDigest {
  title: string
  issuer: string
  body: string
  points: readonly { title: string; text: string }[]
}

export const elevatorDigest: DemoDigest = {
  title: '老旧小区加装电梯，这四点和你有关',
  issuer: '青禾区住房和建设局',
  body: [
    '为方便居民出行，区住房和建设局印发老旧小区加装电梯办法，自发布之日起施行。',
    '四层以上、没有电梯的住宅可以申请，须本单元三分之二以上业主同意，并签字确认。',
    '每台电梯补贴二十万元，2027年底前竣工验收的都可以领取，补贴直接拨给施工单位。',
    '有不同意见的，由社区协商会每月协商一次，低层住户的损失可以在会上谈，谈不拢的由街道调解。',
    '社区服务窗口每天九点到十七点受理申请，材料不齐的一次告知，二十个工作日内答复。',
  ].join('\n'),
  points: [
    { title: '谁可以申请', text: '四层以上、没有电梯的住宅，本单元三分之二以上业主同意。' },
    { title: '补多少钱', text: '每台电梯补贴二十万元，2027年底前竣工验收都可以领取。' },
    {
      title: '不同意怎么办',
      text: '社区协商会每月协商一次，低层住户的损失可以谈，谈不拢由街道调解。',
    },
    { title: '找谁办', text: '社区服务窗口每天9:00–17:00，材料一次告知，二十个工作日内答复。' },
  ],
}

export const canteenDigest: DemoDigest = {
  title: '社区食堂下月起对所有居民开放',
  issuer: '青禾区民政局',
  body: [
    '自下月一日起，全区社区食堂由只供老年人就餐改为对所有居民开放。',
    '六十岁以上老人每餐补贴三元，七十岁以上补贴五元，刷社保卡结算。',
    '行动不便的老人可以由志愿者送餐上门，前一天下午四点前登记。',
    '菜单每周五公布，居民可以点菜、提意见，采纳的意见写在下周菜单上。',
  ].join('\n'),
  points: [
    { title: '谁能来吃', text: '下月1日起，社区食堂对所有居民开放，不再只限老年人。' },
    { title: '老人补贴', text: '60岁以上每餐补3元，70岁以上补5元，刷社保卡。' },
    { title: '送餐上门', text: '行动不便的老人可由志愿者送餐，前一天下午四点前登记。' },
    { title: '菜单听大家的', text: '每周五公布下周菜单，可以点菜、提意见，采纳的写明。' },
  ],
}

export const clearanceDigest: DemoDigest = {
  title: '楼道堆物清理月，请看这三条',
  issuer: '柳岸街道办事处',
  body: [
    '十二月为全街道楼道堆物清理月，请居民自行清走楼道里的杂物。',
    '十二月十日前自行清理，确有困难的老人由网格员和志愿者上门帮忙。',
    '电动车不得进楼道充电，南北门新增充电位六十个，每次充电一元起。',
  ].join('\n'),
  points: [
    { title: '什么时候清', text: '12月10日前请自行清走楼道杂物。' },
    { title: '搬不动怎么办', text: '老人和行动不便的，网格员和志愿者上门帮忙。' },
    { title: '电动车', text: '不进楼道充电，南北门新增充电位60个，每次一元起。' },
  ],
}

/** What the street had sent out before: short, and together a burden that can be seen. */
export const streetNotices: readonly DemoDigest[] = [
  {
    title: '冬季用电用气安全，睡前看一眼',
    issuer: '柳岸街道办事处',
    body: '入冬以后请各社区提醒居民检查电线、燃气软管和取暖器。',
    points: [
      { title: '睡前三看', text: '看燃气阀门、看取暖器、看充电器，人走断电。' },
      { title: '软管老化', text: '燃气软管用满18个月请打维修电话免费更换。' },
    ],
  },
  {
    title: '流感疫苗接种，社区卫生站每天都有',
    issuer: '柳岸街道办事处',
    body: '六十岁以上老人可在社区卫生站免费接种流感疫苗。',
    points: [{ title: '谁可以打', text: '60岁以上免费，带身份证，上午八点到十一点。' }],
  },
]
