import type { TicketTransition } from '@lianxin/shared'

/**
 * What the bot says about a matter, in a group or in a private chat. Short, the number first,
 * never a name: a group must not learn from us who complained.
 */
const ratingQuestion = '满意吗？回复 1–5（5 最满意）；没解决请回“没解决”。'

type Told = NonNullable<TicketTransition['tells']>

const wordings: Record<Told, (number: string, text: string | null) => string[]> = {
  answer: (number, text) => [
    `编号 ${number} 有答复了`,
    text ?? '',
    '还没解决？引用这条回“没解决”。',
  ],
  answer_and_solve: (number, text) => [`编号 ${number} 有答复了`, text ?? '', ratingQuestion],
  solve: (number, text) => [`编号 ${number} 已办结`, text ?? '', ratingQuestion],
  decline: (number, text) => [
    `编号 ${number} 有回音了`,
    `这件事没能受理：${text ?? ''}`,
    '有新情况，欢迎再说一件。',
  ],
}

/**
 * The message for the reporter's chat after a transition that tells them something.
 * @param text the public text that came with it
 */
export function newsMessage(told: Told, number: string, text: string | null): string {
  return wordings[told](number, text)
    .filter((line) => line !== '')
    .join('\n')
}
