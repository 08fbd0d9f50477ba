import type { InputOf, OutputOf } from '@lianxin/shared/contract'

type Group = OutputOf<'groups.list'>['items'][number]
/** A way to a group's people, as the desk shows it. */
export type Way = Group['routes'][number]
type WayInput = InputOf<'groups.setRoutes'>['body']['routes'][number]

/** Most ways that a group may have. */
export const mostWays = 5

/** Tells two ways apart. */
export const keyOf = ({ kind, channelId, address }: Pick<Way, 'kind' | 'channelId' | 'address'>) =>
  [kind, channelId ?? '', address ?? ''].join(' ')

/** The order in words: 先小桥，不行再企业微信群机器人，再打印张贴. */
export function orderWords(ways: readonly Way[]): string {
  const [first, second, ...rest] = ways.map(({ name }) => name)
  if (first === undefined) return '还没有办法送达'
  if (second === undefined) return `用${first}`
  return [`先${first}`, `不行再${second}`, ...rest.map((name) => `再${name}`)].join('，')
}

/** What happens while the first way cannot send; null when it can. */
export function insteadWords(ways: readonly Way[]): string | null {
  if (!ways[0]?.away) return null
  const next = ways.find((way) => !way.away)
  if (!next) return '现在没有别的办法，消息排着队等。可以给它加一种送达方式。'
  return next.kind === 'print' ? '现在改成打印张贴。' : `现在由${next.name}代发。`
}

/** As the server wants it. */
export function wayInput({ kind, channelId, address }: Way): WayInput {
  if (kind !== 'channel' || channelId === null) return { kind: kind === 'print' ? kind : 'wechaty' }
  return { kind, channelId, address }
}

/** The list with the way at `from` moved by `step` places; the same list when there is no room. */
export function moved(ways: readonly Way[], from: number, step: -1 | 1): readonly Way[] {
  const one = ways[from]
  const other = ways[from + step]
  if (!one || !other) return ways
  return ways.map((way, at) => (at === from ? other : at === from + step ? one : way))
}
