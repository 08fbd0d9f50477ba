/**
 * The demo's micro lessons: invented, but such as a branch would write. Questions point to a key
 * point by its number, so the order of `keyPoints` is kept.
 */
export interface DemoLesson {
  key: string
  title: string
  series: string
  source: string
  minutes: number
  /** Numbered from 1 in this order. */
  keyPoints: readonly string[]
  blocks: readonly DemoBlock[]
  daysAgo: number
  /** Kept as a draft: what the desk shows as not yet out. */
  draft?: boolean
}

/** Media are named by the file in `lesson-files/`, or by the drawing in lesson-pictures.ts. */
export type DemoBlock =
  | { kind: 'text'; heading: string; text: string }
  | { kind: 'picture'; drawing: string; alt: string; caption: string }
  | { kind: 'audio'; file: string; title: string; transcript: string }
  | {
      kind: 'video'
      file: string
      captions: string
      poster: string
      title: string
      transcript: string
    }
  | {
      kind: 'slides'
      title: string
      slides: readonly { drawing: string; alt: string; text: string }[]
    }

const talking: DemoLesson = {
  key: 'talking',
  title: '议事协商：楼道里的事怎么商量',
  series: '身边的微党课',
  source: '望江社区党总支编写',
  minutes: 3,
  keyPoints: [
    '先听最不方便的那一家怎么说，再摆道理。',
    '一次只议一件事，说清楚谁来办、哪天办好。',
    '商量好的写在楼道里，办完了也写上去。',
  ],
  blocks: [
    {
      kind: 'text',
      heading: '先听，再说',
      text: '三号楼加装电梯，五楼盼了三年，一楼怕挡光。第一次开会，谁也没说服谁。\n第二次，党员老陈先去一楼坐了一个下午，没带方案，只带耳朵。一楼老两口说：“我们不是不讲理，是厨房本来就暗。”\n问题变了：不是“装不装”，是“厨房怎么亮起来”。',
    },
    {
      kind: 'picture',
      drawing: 'stairwell',
      alt: '画：一栋五层楼，楼道口几位邻居围坐商量',
      caption: '楼道口就是议事厅：坐下来，站着的人就少了。',
    },
    {
      kind: 'text',
      heading: '一次只议一件事',
      text: '电梯、停车、晾衣绳，放在一起谁也谈不成。老陈把它们拆开：这个周六只谈采光。\n谈完写三行字：谁来办，办什么，哪一天。写不出这三行，就是还没有商量好，下周接着谈。',
    },
    {
      kind: 'text',
      heading: '写在楼道里',
      text: '结果贴在单元门里：电梯井往东移四十公分，一楼厨房换大窗，费用从公摊里出。\n办完那天，老陈在后面补了一行：“十一月六日，窗换好了。”没有人再问“说话算不算数”。',
    },
  ],
  daysAgo: 1,
}

const charging: DemoLesson = {
  key: 'charging',
  title: '电动车不上楼：怎么劝才有用',
  series: '身边的微党课',
  source: '柳岸街道应急办、望江社区党总支编写',
  minutes: 3,
  keyPoints: [
    '电动车和它的电池都不进楼道、不进电梯、不在家里充电。',
    '先把能充电的地方找好，再去劝人。',
    '看见楼道里正在充电的，先断电、再敲门，冒烟了马上打 119。',
  ],
  blocks: [
    {
      kind: 'text',
      heading: '为什么说“一点侥幸也不能有”',
      text: '电池起火快，烟先到，火后到，楼道就成了烟囱。所以车不上楼，拆下来的电池也不上楼：放在家里充电，和推上楼是一样的。',
    },
    {
      kind: 'video',
      file: 'charging.mp4',
      captions: 'charging.vtt',
      poster: 'charging',
      title: '半分钟看明白：车停哪里，电在哪里充',
      transcript:
        '电动车不上楼，电池也不上楼。楼下车棚有十六个充电口，扫码就能用，充满自动断电。看见楼道里在充电，先断电，再敲门。',
    },
    {
      kind: 'text',
      heading: '先有地方，再去劝',
      text: '刘桂芳那个单元，原先劝了半年没用。后来党员帮着量了车棚，报修了坏掉的六个充电口，再挨家送去一张小纸条：哪里充、多少钱、几点不排队。\n一个月后，楼道里的车从九辆变成一辆。剩下那辆是位腿脚不好的大爷，邻居每天帮他推下去。',
    },
    {
      kind: 'text',
      heading: '碰上正在充电的',
      text: '先在楼道的插座断电，再敲门说清楚，不吵不拍照发群。已经冒烟、鼓包、有怪味的，不要去搬，人往外走，关上门，马上打 119。',
    },
  ],
  daysAgo: 3,
}

