import { fold, saysSomething } from './fold'
import type { Intent } from './intent-kinds'

/** Words before it that change nothing. */
const BEFORE = '(?:我来|我要|我|来|报到)?(?:今日|今天|每日|每天)?(?:学习|微党课|党课)?'
/** Also as it is mistyped: 打咔, 打 卡, the pinyin. */
const WORD = '(?:打\\s?[卡咔]|da\\s?ka)'
const AFTER = '(?:了|啦|喽|成功|完成|一下)?'
/** Between the word and a sentence there must be a mark or a blank: 打卡机坏了 is no check-in. */
const APART = '[^\\p{L}\\p{N}]+'
const CHECKIN = new RegExp(`^${BEFORE}${WORD}${AFTER}(?:$|${APART}([\\s\\S]*)$)`, 'iu')
/** 打卡 地点太远, 打卡：机器坏了: about checking in, not one. */
const ABOUT =
  /^(?:机|点|地点|时间|制度|活动|规则|系统|页面|功能|怎么|如何|怎样|在哪|哪里|什么|为什么|为啥|能不能|可不可以|可以|不了|不上|失败|没反应|打不)/

/**
 * Reads a check-in: `打卡`, `打卡 一句心得`. Null = it is none, or only speaks of checking in.
 * @param said the text, trimmed
 */
export function readCheckin(said: string): Intent | null {
  const found = CHECKIN.exec(fold(said))
  if (!found) return null
  const rest = found[1] ?? ''
  const thought = said.slice(said.length - rest.length).trim()
  if (ABOUT.test(thought) || /[?？]\s*$/.test(said)) return null
  return { kind: 'checkin', thought: saysSomething(thought) ? thought : null }
}
