/** Kinds of questions of the bank. */
export const questionKinds = ['single', 'multiple', 'truefalse', 'ordering', 'fill'] as const
export type QuestionKind = (typeof questionKinds)[number]

export const questionKindLabels: Record<QuestionKind, string> = {
  single: '单选',
  multiple: '多选',
  truefalse: '判断',
  ordering: '排序',
  fill: '填空',
}

/** A choice; its id stays with it however the choices are shuffled. */
export interface QuestionOption {
  id: string
  text: string
}

/** The choices of a true/false question, never shuffled. */
export const trueFalseOptions: readonly QuestionOption[] = [
  { id: 'true', text: '对' },
  { id: 'false', text: '错' },
]

/** What is needed to judge an answer. Kept on the server until the answer is in. */
export interface AnswerKey {
  kind: QuestionKind
  /** Ids of the right choices; of an ordering all of them, in the right order. Empty for fill-in. */
  correct: readonly string[]
  /** Of a fill-in: for each blank, every text that is right. Empty for the others. */
  accepted: readonly (readonly string[])[]
}

/** Certifications that other features ask for, by name. */
export const certificationKinds = ['party-development'] as const
export type CertificationKind = (typeof certificationKinds)[number]

export const certificationLabels: Record<CertificationKind, string> = {
  'party-development': '发展党员工作资格',
}

/** 85 of 100 qualifies for the work of developing members (mechanism E13); 84 does not. */
export const DEFAULT_PASS_MARK = 85