const firstReply: DemoLesson = {
  key: 'first-reply',
  title: '首接负责：第一个听到的人怎么做',
  series: '为民办事有章法',
  source: '青禾区委组织部编写',
  minutes: 4,
  keyPoints: [
    '第一个听到的人负责到底：不归自己管，也要帮忙找到管的人。',
    '当场给编号、给日子；说不准的，说清楚哪天再回话。',
    '办不成的，把原因和下一步一起说明白。',
    '办完请本人说一句：真的解决了吗？',
  ],
  blocks: [
    {
      kind: 'audio',
      file: 'first-reply.mp3',
      title: '听一听：一个电话里的首接负责',
      transcript:
        '您好，这里是望江社区。路灯不亮，对吗？这盏灯归城管所，我替您报过去。您的编号是零零零七，十一月二十七号以前给您回话。到时候没人找您，您就找我。',
    },
    {
      kind: 'text',
      heading: '“不归我管”后面还有半句',
      text: '路灯归城管所，树归园林，井盖要看是谁家的井。居民分不清，也不该由他来分。第一个听到的人把话接住，后面半句是：“我帮您问清楚，再告诉您。”',
    },
    {
      kind: 'slides',
      title: '接一件事的四步',
      slides: [
        {
          drawing: 'step-listen',
          alt: '画：一只耳朵和一个对话框',
          text: '第一步，听完。重复一遍地点和事情，请他说“对”。',
        },
        {
          drawing: 'step-number',
          alt: '画：一张写着编号 0007 的小纸条',
          text: '第二步，给编号、给日子。说不准的日子，说哪天再回话。',
        },
        {
          drawing: 'step-pass',
          alt: '画：一只手把纸条交给另一只手',
          text: '第三步，交出去也不撒手。找到管的人，自己记着日子。',
        },
        {
          drawing: 'step-ask',
          alt: '画：一个人在门口问，门里的人在点头',
          text: '第四步，回头问一句：真的解决了吗？',
        },
      ],
    },
    {
      kind: 'text',
      heading: '办不成怎么说',
      text: '不说“研究研究”。要说三样：为什么现在办不成，谁能定，哪一天再来告诉您。\n话说明白了，多数人不生气；生气的往往是等了一个月，没有一句回音。',
    },
  ],
  daysAgo: 5,
}

const visiting: DemoLesson = {
  key: 'visiting',
  title: '入户走访：进门三句话，出门三件事',
  series: '为民办事有章法',
  source: '望江社区党总支编写',
  minutes: 3,
  keyPoints: [
    '进门先说三句：我是谁、为什么来、要多久。',
    '不拍照、不抄证件、不当着别人问难处。',
    '出门记三件：他急什么、答应了什么、哪天回话。',
  ],
  blocks: [
    {
      kind: 'text',
      heading: '进门三句话',
      text: '“我是三网格的党员小赵，来问问您家暖气热不热，五分钟就走。”\n先说清楚，门才开得开。到点就走，下次门还会开。老人在做饭、孩子在写作业，就约个时间再来。',
    },
    {
      kind: 'picture',
      drawing: 'visit',
      alt: '画：一扇开着的门，门里门外两个人在说话，地上放着一双拖鞋',
      caption: '站在门口能说完的，就不进屋。',
    },
    {
      kind: 'text',
      heading: '三样不做',
      text: '不举着手机拍照，走访不是为了照片。不抄身份证、不拍房本，要用的材料请他自己到社区来交。不当着邻居和孩子的面，问钱、问病、问家里的难处。',
    },
    {
      kind: 'text',
      heading: '出门三件事',
      text: '一出门就记，别等晚上：他现在最急什么，我答应了什么，哪一天回话。\n答应了的写进台账，到日子没办成，也要去说一声。',
    },
  ],
  daysAgo: 8,
}

