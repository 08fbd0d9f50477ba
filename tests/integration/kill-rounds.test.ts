import { renderDigestParts } from '@lianxin/shared'
import type { Client } from '@lianxin/shared/client'
import type { OutputOf } from '@lianxin/shared/contract'
import { expect, it } from 'vitest'
import { numberIn, writeAndSend } from '../support/people'
import { seededRandom } from '../support/random'
import { startStack, type Stack } from '../support/stack'
import { startSurvivingWechat, type ChatRoom, type Moment } from '../support/surviving-wechat'
import { waitFor } from '../support/wait'

/** KILL_ROUNDS plays that many rounds (100 take half an hour on a quiet machine), KILL_SEED repeats a run. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 2)
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000_000)
/** On the engine of the run; without one, on the embedded store that dies with its server. */
const store = process.env.MONGODB_URI ? 'run' : 'embedded'
const ROOMS = 8
const budget = { chatGapMs: 100, accountGapMs: 60, perMinute: 150 }
const ORG = '荷花社区'
/** A lease (30 s) and a call (60 s) run out, then sweeps and people: by then something has moved. */
const REST_MS = 300_000
const LIMIT_MS = 600_000 + ROUNDS * 60_000

type Delivery = OutputOf<'digests.deliveries'>['items'][number]

const points = Array.from({ length: 4 }, (_, index) => ({
  title: `第${index + 1}件`,
  text: `这一条写得很长，好让一期摘要分成几条消息，${'谁也不能收到两遍，也不能漏掉。'.repeat(18)}`,
}))
const rooms: ChatRoom[] = Array.from({ length: ROOMS }, (_, room) => ({
  id: `kill-${room}@chatroom`,
  topic: `荷花${room}号楼`,
  members: Array.from({ length: 6 }, (_, index) => ({
    id: `wx-${room}-${index}`,
    name: `住户${room}${index}`,
    role: '居民',
  })),
}))

/** One system whose WeChat outlives it, and what must come of what was asked of it. */
async function createScene() {
  const chance = seededRandom(SEED)
  let botId = ''
  const wechat = await startSurvivingWechat(() => botId, rooms)
  const stack = await startStack({
    store,
    env: {
      LIANXIN_API: wechat.url,
      SEND_CHAT_GAP_MS: String(budget.chatGapMs),
      SEND_ACCOUNT_GAP_MS: String(budget.accountGapMs),
      SEND_ACCOUNT_GAP_JITTER_MS: '40',
      SEND_PER_MINUTE: String(budget.perMinute),
    },
  })
  wechat.connect(stack.baseUrl)
  botId = (await stack.client.call('playground.state')).botId
  const digests: { id: string; parts: string[] }[] = []
  const asked: { text: string; room: ChatRoom }[] = []
  return { chance, wechat, stack, digests, asked, decisions: new Set<string>() }
}
type Scene = Awaited<ReturnType<typeof createScene>>

/** Whoever works at the desk signs in anew: a session lasts a quarter of an hour. */
const desk = ({ stack }: Scene): Promise<Client> => stack.signInAs('程敏')

async function bindRooms(scene: Scene, admin: Client): Promise<string> {
  const orgId = (await admin.call('orgs.list')).items.find(({ name }) => name === ORG)?.id ?? ''
  for (const room of rooms) {
    const { code } = await admin.call('groups.bindCode', { body: { orgId } })
    const member = room.members[0]
    if (member) scene.wechat.say(room, member, `绑定 ${code}`)
    await waitFor(`${room.topic} to be bound`, () =>
      scene.wechat.said.some(({ room: id, text }) => id === room.id && text.includes('绑好了')),
    )
  }
  return orgId
}

async function sendDigest(scene: Scene, admin: Client, orgId: string): Promise<void> {
  const reviewer = await scene.stack.signInAs('钱立群')
  const title = `第${scene.digests.length + 1}轮`
  const digest = await writeAndSend(admin, reviewer, title, [orgId], points)
  const parts = renderDigestParts({ ...digest, ...(await scene.stack.client.call('meta.client')) })
  scene.digests.push({ id: digest.id, parts })
}

function ask(scene: Scene): void {
  const room = rooms[scene.chance.whole(0, ROOMS - 1)]
  const member = room?.members[scene.chance.whole(0, room.members.length - 1)]
  if (!room || !member) return
  const text = `第${scene.asked.length + 1}句话，楼道灯不亮`
  scene.wechat.say(room, member, text)
  scene.asked.push({ text, room })
}

async function killed(stack: Stack, who: number): Promise<void> {
  await Promise.all([
    ...(who === 1 ? [] : [stack.kill('SIGKILL')]),
    ...(who === 0 ? [] : [stack.bot.kill('SIGKILL')]),
  ])
}

/** Kills server (0), bot (1) or both (2) at some request of the bot, and starts them again. */
async function round(scene: Scene): Promise<void> {
  const { chance, stack, wechat } = scene
  const who = chance.whole(0, 2)
  const moment = (['before', 'during', 'after'] as const)[chance.whole(0, 2)] as Moment
  ask(scene)
  await wechat.at(chance.whole(1, 40), moment, () => killed(stack, who))
  ask(scene)
  if (who !== 1) await stack.restart()
  if (who !== 0) await stack.startBot()
}

async function deliveriesOf(admin: Client, id: string): Promise<Delivery[]> {
  const query = { limit: 100 }
  const page = await admin.call('digests.deliveries', { params: { id }, query })
  expect(page.nextCursor).toBeNull()
  return page.items
}

