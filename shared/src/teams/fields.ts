/**
 * The fields (方面) that a volunteer team works in. The source names their number, forty (E17), not
 * the fields: the list is ours. Keys are stored, so they never change; a root organization may give
 * a field another name, switch it off, or add its own.
 */
export const fieldGroups = [
  'elderly',
  'children',
  'neighbours',
  'safety',
  'environment',
  'culture',
  'learning',
  'service',
] as const
export type FieldGroup = (typeof fieldGroups)[number]

export const fieldGroupLabels: Record<FieldGroup, string> = {
  elderly: '为老助残',
  children: '青少年',
  neighbours: '邻里和睦',
  safety: '平安',
  environment: '环境',
  culture: '文化体育',
  learning: '宣讲学习',
  service: '便民',
}

/** A field as it is in force in some root organization. */
export interface TeamField {
  key: string
  group: FieldGroup
  name: string
  /** Switched off: no team may choose it any more; those that have it keep it. */
  off: boolean
}

const builtIn: Record<FieldGroup, readonly (readonly [key: string, name: string])[]> = {
  elderly: [
    ['home-visits', '上门看望'],
    ['meals', '助餐送餐'],
    ['company-to-hospital', '陪同就医'],
    ['disability', '助残扶残'],
    ['phone-help', '教用手机'],
  ],
  children: [
    ['tutoring', '课后辅导'],
    ['reading', '亲子阅读'],
    ['summer-care', '假期托管'],
    ['left-behind', '关爱留守儿童'],
    ['school-road', '护学上下学'],
  ],
  neighbours: [
    ['mediation', '矛盾调解'],
    ['building-talks', '楼院议事'],
    ['family', '家庭和睦'],
    ['newcomers', '帮新居民安家'],
    ['hardship', '帮困解难'],
  ],
  safety: [
    ['patrol', '治安巡逻'],
    ['fire', '消防安全'],
    ['traffic', '文明交通'],
    ['fraud', '反诈防骗'],
    ['emergency', '应急救援'],
  ],
  environment: [
    ['cleaning', '清洁家园'],
    ['sorting', '垃圾分类'],
    ['green', '植绿护绿'],
    ['rivers', '巡河护水'],
    ['stairways', '楼道整治'],
  ],
  culture: [
    ['singing', '歌舞曲艺'],
    ['calligraphy', '书画手工'],
    ['sports', '健身运动'],
    ['films', '放映阅览'],
    ['heritage', '传统与非遗'],
  ],
  learning: [
    ['policy', '政策宣讲'],
    ['theory', '理论学习'],
    ['law', '法律咨询'],
    ['science', '科普'],
    ['health', '健康讲座'],
  ],
  service: [
    ['repair', '家电维修'],
    ['haircut', '理发缝补'],
    ['clinic', '义诊'],
    ['errands', '代办跑腿'],
    ['jobs', '就业帮助'],
  ],
}

/** The forty fields before anybody changes them. */
export const builtInFields: readonly TeamField[] = fieldGroups.flatMap((group) =>
  builtIn[group].map(([key, name]) => ({ key, group, name, off: false })),
)

/** More than these beside the forty nobody finds their way in. */
export const MOST_OWN_FIELDS = 40
export const MOST_FIELD_NAME = 10

/**
 * The fields in force: the forty with what a root organization changed, then its own, by group.
 * @param changed each of another key; a key that is not among the forty is an added field
 */
export function fieldsInForce(changed: readonly TeamField[]): TeamField[] {
  const byKey = new Map(changed.map((field) => [field.key, field]))
  const known = new Set(builtInFields.map(({ key }) => key))
  const own = changed.filter(({ key }) => !known.has(key))
  const all = [...builtInFields.map((field) => byKey.get(field.key) ?? field), ...own]
  return fieldGroups.flatMap((group) => all.filter((field) => field.group === group))
}
