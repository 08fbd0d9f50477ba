import { choiceWords, formatShanghai, popularMistake, questionKindLabels } from '@lianxin/shared'
import type { BinaryAnswer } from '../../http/route'
import { writeWorkbook, type Sheet } from '../../platform/sheets'
import { hasFinished, hasStarted, type Report, type Student } from './report.count'

/** How far a member is, in a word. */
export function standingOf(student: Student): string {
  if (!hasStarted(student)) return '还没开始'
  if (hasFinished(student)) return '学完了'
  const { lessons } = student
  return `学完 ${lessons.filter(({ finished }) => finished).length} 课，共 ${lessons.length} 课`
}

/** A row for each choice, of a fill-in for each wrong text, and one for what was left blank. */
function optionRows({ stem, kind, choices, blank, keyPoint }: Report['summary']['wrong'][number]) {
  const row = (words: string, right: string, count: number) => [
    stem,
    questionKindLabels[kind],
    words,
    right,
    count,
    keyPoint ?? '',
  ]
  const rows = choices.map((each) =>
    row(choiceWords(kind, each), each.right ? '对' : '错', each.count),
  )
  return blank > 0 ? [...rows, row('没有作答', '错', blank)] : rows
}

type Rates = Pick<Report['summary']['units'][number], 'started' | 'finished'>

/** How many were to study, began and finished: a row for each lesson or branch. */
function ratesSheet(
  name: string,
  first: Sheet['columns'][number],
  rows: readonly (readonly [label: string, rates: Rates])[],
): Sheet {
  return {
    name,
    columns: [
      first,
      { header: '该学的人', width: 10 },
      { header: '开始学的', width: 10 },
      { header: '学完的', width: 10 },
    ],
    rows: rows.map(([label, { started, finished }]) => [
      label,
      started.of,
      started.count,
      finished.count,
    ]),
  }
}

function sheetsOf({ summary, students }: Report): Sheet[] {
  const { lessons, units, started, finished, checkedIn, checkins, wrong, exams } = summary
  return [
    {
      name: '总数',
      columns: [
        { header: '项目', width: 24 },
        { header: '人数', width: 10 },
        { header: '应有人数', width: 10 },
      ],
      rows: [
        ['开始学的', started.count, started.of],
        ['学完的', finished.count, finished.of],
        ['打过卡的', checkedIn.count, checkedIn.of],
        [`截至 ${formatShanghai(summary.asOf, 'YYYY-MM-DD HH:mm')}`, '', ''],
      ],
    },
    ratesSheet(
      '各课',
      { header: '课', width: 36 },
      lessons.map((each) => [each.title, each]),
    ),
    ratesSheet(
      '各支部',
      { header: '支部', width: 28 },
      units.map((each) => [each.name, each]),
    ),
    {
      name: '还没开始的人',
      columns: [
        { header: '姓名', width: 14 },
        { header: '支部', width: 28 },
      ],
      rows: students.filter((each) => !hasStarted(each)).map(({ name, org }) => [name, org.name]),
    },
    {
      name: '打卡',
      columns: [
        { header: '日期', width: 14 },
        { header: '人数', width: 10 },
      ],
      rows: checkins.map(({ day, count }) => [day, count]),
    },
    {
      name: '错题',
      columns: [
        { header: '题目', width: 50 },
        { header: '课', width: 28 },
        { header: '要点', width: 40 },
        { header: '答过（次）', width: 11 },
        { header: '答错（次）', width: 11 },
        { header: '错得最多的', width: 40 },
      ],
      rows: wrong.map((each) => [
        each.stem,
        each.lesson ?? '',
        each.keyPoint ?? '',
        each.asked,
        each.wrong,
        each.asked === 0 ? '还没人答过' : (popularMistake(each.kind, each.choices) ?? ''),
      ]),
    },
    {
      name: '错题选项',
      columns: [
        { header: '题目', width: 50 },
        { header: '题型', width: 8 },
        { header: '选了什么', width: 60 },
        { header: '对不对', width: 8 },
        { header: '次数', width: 8 },
        { header: '要点', width: 40 },
      ],
      rows: wrong.flatMap(optionRows),
    },
    {
      name: '考试',
      columns: [
        { header: '考试', width: 36 },
        { header: '交卷（人）', width: 11 },
        { header: '及格（人）', width: 11 },
      ],
      rows: exams.map(({ title, submitted, passed }) => [title, submitted, passed.count]),
    },
  ]
}

/** The report as an Excel file, one sheet per part. */
export async function exportReport(report: Report): Promise<BinaryAnswer> {
  const { org, month } = report.summary
  return {
    bytes: await writeWorkbook(sheetsOf(report)),
    fileName: `学习情况-${org.name}-${month}.xlsx`,
  }
}
