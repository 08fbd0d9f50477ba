/** What the book counts. Each is reported by the feature that saw it happen. */
export const ruleKeys = [
  'lesson.completed',
  'quiz.passed',
  'exam.passed',
  'checkin.day',
  'service.hours',
  'deed.proposed',
] as const
export type RuleKey = (typeof ruleKeys)[number]

export const ruleLabels: Record<RuleKey, string> = {
  'lesson.completed': '学完一课',
  'quiz.passed': '答对一次小测',
  'exam.passed': '通过一场考试',
  'checkin.day': '打一天卡',
  'service.hours': '志愿服务一小时',
  'deed.proposed': '考评小组认可的一件实事',
}

/** The two parts of the hundred (mechanism D8): what everybody does, and what one adds. */
export const bookParts = ['base', 'contribution'] as const
export type BookPart = (typeof bookParts)[number]

export const bookPartLabels: Record<BookPart, string> = {
  base: '基础分',
  contribution: '贡献分',
}
