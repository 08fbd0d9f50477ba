import * as z from 'zod'
import { certificationKinds, DEFAULT_PASS_MARK, questionKinds } from '../exams'
import { roles } from '../roles'
import { id, idParams, instant, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const own = { who: 'person', roles, scope: 'self' } as const
const count = z.number().int().min(0)
const series = typedText(60)
const option = z.object({ id: z.string(), text: z.string() })
/** Ids of choices (of an ordering: in order), or one text for each blank. */
const response = z.array(z.string().max(200)).max(12, '答案太多了')
/** Chosen by the client, kept through retries. */
const clientKey = z.string().regex(/^[\w-]{16,64}$/, '编号格式不对')

const questionInput = z
  .object({
    orgId: id.optional().describe('owner; default: first post of the caller'),
    kind: z.enum(questionKinds),
    stem: typedText(500),
    options: z.array(typedText(200)).max(8, '最多八个选项').default([]),
    correct: z
      .array(z.number().int().min(0).max(7))
      .max(8)
      .default([])
      .describe('positions in options; of true/false 0 = true; of an ordering all, in order'),
    accepted: z
      .array(z.array(typedText(100)).min(1, '每个空至少一个答案').max(10))
      .max(6, '最多六个空')
      .default([])
      .describe('of a fill-in: for each blank every text that is right'),
    series,
    lessonId: id.nullable().default(null),
    keyPoint: z.number().int().min(1).max(20).nullable().default(null),
    explanation: z.string().trim().max(500, '最多 500 个字').default(''),
    active: z.boolean().default(true),
  })
  .superRefine(({ kind, options, correct, accepted }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    const choices = kind === 'truefalse' ? 2 : options.length
    if (kind === 'fill') {
      if (accepted.length === 0) refuse('accepted', '请写填空的答案')
      return
    }
    if (choices < 2) refuse('options', '至少写两个选项')
    if (new Set(options).size !== options.length) refuse('options', '有两个选项一样，请改一个')
    if (new Set(correct).size !== correct.length || correct.some((each) => each >= choices))
      refuse('correct', '正确答案不在选项里，请重新选')
    if (correct.length === 0) refuse('correct', '请选出正确答案')
    if ((kind === 'single' || kind === 'truefalse') && correct.length > 1)
      refuse('correct', '只能有一个正确答案')
    if (kind === 'ordering' && correct.length !== choices) refuse('correct', '请把每一项都排上')
  })

const questionSchema = z.object({
  id,
  org: z.object({ id, name: z.string() }),
  kind: z.enum(questionKinds),
  stem: z.string(),
  options: z.array(option),
  correct: z.array(z.string()),
  accepted: z.array(z.array(z.string())),
  series: z.string(),
  lessonId: id.nullable(),
  keyPoint: z.number().int().nullable(),
  explanation: z.string(),
  active: z.boolean(),
})
/** A question as it is asked: nothing in it tells the answer. */
const askedSchema = z.object({
  id,
  kind: z.enum(questionKinds),
  stem: z.string(),
  options: z.array(option),
  blanks: count,
})
const judgedSchema = z.object({
  questionId: id,
  right: z.boolean(),
  correct: z.array(z.string()).describe('right texts, in order; of a fill-in one for each blank'),
  explanation: z.string(),
  keyPoint: z.number().int().nullable(),
})

const perKind = (most?: number) => {
  const each = most === undefined ? count : count.max(most)
  return z.object({ single: each, multiple: each, truefalse: each, ordering: each, fill: each })
}
const examInput = z.object({
  orgId: id.optional().describe('owner; default: first post of the caller'),
  audienceOrgId: id.describe('who sits it: this organization’s subtree'),
  title: typedText(60),
  series: z.array(series).min(1, '请选题库').max(20),
  counts: perKind(100).refine(
    (each) => Object.values(each).some((some) => some > 0),
    '至少出一道题',
  ),
  minutes: z.number().int().min(1, '至少一分钟').max(300, '最多 300 分钟'),
  opensAt: instant,
  closesAt: instant,
  attempts: z.number().int().min(1).max(10).default(1),
  passMark: z.number().int().min(1).max(100).default(DEFAULT_PASS_MARK),
  certification: z
    .object({
      kind: z.enum(certificationKinds),
      months: z.number().int().min(1).max(120),
    })
    .nullable()
    .default(null),
})
const examSchema = z.object({
  id,
  title: z.string(),
  audience: z.object({ id, name: z.string() }),
  questions: count,
  minutes: count,
  opensAt: instant,
  closesAt: instant,
  attempts: count,
  passMark: count,
  certification: z.object({ kind: z.enum(certificationKinds), months: count }).nullable(),
})
const resultSchema = z.object({
  right: count,
  total: count,
  score: count,
  passed: z.boolean(),
  automatic: z.boolean().describe('time ran out; what was saved counted'),
  submittedAt: instant,
})
const attemptSchema = z.object({
  id,
  examId: id,
  title: z.string(),
  passMark: count,
  deadlineAt: instant,
  secondsLeft: count.describe('by the clock of the server'),
  questions: z.array(
    askedSchema.extend({ response, revision: count.describe('of the answer kept; 0 = none') }),
  ),
  result: resultSchema.nullable(),
  judged: z.array(judgedSchema).describe('empty until it is submitted'),
  answersFrom: instant
    .nullable()
    .describe(
      'right answers are left out until then, since it may be sat again; null: they are there',
    ),
  certification: z
    .object({ kind: z.enum(certificationKinds), validUntil: instant })
    .nullable()
    .describe('what passing this exam has granted'),
})
const attemptErrors = ['exam.other_device', 'exam.too_late', 'exam.submitted'] as const
const rate = z.object({ count, of: count })

/** What people answered to one question; answers count, not people. No names. */
export const questionAnswersSchema = z.object({
  questionId: id,
  kind: z.enum(questionKinds),
  stem: z.string(),
  asked: count,
  wrong: count,
  blank: count.describe('left empty; these are wrong too'),
  choices: z
    .array(
      z.object({
        text: z.string(),
        right: z.boolean(),
        count: count.describe('answers with it; of a fill-in people'),
        place: z.number().int().nullable().describe('of an ordering, or the blank; from 1'),
        instead: z.object({ text: z.string(), count }).nullable(),
      }),
    )
    .describe(
      'as in the bank; of an ordering each place with what was put there most often instead; of a fill-in the wrong texts that at least 3 people wrote, the most frequent first',
    ),
})

export const examsEndpoints = {
  ...endpoint('questions.list', {
    summary: 'The question bank of the caller’s subtree, newest first',
    tag: 'exams',
    access: staff,
    query: z.object({
      series: z.string().max(60).optional(),
      lessonId: id.optional(),
      ...pageQuery,
    }),
    response: page(questionSchema),
  }),
  ...endpoint('questions.create', {
    summary: 'Add a question to the bank',
    tag: 'exams',
    access: staff,
    body: questionInput,
    status: 201,
    response: questionSchema,
    idempotent: true,
  }),
  ...endpoint('questions.update', {
    summary: 'Change a question; papers already drawn keep the old words',
    tag: 'exams',
    access: staff,
    params: idParams,
    body: questionInput,
    response: questionSchema,
  }),
  ...endpoint('questions.series', {
    summary: 'Series that an exam of this organization may draw from, with what they hold',
    tag: 'exams',
    access: staff,
    query: z.object({ orgId: id.optional().describe('default: first post of the caller') }),
    response: z.object({ items: z.array(z.object({ series: z.string(), counts: perKind() })) }),
  }),
  ...endpoint('questions.answers', {
    summary: 'What people of the caller’s subtree ever answered to a question; no names',
    tag: 'exams',
    access: staff,
    params: idParams,
    response: questionAnswersSchema,
  }),
  ...endpoint('quizzes.get', {
    summary: 'The quiz of a lesson, without its answers',
    tag: 'exams',
    access: own,
    params: idParams,
    query: z.object({ version: z.coerce.number().int().min(1) }),
    response: z.object({ passed: z.boolean(), questions: z.array(askedSchema) }),
  }),
  ...endpoint('quizzes.answer', {
    summary: 'Answer the whole quiz of a lesson; a repeat of a submission counts once',
    tag: 'exams',
    access: own,
    params: idParams,
    body: z.object({
      submissionId: clientKey,
      version: z.number().int().min(1),
      answers: z.array(z.object({ questionId: id, response })).max(20),
    }),
    response: z.object({ passed: z.boolean(), judged: z.array(judgedSchema) }),
    errors: ['quiz.incomplete'],
  }),
  ...endpoint('reviews.due', {
    summary: 'Questions answered wrong that come back today or were due before',
    tag: 'exams',
    access: own,
    response: z.object({
      waiting: count.describe('that come back on a later day'),
      questions: z.array(askedSchema),
    }),
  }),
  ...endpoint('reviews.answer', {
    summary: 'Answer a question that came back; a repeat on the same day changes nothing',
    tag: 'exams',
    access: own,
    params: idParams,
    body: z.object({ response }),
    response: judgedSchema.extend({ nextDay: z.iso.date().nullable() }),
  }),
  ...endpoint('exams.list', {
    summary: 'Exams of the caller’s subtree, newest first',
    tag: 'exams',
    access: staff,
    query: z.object({ ...pageQuery }),
    response: page(examSchema),
  }),
  ...endpoint('exams.create', {
    summary: 'Set up an exam',
    tag: 'exams',
    access: staff,
    body: examInput,
    status: 201,
    response: examSchema,
    errors: ['exam.bad_window', 'exam.too_few_questions'],
    idempotent: true,
  }),
  ...endpoint('exams.progress', {
    summary: 'How an exam is going, in people: each number with what it is out of',
    tag: 'exams',
    access: staff,
    params: idParams,
    response: z.object({ exam: examSchema, started: count, submitted: rate, passed: rate }),
  }),
  ...endpoint('exams.results', {
    summary: 'Submitted attempts, latest first, of people in the caller’s subtree',
    tag: 'exams',
    access: staff,
    params: idParams,
    query: z.object({ ...pageQuery }),
    response: page(
      resultSchema.extend({ id, name: z.string(), number: count.describe('which attempt') }),
    ),
  }),
  ...endpoint('certifications.list', {
    summary: 'Certifications in the caller’s subtree, soonest to expire first',
    tag: 'exams',
    access: staff,
    query: z.object({
      expiringWithinDays: z.coerce.number().int().min(1).max(366).optional(),
      ...pageQuery,
    }),
    response: page(
      z.object({
        id,
        name: z.string(),
        kind: z.enum(certificationKinds),
        grantedAt: instant,
        validUntil: instant,
        expired: z.boolean(),
      }),
    ),
  }),
  ...endpoint('me.exams', {
    summary: 'My exams that are open or were sat, newest first',
    tag: 'exams',
    access: own,
    response: z.object({
      items: z.array(
        z.object({
          exam: examSchema,
          open: z.boolean(),
          attemptsLeft: count,
          attemptId: id.nullable().describe('one that is under way'),
          best: resultSchema.nullable(),
          lastAttemptId: id.nullable(),
        }),
      ),
    }),
  }),
  ...endpoint('attempts.start', {
    summary: 'Start an exam, or go on with the attempt under way; takeOver moves it to this device',
    tag: 'exams',
    access: own,
    params: idParams,
    body: z.object({ device: clientKey, takeOver: z.boolean().default(false) }),
    response: attemptSchema,
    errors: ['exam.not_open', 'exam.no_attempts', 'exam.other_device', 'exam.too_few_questions'],
  }),
  ...endpoint('attempts.get', {
    summary: 'My attempt as the server has it',
    tag: 'exams',
    access: own,
    params: idParams,
    response: attemptSchema,
  }),
  ...endpoint('attempts.save', {
    summary: 'Save one answer; an older revision than the one kept changes nothing',
    tag: 'exams',
    access: own,
    params: z.object({ id, questionId: id }),
    body: z.object({
      device: clientKey,
      revision: z.number().int().min(1).max(1_000_000),
      response,
    }),
    response: z.object({ secondsLeft: count }),
    errors: attemptErrors,
  }),
  ...endpoint('attempts.submit', {
    summary: 'Hand in; again gives the same result, after the deadline what was saved counts',
    tag: 'exams',
    access: own,
    params: idParams,
    body: z.object({ device: clientKey }),
    response: attemptSchema,
    errors: ['exam.other_device'],
  }),
}
