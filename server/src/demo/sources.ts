/**
 * The demo's sources: sites of the invented district. Their names end in .example, which no name
 * server knows (RFC 2606), so that the demo asks nobody; it tells what they had as if it had been read.
 */
export interface DemoSource {
  name: string
  url: string
  kind: 'feed' | 'list'
  articles: readonly DemoArticle[]
}
interface DemoArticle {
  title: string
  path: string
  daysAgo: number
  text: string
}

const heating = [
  '为做好今冬供暖，青禾区住房和建设局就有关事项通知如下。',
  '全区十一月二十五日起正式供暖，明年三月十五日停止供暖，遇到寒潮可以提前开始、推迟结束。',
  '居民家中温度不得低于十八摄氏度，达不到的，供热单位接到电话后两小时内上门测温。',
  '测温不合格的，从报修当天起按天退还供暖费，次月底前退到缴费账户。',
  '低保家庭和特困人员的供暖费由区民政局补贴，社区代为办理，本人不用跑窗口。',
  '供热服务电话二十四小时有人接听，社区网格员也可以代为报修。',
].join('\n')

const checkup = [
  '青禾区卫生健康局组织六十五岁以上老人免费体检，现将安排通知如下。',
  '凡在本区居住、年满六十五周岁的老人都可以参加，不受户籍限制，每人每年一次。',
  '体检项目包括血压、血糖、血脂、肝肾功能、心电图和腹部彩超，检查当天早上请空腹。',
  '十二月一日至二十日在各社区卫生服务中心进行，行动不便的老人由家庭医生上门检查。',
  '请带身份证到社区登记，社区会按楼栋排好时间，避免排长队。',
].join('\n')

const parking = [
  '为方便居民停车，柳岸街道拟在三条道路设置夜间临时停车位，现公开征求意见。',
  '柳岸路、望江路和梧桐路南侧共设一百二十个车位，每天晚上七点到次日早上七点免费停放。',
  '其余时段不得停放，消防通道和小区出入口两侧十米内不设车位。',
  '居民可以在十二月十日前到社区服务大厅提意见，也可以在支部群里告诉网格员。',
  '意见采纳情况由街道在十二月二十日前公布，车位元旦起启用。',
].join('\n')

export const demoSources: readonly DemoSource[] = [
  {
    name: '青禾区政府 · 通知公告',
    url: 'https://www.qinghe.example/tzgg/feed.xml',
    kind: 'feed',
    articles: [
      { title: '关于今冬供暖有关事项的通知', path: 't1.html', daysAgo: 1, text: heating },
      {
        title: '关于六十五岁以上老人免费体检的通知',
        path: 't2.html',
        daysAgo: 2,
        text: checkup,
      },
    ],
  },
  {
    name: '柳岸街道 · 便民信息',
    url: 'https://liuan.qinghe.example/bmxx/',
    kind: 'list',
    articles: [
      { title: '夜间临时停车位设置方案征求意见', path: '1107.html', daysAgo: 0, text: parking },
      {
        title: '转发：今冬供暖有关事项',
        path: '1106.html',
        daysAgo: 1,
        text: `来源：青禾区住房和建设局\n${heating}`,
      },
    ],
  },
]