const points: DemoLesson = {
  key: 'points',
  title: '积分怎么来：每一分都说得清',
  series: '支部怎么过日子',
  source: '青禾区委组织部编写',
  minutes: 3,
  keyPoints: [
    '每一分都写着：为什么事、按哪一条、谁确认的。',
    '自己不能给自己评；至少两位同志看过才算。',
    '觉得不对可以申诉，更正是另记一笔，不是涂改。',
  ],
  blocks: [
    {
      kind: 'text',
      heading: '积分不是排名',
      text: '积分是一本账，不是一张榜。学了一课、值了一班、帮邻居办成一件事，记一笔，为的是心里有数。榜可以不看，名字可以不上榜，都由自己定。',
    },
    {
      kind: 'picture',
      drawing: 'book',
      alt: '画：一本翻开的账本，每行写着事由、规则和确认人',
      caption: '一行一笔：事由、规则、时间、确认的人。',
    },
    {
      kind: 'text',
      heading: '两个人看过才算',
      text: '做了好事自己报，支部考评小组来看。小组至少两位同志确认，谁也不评自己。电脑只算加法，不下结论：签字的是人，说明白的也是人。',
    },
    {
      kind: 'text',
      heading: '记错了怎么办',
      text: '点开那一行，写一句“哪里不对”。小组要答复。改的时候不涂掉原来那行，另记一笔更正：原来多少、改成多少、为什么。以后谁来看，都看得明白。',
    },
  ],
  daysAgo: 12,
}

const meeting: DemoLesson = {
  key: 'meeting',
  title: '开好组织生活会：红红脸、出出汗',
  series: '支部怎么过日子',
  source: '望江社区党总支编写',
  minutes: 4,
  keyPoints: [
    '会前谈心，把话先说开，会上不搞突然袭击。',
    '批评说事情、说时间、说影响，不说性格。',
    '会后每人改一件小事，下次会先说改得怎么样。',
  ],
  blocks: [
    {
      kind: 'text',
      heading: '会前先谈心',
      text: '会上才第一次听到的批评，谁都难接受。支委之间、党员之间，会前一对一坐一坐。多数疙瘩在这时候就解开了，解不开的，也知道会上要谈什么。',
    },
    {
      kind: 'slides',
      title: '一句批评，两种说法',
      slides: [
        {
          drawing: 'say-wrong',
          alt: '画：一个写着“你这人不负责”的对话框，打了叉',
          text: '不这样说：“你这个人就是不负责任。”',
        },
        {
          drawing: 'say-right',
          alt: '画：一个写着时间、事情、影响的对话框，打了勾',
          text: '可以这样说：“上月十二号轮到你值班，没来也没说，王阿姨在门口等了一个小时。”',
        },
      ],
    },
    {
      kind: 'text',
      heading: '自我批评也要具体',
      text: '“我学习不够”等于没说。“这个月四课我只学了一课，后三课是点开就关”——这样说，别人才帮得上忙。',
    },
    {
      kind: 'text',
      heading: '会后改一件小事',
      text: '每人认一件小事，写得出哪天看结果。下次会不从文件念起，从这张单子念起：谁改了，谁没改，难在哪里。',
    },
  ],
  daysAgo: 15,
}

const heating: DemoLesson = {
  key: 'heating',
  title: '暖气不热，党员能做哪几件事',
  series: '身边的微党课',
  source: '望江社区党总支编写',
  minutes: 2,
  keyPoints: ['先帮着量一量，再帮着报修：十八度是底线。', '独居老人家，报修以后隔天再去看一次。'],
  blocks: [
    {
      kind: 'text',
      heading: '先量一量',
      text: '温度计放在屋子中间、离地一米四，等十分钟再看。不到十八度的，帮着打电话报修，记下编号。',
    },
  ],
  daysAgo: 0,
  draft: true,
}

/** Newest first; the last is only a draft. */
export const demoLessons: readonly DemoLesson[] = [
  talking,
  charging,
  firstReply,
  visiting,
  points,
  meeting,
  heating,
]
