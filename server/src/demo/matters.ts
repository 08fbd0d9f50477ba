/** What the demo's residents said, and what became of it. All invented. */
export interface DemoStep {
  daysAgo: number
  hour: number
  /** A person of district.ts, or `reporter`. */
  by: string
  action: string
  text?: string
  assignee?: string
  score?: number
  publicTitle?: string
}
export interface DemoMatter {
  text: string
  org: string
  daysAgo: number
  hour: number
  /** Who said it: a person of district.ts with an account, one without, or null for no name. */
  from: { account: string } | { contact: string } | null
  /** Where it was said. */
  channel: 'group' | 'public' | 'app'
  /** Point of the first digest that it answers. */
  point?: number
  steps?: DemoStep[]
}

export const demoMatters: readonly DemoMatter[] = [
  {
    text: '三号楼东侧的路灯坏了好几天，晚上老人出门看不清台阶，能不能先装个临时的。',
    org: 'wangjiang3',
    daysAgo: 12,
    hour: 19,
    from: { contact: 'wangjiang3-r1' },
    channel: 'group',
    steps: [
      {
        daysAgo: 11,
        hour: 9,
        by: 'grid-worker',
        action: 'accept',
        publicTitle: '三号楼东侧路灯不亮',
      },
      { daysAgo: 11, hour: 10, by: 'grid-worker', action: 'assign', assignee: 'grid-worker' },
      {
        daysAgo: 9,
        hour: 15,
        by: 'grid-worker',
        action: 'answer_and_solve',
        text: '路灯已换成新的，东侧三盏都亮了。台阶边另贴了反光条，请大家晚上走走看。',
      },
      { daysAgo: 8, hour: 20, by: 'reporter', action: 'rate', score: 5, text: '亮堂多了，谢谢。' },
    ],
  },
  {
    text: '菜场门口晚上十点以后还有人放音响卖水果，孩子睡不着。',
    org: 'wangjiang3',
    daysAgo: 9,
    hour: 22,
    from: { account: 'lin' },
    channel: 'app',
    steps: [
      { daysAgo: 8, hour: 9, by: 'secretary', action: 'accept', publicTitle: '菜场门口夜间噪声' },
      {
        daysAgo: 6,
        hour: 16,
        by: 'secretary',
        action: 'answer_and_solve',
        text: '已和三家摊主约定晚上九点后不放音响，网格员每晚九点半去看一次，连看两周。',
      },
    ],
  },
  {
    text: '加装电梯一楼采光受影响，怎么补偿能不能写清楚，光说协商没有数。',
    org: 'wangjiang3',
    daysAgo: 5,
    hour: 11,
    from: { contact: 'wangjiang3-r3' },
    channel: 'group',
    point: 3,
    steps: [
      {
        daysAgo: 4,
        hour: 9,
        by: 'secretary',
        action: 'accept',
        publicTitle: '加装电梯的低层补偿怎么算',
      },
      {
        daysAgo: 3,
        hour: 10,
        by: 'secretary',
        action: 'answer',
        text: '补偿办法已列入下月协商会议程，会上请住建部门的同志来讲，时间定了在群里说。',
      },
    ],
  },
  {
    text: '申请加装电梯要跑几个窗口？能不能在社区一次办完。',
    org: 'wangjiang3',
    daysAgo: 5,
    hour: 14,
    from: { account: 'gao' },
    channel: 'app',
    point: 4,
    steps: [
      {
        daysAgo: 4,
        hour: 10,
        by: 'grid-worker',
        action: 'accept',
        publicTitle: '加装电梯申请能否一次办完',
      },
      {
        daysAgo: 4,
        hour: 11,
        by: 'supervisor',
        action: 'assign',
        assignee: 'secretary2',
        text: '和住建窗口对一下材料清单。',
      },
    ],
  },
  {
    text: '补贴二十万是按台还是按户算的？群里说法不一样。',
    org: 'wutong1',
    daysAgo: 5,
    hour: 16,
    from: { contact: 'wutong1-r2' },
    channel: 'group',
    steps: [
      {
        daysAgo: 4,
        hour: 15,
        by: 'wutong-secretary',
        action: 'answer_and_solve',
        text: '按台算，每台补二十万元，由同意加装的住户共同使用。细则贴在社区一楼公示栏。',
        publicTitle: '加装电梯补贴按台还是按户',
      },
      { daysAgo: 3, hour: 9, by: 'reporter', action: 'rate', score: 4 },
    ],
  },
  {
    text: '望江路口的非机动车道被共享单车占满了，推婴儿车只能走机动车道。',
    org: 'wangjiang3',
    daysAgo: 8,
    hour: 8,
    from: null,
    channel: 'public',
    steps: [
      {
        daysAgo: 7,
        hour: 10,
        by: 'grid-worker',
        action: 'accept',
        publicTitle: '望江路口非机动车道被占',
      },
    ],
  },
  {
    text: '小区南门的充电桩坏了两个，排队排到马路上。',
    org: 'wangjiang3',
    daysAgo: 3,
    hour: 18,
    from: { contact: 'wangjiang3-r5' },
    channel: 'group',
  },
  {
    text: '能不能在社区活动室开个四点半课堂，双职工家庭接孩子实在来不及。',
    org: 'wangjiang1',
    daysAgo: 2,
    hour: 20,
    from: { contact: 'wangjiang1-r1' },
    channel: 'public',
    steps: [
      {
        daysAgo: 1,
        hour: 10,
        by: 'secretary',
        action: 'accept',
        publicTitle: '希望开办四点半课堂',
      },
    ],
  },
  {
    text: '二单元门口的快递柜挡住了消防通道，说了几次没人管。',
    org: 'wutong1',
    daysAgo: 10,
    hour: 9,
    from: null,
    channel: 'public',
    steps: [
      {
        daysAgo: 9,
        hour: 9,
        by: 'wutong-secretary',
        action: 'accept',
        publicTitle: '快递柜挡住消防通道',
      },
      {
        daysAgo: 7,
        hour: 11,
        by: 'wutong-secretary',
        action: 'answer_and_solve',
        text: '已通知快递柜公司三天内移位，消防通道划了黄线。',
      },
      {
        daysAgo: 2,
        hour: 19,
        by: 'reporter',
        action: 'reopen',
        text: '只挪了半米，黄线还是被压着。',
      },
    ],
  },
  {
    text: '请把我家楼上的装修停掉，周末也施工。',
    org: 'wutong1',
    daysAgo: 6,
    hour: 13,
    from: { account: 'luo' },
    channel: 'app',
    steps: [
      {
        daysAgo: 5,
        hour: 10,
        by: 'wutong-secretary',
        action: 'decline',
        text: '装修本身合法，社区不能叫停；已请物业提醒周末不施工，再吵请打物业电话，物业不管再来找我们。',
      },
    ],
  },
  {
    text: '社区食堂能不能多备一点软烂的菜，牙口不好的老人吃不动。',
    org: 'wangjiang3',
    daysAgo: 1,
    hour: 12,
    from: { account: 'wang' },
    channel: 'app',
  },
  {
    text: '荷花池边的护栏松了，小孩爱靠在上面，看着害怕。',
    org: 'hehua1',
    daysAgo: 1,
    hour: 17,
    from: { account: 'song' },
    channel: 'app',
    steps: [
      {
        daysAgo: 0,
        hour: 8,
        by: 'hehua-secretary',
        action: 'accept',
        publicTitle: '荷花池边护栏松动',
      },
    ],
  },
]
