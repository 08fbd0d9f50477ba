/**
 * Classes of members that are scored by rules of their own (五种类型党员: scoring by class, D8/N14).
 * The sources name the number five, not the classes; these are the usual ones of a city.
 */
export const partyClasses = ['community', 'office', 'enterprise', 'retired', 'floating'] as const
export type PartyClass = (typeof partyClasses)[number]

export const partyClassLabels: Record<PartyClass, string> = {
  community: '社区党员',
  office: '机关事业单位党员',
  enterprise: '企业党员',
  retired: '离退休党员',
  floating: '流动党员',
}

/** How far somebody is on the way into the Party, first to last. */
export const developmentStages = [
  'applicant',
  'activist',
  'candidate',
  'probationary',
  'full',
] as const
export type DevelopmentStage = (typeof developmentStages)[number]

export const developmentStageLabels: Record<DevelopmentStage, string> = {
  applicant: '入党申请人',
  activist: '入党积极分子',
  candidate: '发展对象',
  probationary: '预备党员',
  full: '正式党员',
}
