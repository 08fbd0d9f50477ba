import type { QuestionKind } from '@lianxin/shared'

/**
 * A question of the demo's bank. Of a choice `right` holds the right texts and `wrong` the others;
 * of an ordering `right` is the order; of a fill-in each of `right` is a blank, its texts apart by `|`.
 */
export interface DemoQuestion {
  lesson: string
  kind: QuestionKind
  stem: string
  right: readonly string[]
  wrong?: readonly string[]
  keyPoint: number
  why: string
}

const question =
  (lesson: string, kind: QuestionKind) =>
  (
    stem: string,
    right: readonly string[],
    wrong: readonly string[],
    keyPoint: number,
    why: string,
  ): DemoQuestion => ({ lesson, kind, stem, right, wrong, keyPoint, why })
const bank = (lesson: string) => ({
  one: question(lesson, 'single'),
  some: question(lesson, 'multiple'),
  truth: question(lesson, 'truefalse'),
  order: question(lesson, 'ordering'),
  fill: question(lesson, 'fill'),
})
const council = bank('talking')
const charging = bank('charging')
const first = bank('first-reply')
const visiting = bank('visiting')
const points = bank('points')
const meeting = bank('meeting')

/** Forty questions over the demo's lessons; the first five of a lesson are its quiz. */
export const demoQuestions: readonly DemoQuestion[] = [
  council.one(
    '楼道里的事，先听谁说？',
    ['最不方便的那一家'],
    ['嗓门最大的那一家', '住得最久的那一家'],
    1,
    '先把难处听明白，道理才摆得下去。',
  ),
  council.truth(
    '一次会上，能议的事都拿出来议，省得再开会。',
    ['错'],
    [],
    2,
    '一次只议一件，议完有人办、有日子。',
  ),
  council.some(
    '商量好的事要说清楚哪两样？',
    ['谁来办', '哪天办好'],
    ['谁先提的', '花多少时间商量的'],
    2,
    '有人、有日子，才落得下去。',
  ),
  council.one(
    '商量好的事写在哪里？',
    ['写在楼道里，办完了也写上去'],
    ['记在书记本子上', '发到个人微信里'],
    3,
    '大家天天看得见，办没办一目了然。',
  ),
  council.order(
    '议一件楼道里的事，先后怎么排？',
    ['听最不方便的那一家', '摆道理一起商量', '定谁来办、哪天办好', '办完写上去'],
    [],
    1,
    '听、议、定、晒。',
  ),
  council.truth(
    '商量没成，也要写清楚下次什么时候再议。',
    ['对'],
    [],
    3,
    '没成的也要让大家知道到哪一步了。',
  ),
  council.fill('一次只议＿件事。', ['一|1'], [], 2, '一次一件，议得透。'),

  charging.one(
    '电动车的电池可以拿回家充电吗？',
    ['不可以'],
    ['充满就拔可以', '白天有人在家可以'],
    1,
    '车和电池都不进楼道、不进电梯、不在家里充。',
  ),
  charging.truth('劝人之前，先把能充电的地方找好。', ['对'], [], 2, '有地方充，话才劝得进去。'),
  charging.order(
    '看见楼道里有车正在充电，先后怎么做？',
    ['断电', '敲门说一声', '帮着把车推到车棚'],
    [],
    3,
    '先断电，再说话。',
  ),
  charging.one(
    '车已经冒烟了，第一件事做什么？',
    ['马上打 119'],
    ['拍照发群', '自己抬下楼'],
    3,
    '冒烟了不等、不拍、不抬，马上打 119。',
  ),
  charging.some(
    '下面哪些地方不能停放电动车？',
    ['楼道', '电梯里', '自己家里'],
    ['楼下车棚'],
    1,
    '楼下车棚有充电口，充满自动断电。',
  ),
  charging.fill('冒烟了马上打＿。', ['119'], [], 3, '火警电话 119。'),
  charging.truth(
    '电池拆下来放在阳台充，没有人在也没关系。',
    ['错'],
    [],
    1,
    '在家里就不行，没人看着更不行。',
  ),

  first.one(
    '居民说的事不归你管，怎么办？',
    ['帮忙找到管的人'],
    ['告诉他找别人', '记下来就行'],
    1,
    '第一个听到的人负责到底。',
  ),
  first.some(
    '当场要给居民哪两样？',
    ['编号', '日子'],
    ['红包', '领导的电话'],
    2,
    '有编号能查，有日子能等。',
  ),
  first.truth('说不准哪天办好，就什么都别说。', ['错'], [], 2, '说不准的，说清楚哪天再回话。'),
  first.one(
    '事情办不成，怎么说？',
    ['把原因和下一步一起说明白'],
    ['等他来问再说', '说已经上报了'],
    3,
    '只说“上报了”等于没说。',
  ),
  first.one(
    '办完以后问谁解决没有？',
    ['问反映的本人'],
    ['问经办的单位', '看系统里的状态'],
    4,
    '本人说解决了，才是解决了。',
  ),
  first.order(
    '接到一件事，先后怎么做？',
    ['听完记下来', '给编号、给日子', '办或者找到管的人', '请本人说真的解决了吗'],
    [],
    1,
    '听、给、办、问。',
  ),
  first.fill('第一个听到的人＿到底。', ['负责'], [], 1, '首接负责。'),

  visiting.some(
    '进门先说哪三句？',
    ['我是谁', '为什么来', '要多久'],
    ['你家几口人'],
    1,
    '先交代自己，再问别人。',
  ),
  visiting.truth('为了留痕，可以给居民的身份证拍张照。', ['错'], [], 2, '不拍照、不抄证件。'),
  visiting.one(
    '居民家里有别人在，能问他的难处吗？',
    ['不能，换个时候单独问'],
    ['能，反正都是邻居', '小声点问'],
    2,
    '难处不当着别人问。',
  ),
  visiting.some(
    '出门要记哪三件？',
    ['他急什么', '答应了什么', '哪天回话'],
    ['他家有什么电器'],
    3,
    '记这三件，回头才有得办。',
  ),
  visiting.one(
    '答应了的事，最要紧的是？',
    ['到日子回话'],
    ['写进总结', '拍照上传'],
    3,
    '回话比办成还要紧。',
  ),
  visiting.order(
    '一次走访，先后怎么做？',
    ['说清我是谁、为什么来、要多久', '听他说', '出门记三件', '到日子回话'],
    [],
    1,
    '进门三句，出门三件。',
  ),
  visiting.truth('走访没碰到人，留个条说哪天再来。', ['对'], [], 1, '让人知道你来过、还会来。'),

  points.some(
    '每一分都要写清楚哪三样？',
    ['为什么事', '按哪一条', '谁确认的'],
    ['排第几名'],
    1,
    '说得清，才服人。',
  ),
  points.one(
    '自己做的好事，能自己给自己评分吗？',
    ['不能'],
    ['能，事后补个说明', '书记可以'],
    2,
    '至少两位同志看过才算。',
  ),
  points.fill('至少＿位同志看过才算。', ['两|2|二'], [], 2, '两位，而且不能是本人。'),
  points.truth(
    '分记错了，把原来那一笔涂掉重写。',
    ['错'],
    [],
    3,
    '更正是另记一笔，看得见改了什么。',
  ),
  points.one(
    '觉得一笔分不对，怎么办？',
    ['申诉，说清哪里不对'],
    ['找熟人改', '算了'],
    3,
    '每个人都能申诉，有人答复。',
  ),

  meeting.one(
    '批评同志，说什么？',
    ['说事情、说时间、说影响'],
    ['说性格', '说大家都这么看'],
    2,
    '对事不对人，人才听得进去。',
  ),
  meeting.truth('会上突然提意见，效果更好。', ['错'], [], 1, '会前谈心，把话先说开。'),
  meeting.order(
    '开好一次组织生活会，先后怎么做？',
    ['会前谈心', '会上说事情', '会后各改一件小事', '下次会先说改得怎么样'],
    [],
    1,
    '谈、说、改、晒。',
  ),
  meeting.one(
    '会后每人改几件？',
    ['一件小事'],
    ['三件大事', '写进计划就行'],
    3,
    '一件小事，改得动、看得见。',
  ),
  meeting.truth('下次会先说上次改得怎么样。', ['对'], [], 3, '有头有尾。'),
  meeting.some(
    '下面哪些是好的批评？',
    ['上周三的例会你晚到二十分钟，大家都在等', '这份名单漏了两户，他们没领到米'],
    ['你这个人就是懒', '大家对你都有意见'],
    2,
    '有事、有时间、有影响。',
  ),
  meeting.fill(
    '批评说事情、说时间、说＿，不说性格。',
    ['影响'],
    [],
    2,
    '说清影响，他才知道为什么要改。',
  ),
]
