import type { Client } from '@lianxin/shared/client'
import type { InputOf, OutputOf } from '@lianxin/shared/contract'
import type { Stack } from './stack'
import { waitFor } from './wait'

type Digest = OutputOf<'digests.get'>
export type ChatMessage = OutputOf<'playground.messages'>['items'][number]
type Group = OutputOf<'playground.state'>['groups'][number]

/** Quiet hours that are never now: the tests run at any time of day. */
export function quietHoursElsewhere(now = new Date()): { from: string; to: string } {
  // in Shanghai it is eight hours later than in UTC; half a day from then is never near
  const hour = String((now.getUTCHours() + 8 + 12) % 24).padStart(2, '0')
  return { from: `${hour}:00`, to: `${hour}:01` }
}

const at = (id: string) => ({ params: { id } })

/** Hands a draft in, has it approved by another person and sends it at once. */
export async function sendNow(author: Client, reviewer: Client, draft: Digest): Promise<Digest> {
  const { id } = draft
  const submitted = await author.call('digests.submit', {
    ...at(id),
    body: { revision: draft.revision },
  })
  const approved = await reviewer.call('digests.review', {
    ...at(id),
    body: { decision: 'approve', revision: submitted.revision },
  })
  return author.call('digests.schedule', {
    ...at(id),
    body: {
      revision: approved.revision,
      schedule: { kind: 'now', quietHours: quietHoursElsewhere() },
    },
  })
}

const shortPoints = [
  { title: '时间', text: '本周六上午九点，在社区广场。' },
  { title: '带什么', text: '带上手套和水杯，工具由社区准备。' },
]

/** Writes a digest of two points (or these), of and for the first organization (and the others), and sends it. */
export async function writeAndSend(
  author: Client,
  reviewer: Client,
  title: string,
  audienceOrgIds: string[],
  points = shortPoints,
): Promise<Digest> {
  const body = { title, points, audienceOrgIds, orgId: audienceOrgIds[0] }
  const draft = await author.call('digests.create', { body })
  return sendNow(author, reviewer, draft)
}

/** One chat group of the playground, and how the tests talk in it. */
export interface Room {
  id: string
  topic: string
  /** Says something as a member, by name; gives the message's id and number. */
  say(name: string, text: string, more?: Omit<Partial<Said>, 'text'>): Promise<ChatMessage>
  /** Everything that was said after a message (all of it when left out). */
  after(message?: ChatMessage): Promise<ChatMessage[]>
  /** The bot's first words after a message that match. */
  answerTo(message: ChatMessage, words: RegExp): Promise<ChatMessage>
}
type Said = InputOf<'playground.post'>['body']

const MOST_MESSAGES = 500

/** @param chat a group's topic or a part of it, or `direct:` and a member's name */
export async function openRoom(stack: Pick<Stack, 'client'>, chat: string): Promise<Room> {
  const { client } = stack
  const { groups } = await client.call('playground.state')
  const people = groups.flatMap((group) => group.members)
  const idOf = (members: Group['members'], name: string) => {
    const member = members.find((each) => each.name === name)
    if (!member) throw new Error(`${name} is not in ${chat}`)
    return member.id
  }
  const direct = chat.startsWith('direct:') ? idOf(people, chat.slice('direct:'.length)) : null
  const found = groups.find((group) => group.topic.includes(chat))
  if (!direct && !found) throw new Error(`There is no group ${chat}`)
  const id = direct ? `direct:${direct}` : (found?.id ?? '')

  async function after(message?: ChatMessage): Promise<ChatMessage[]> {
    const query = { group: id, limit: MOST_MESSAGES, ...(message && { after: message.seq }) }
    return (await client.call('playground.messages', { query })).items
  }
  return {
    id,
    topic: found?.topic ?? chat,
    after,
    say: (name, text, more = {}) =>
      client.call('playground.post', {
        body: {
          group: id,
          from: idOf(direct ? people : (found?.members ?? []), name),
          text,
          ...more,
        },
      }),
    answerTo: (message, words) =>
      waitFor(`the bot to say ${words} in ${chat}`, async () =>
        (await after(message)).find(({ isBot, text }) => isBot && words.test(text)),
      ),
  }
}

/** The number in a receipt of the bot. */
export function numberIn({ text }: Pick<ChatMessage, 'text'>): string {
  const number = /LX-\d{8}-\d{4,}/.exec(text)?.[0]
  if (!number) throw new Error(`There is no number in: ${text}`)
  return number
}

/** The matter of that number as the desk sees it. */
export async function matterOf(desk: Client, number: string): Promise<OutputOf<'tickets.get'>> {
  const { items } = await desk.call('tickets.list', { query: { view: 'all', q: number } })
  const found = items.filter((item) => item.number === number)
  if (found.length !== 1) throw new Error(`${found.length} matters have the number ${number}`)
  return desk.call('tickets.get', at(found[0]?.id ?? ''))
}

/** Makes a transition at the desk, from whatever revision the matter has now. */
export async function act(desk: Client, number: string, action: string, text?: string) {
  const { id, revision } = await matterOf(desk, number)
  return desk.call('tickets.act', {
    params: { id },
    body: { action, revision, ...(text !== undefined && { text }) },
  })
}