/** How often it stands in the chat. */
function times({ wechat }: Scene, topic: string, matches: (text: string) => boolean): number {
  const id = rooms.find((room) => room.topic === topic)?.id
  return wechat.said.filter(({ room, text }) => room === id && matches(text)).length
}

async function decide(scene: Scene, admin: Client, { id }: { id: string }, found: number) {
  expect(found).toBeLessThanOrEqual(1)
  scene.decisions.add(id)
  const decision = found === 1 ? 'arrived' : 'resend'
  await admin.call('deliveries.resolve', { params: { id }, body: { decision } })
}

/** A secretary looks into the chat about all that is in doubt. @returns how many digests' rows move */
async function lookAfter(scene: Scene, admin: Client): Promise<number> {
  let moving = 0
  const known = new Set<string>()
  for (const { id, parts } of scene.digests) {
    const rows = await deliveriesOf(admin, id)
    moving += Math.max(
      0,
      ROOMS * parts.length - rows.filter(({ state }) => state === 'sent').length,
    )
    for (const row of rows) {
      known.add(row.id)
      const text = parts[row.part - 1]
      if (row.state === 'unknown')
        await decide(
          scene,
          admin,
          row,
          times(scene, row.groupTopic, (said) => said === text),
        )
    }
  }
  const { items } = await admin.call('deliveries.undecided', { query: { limit: 100 } })
  for (const row of items.filter(({ id, state }) => state === 'unknown' && !known.has(id))) {
    const begin = row.about.replace(/^[^：]+：/, '').replace(/…$/, '')
    await decide(
      scene,
      admin,
      row,
      times(scene, row.groupTopic, (said) => said.replaceAll('\n', ' ').startsWith(begin)),
    )
    moving += 1
  }
  return moving
}

/** As long as something moves it is waited for: how much is left depends on where the kills fell. */
async function settle(scene: Scene): Promise<void> {
  let left = Infinity
  while (left > 0) {
    const before = `${left} ${scene.wechat.said.length}`
    await waitFor(
      `anything to move; ${left} of the digests' messages are left, ${scene.wechat.said.length} said`,
      async () => {
        const admin = await desk(scene)
        const moving = await lookAfter(scene, admin)
        left = moving || ((await receipts(scene, admin)) === null ? 1 : 0)
        return left === 0 || `${left} ${scene.wechat.said.length}` !== before
      },
      REST_MS,
    )
  }
}

/** The receipt of each sentence; null while one is missing. */
async function receipts(scene: Scene, admin: Client): Promise<number[] | null> {
  const counts: number[] = []
  for (const { text, room } of scene.asked) {
    const { items } = await admin.call('tickets.list', { query: { view: 'all', q: text } })
    if (items.length === 0) return null
    expect(items).toHaveLength(1)
    const { number } = items[0] ?? { number: '' }
    const found = times(scene, room.topic, (said) => said.includes(number))
    if (found === 0) return null
    counts.push(found)
  }
  return counts
}

function expectBudgetKept({ wechat: { said } }: Scene): void {
  for (const [index, now] of said.entries()) {
    const before = said.slice(0, index)
    const since = (begunAt: number | undefined) => now.at - (begunAt ?? -Infinity)
    const inChat = before.findLast(({ room }) => room === now.room)
    expect(since(inChat?.begunAt)).toBeGreaterThanOrEqual(budget.chatGapMs - 1)
    const last = before.at(-1)
    if (last && last.room !== now.room)
      expect(since(last.begunAt)).toBeGreaterThanOrEqual(budget.accountGapMs - 1)
    expect(since(before.at(-budget.perMinute)?.begunAt)).toBeGreaterThanOrEqual(60_000 - 1)
  }
}

it(
  `kill -9 at any moment: each message once, none lost, within budget (KILL_SEED=${SEED}, ${ROUNDS} rounds)`,
  { timeout: LIMIT_MS },
  async () => {
    const scene = await createScene()
    try {
      const begunAt = performance.now()
      await scene.stack.startBot()
      const orgId = await bindRooms(scene, await desk(scene))
      for (let count = 0; count < ROUNDS; count += 1) {
        if (count % 3 === 0) await sendDigest(scene, await desk(scene), orgId)
        await round(scene)
        if (count % 5 === 4) {
          await lookAfter(scene, await desk(scene))
          const seconds = Math.round((performance.now() - begunAt) / 1000)
          console.info(`${count + 1} rounds, ${scene.wechat.said.length} said, ${seconds} s`)
        }
      }
      await settle(scene)
      for (const room of rooms)
        for (const { parts } of scene.digests) {
          const got = scene.wechat.said.filter(({ room: id, text }) => {
            return id === room.id && parts.includes(text)
          })
          expect(got.map(({ text }) => text).toSorted()).toEqual(parts.toSorted())
        }
      const given = await receipts(scene, await desk(scene))
      expect(given?.every((found) => found === 1)).toBe(true)
      for (const { text } of scene.wechat.said) if (text.startsWith('收到')) numberIn({ text })
      expectBudgetKept(scene)
      console.info(
        `${ROUNDS} kills, ${scene.wechat.said.length} messages, ${scene.digests.length} digests, ` +
          `${scene.asked.length} answers, ${scene.decisions.size} asked of a person, KILL_SEED=${SEED}`,
      )
    } catch (error) {
      throw new Error(scene.stack.logs().slice(-20_000), { cause: error })
    } finally {
      await scene.stack.stop()
      await scene.wechat.close()
    }
  },
)
