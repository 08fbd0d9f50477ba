import type { OutputOf } from '@lianxin/shared/contract'
import type { TextSize } from '@/lib/text-size'
import type { ChartOption } from './echarts'

type Summary = OutputOf<'studyReports.get'>

/** Those of tokens.scss: a canvas knows no custom properties. */
export const colors = {
  ink: '#231d19',
  muted: '#6a5f56',
  line: '#e8e0d5',
  green: '#22693f',
  blue: '#1f5a8a',
  amber: '#8f5200',
} as const

const letters: Record<TextSize, number> = { normal: 13, large: 18, max: 22 }
/** More bars than this are no picture any more. */
const MOST_UNITS = 30

const percent = (count: number, of: number) => (of === 0 ? 0 : Math.round((count / of) * 1000) / 10)

/** Is there something to compare, and little enough to be seen? */
export function canCompare(units: Summary['units']): boolean {
  return units.length > 1 && units.length <= MOST_UNITS
}

/** How high the bars of so many units are, in px. */
export function unitsHeight(units: Summary['units'], size: TextSize): number {
  return units.length * letters[size] * 2.6 + letters[size] * 3
}

/** Names without what all of them begin with: of a community's grids only that tells them apart. */
export function namesApart(names: readonly string[]): string[] {
  const [first = ''] = names
  let shared = 0
  while (shared < first.length && names.every((name) => name[shared] === first[shared])) shared += 1
  // 第一网格 and 第三网格 share their 第, which belongs to what tells them apart.
  if (first[shared - 1] === '第') shared -= 1
  return names.every((name) => name.length - shared >= 2)
    ? names.map((name) => name.slice(shared))
    : [...names]
}

/** Who finished and who has begun, by unit, as parts of a hundred; in the order of the table. */
export function unitsOption(units: Summary['units'], size: TextSize): ChartOption {
  const fontSize = letters[size]
  const bar = { type: 'bar' as const, stack: 'members', barWidth: '60%' }
  return {
    animation: false,
    textStyle: { fontFamily: 'sans-serif' },
    grid: { left: 4, right: fontSize * 2, top: 4, bottom: 4, containLabel: true },
    xAxis: {
      type: 'value',
      max: 100,
      interval: 50,
      axisLabel: { formatter: '{value}%', color: colors.muted, fontSize },
      splitLine: { lineStyle: { color: colors.line } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: namesApart(units.map(({ name }) => name)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colors.muted } },
      axisLabel: {
        color: colors.ink,
        fontSize,
        width: fontSize * 7,
        overflow: 'truncate',
      },
    },
    series: [
      {
        ...bar,
        name: '学完',
        itemStyle: { color: colors.green },
        data: units.map(({ finished }) => percent(finished.count, finished.of)),
      },
      {
        ...bar,
        name: '开始了',
        itemStyle: { color: colors.amber },
        data: units.map(({ started, finished }) =>
          percent(started.count - finished.count, started.of),
        ),
      },
    ],
  }
}

/** Check-ins day by day. */
export function daysOption(checkins: Summary['checkins'], size: TextSize): ChartOption {
  const fontSize = letters[size]
  return {
    animation: false,
    textStyle: { fontFamily: 'sans-serif' },
    grid: { left: 4, right: fontSize, top: fontSize, bottom: 4, containLabel: true },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: checkins.map(({ day }) => `${Number(day.slice(8))}日`),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colors.muted } },
      axisLabel: { color: colors.muted, fontSize, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: { color: colors.muted, fontSize },
      splitLine: { lineStyle: { color: colors.line } },
    },
    series: [
      {
        type: 'line',
        name: '打卡',
        symbol: 'circle',
        symbolSize: 6,
        lineStyle: { color: colors.blue, width: 2 },
        itemStyle: { color: colors.blue },
        data: checkins.map(({ count }) => count),
      },
    ],
  }
}
