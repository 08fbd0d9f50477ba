import { renderDigestParts } from '@lianxin/shared'
import type { Client } from '@lianxin/shared/client'
import type { OutputOf } from '@lianxin/shared/contract'
import { describe, expect, it } from 'vitest'
import { openRoom, writeAndSend, type ChatMessage, type Room } from '../support/people'
import { seededRandom, type Random } from '../support/random'
import { rawRequest } from '../support/raw-http'
import { startStack, type Stack } from '../support/stack'
import { waitFor } from '../support/wait'

/** CRASH_SEED repeats a run. */
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000_000)
/** On the engine of the run; without one, on the embedded store that dies with its server. */
const store = process.env.MONGODB_URI ? 'run' : 'embedded'
/**
 * A lease (30 s) and a call (60 s) run out, then sweeps and pacing. What a transaction of the dead
 * server held, an engine may keep for its longest transaction (60 s).
 */
const SETTLE_LIMIT_MS = 150_000
/** Between two looks of a secretary while messages are awaited. */
const LOOK_EVERY_MS = 5_000

type Delivery = OutputOf<'digests.deliveries'>['items'][number]

/** Long enough for many messages: there are two groups, and each part is a delivery of its own. */
const longPoints = Array.from({ length: 12 }, (_, index) => ({
  title: `第${index + 1}件`,
  text: `这一条写得很长，好让一期摘要分成许多条消息，${'谁也不能收到两遍，也不能漏掉。'.repeat(18)}`,
}))

interface Said {
  room: Room
  name: string
  text: string
}

/** One system, what was said in it, and what must come of it. */
async function createScene(name: string, chance: Random) {
  const stack = await startStack({ bot: true, store })
  const [admin, supervisor] = await Promise.all([stack.signInAs('程敏'), stack.signInAs('周正')])
  const rooms = await Promise.all([openRoom(stack, '望江'), openRoom(stack, '梧桐')])
  const { items: orgs } = await admin.call('orgs.list')
  const street = orgs.find((org) => org.name === '柳岸街道')?.id ?? ''
  const digest = await writeAndSend(admin, supervisor, `${name}一期`, [street], longPoints)
  const meta = await stack.client.call('meta.client')
  const parts = renderDigestParts({ ...digest, ...meta })
  const said: Said[] = []

  const ofDigest = async (room: Room) =>
    (await room.after()).filter(({ isBot, text }) => isBot && parts.includes(text))
  const shown = async () => (await Promise.all(rooms.map(ofDigest))).flat().length

  /** Somebody says something; 201 means that WeChat has it. */
  async function speak(): Promise<void> {
    const [wangjiang, wutong] = rooms
    const text = `${name}的第${said.length + 1}句话，楼道灯不亮`
    const [room, speaker] =
      chance.whole(0, 1) === 0 ? ([wangjiang, '于秋香'] as const) : ([wutong, '彭辉'] as const)
    await room.say(speaker, text, { mentionBot: true })
    said.push({ room, name: speaker, text })
  }

  return { name, stack, admin, rooms, digest, parts, said, chance, ofDigest, shown, speak }
}
type Scene = Awaited<ReturnType<typeof createScene>>

/** Asks without a pause, so that the kill comes between a message's sight and its ack. */
async function untilShown(scene: Scene, count: number): Promise<void> {
  const begun = performance.now()
  let looks = 1
  while ((await scene.shown()) < count) {
    const waited = performance.now() - begun
    if (waited > SETTLE_LIMIT_MS)
      throw new Error(`${count} messages never came\n${await trouble(scene)}`)
    if (waited < looks * LOOK_EVERY_MS) continue
    looks += 1
    // one in doubt holds up those behind it in its group
    for (const delivery of await allDeliveries(scene)) {
      if (delivery.state === 'unknown') await decide(scene, delivery)
    }
  }
}

/** What stands where, for whoever reads that a test failed. */
async function trouble(scene: Scene): Promise<string> {
  const deliveries = await allDeliveries(scene)
  const states = deliveries.map(({ groupTopic, part, state }) => `${groupTopic} ${part} ${state}`)
  return `${states.join('\n')}\n${scene.stack.logs()}`
}

async function allDeliveries({ admin, digest }: Scene): Promise<Delivery[]> {
  const params = { id: digest.id }
  const page = await admin.call('digests.deliveries', { params, query: { limit: 100 } })
  expect(page.nextCursor).toBeNull()
  return page.items
}

/** What a secretary does about an unknown message: looks into the group, then decides. */
async function decide(scene: Scene, delivery: Delivery): Promise<void> {
  const room = scene.rooms.find(({ topic }) => topic === delivery.groupTopic)!
  const text = scene.parts[delivery.part - 1]
  const times = (await scene.ofDigest(room)).filter((message) => message.text === text).length
  expect(times).toBeLessThanOrEqual(1)
  await scene.admin.call('deliveries.resolve', {
    params: { id: delivery.id },
    body: { decision: times === 1 ? 'arrived' : 'resend' },
  })
}

/** Waits until nothing moves; gives how many messages were unknown on the way. */
async function settle(scene: Scene): Promise<number> {
  const unknown = new Set<string>()
  await waitFor(
    `the digest of ${scene.name} to come to rest`,
    async () => {
      const deliveries = await allDeliveries(scene)
      for (const delivery of deliveries.filter(({ state }) => state === 'unknown')) {
        unknown.add(delivery.id)
        await decide(scene, delivery)
      }
      return (
        deliveries.length === 2 * scene.parts.length &&
        deliveries.every(({ state }) => state === 'sent')
      )
    },
    SETTLE_LIMIT_MS,
  ).catch(async (error: unknown) => {
    throw new Error(await trouble(scene), { cause: error })
  })
  return unknown.size
}

async function expectDigestOnce(scene: Scene): Promise<void> {
  for (const room of scene.rooms) {
    expect((await scene.ofDigest(room)).map(({ text }) => text)).toEqual(scene.parts)
  }
}

/**
 * Each sentence is one matter, and its receipt was given at most once. The messages may be at rest
 * while the numbers of matters are still held by the dead server's transaction.
 */
async function expectMattersOnce({ admin, said }: Scene): Promise<void> {
  for (const { room, text } of said) {
    const asked = () => mattersAbout(admin, text)
    const found = await waitFor(`a matter about ${text}`, asked, SETTLE_LIMIT_MS)
    expect(found).toHaveLength(1)
    const number = found[0]?.number ?? ''
    const receipts = (await room.after()).filter(
      (message: ChatMessage) => message.isBot && message.text.includes(number),
    )
    expect(receipts.length).toBeLessThanOrEqual(1)
  }
}

async function mattersAbout(admin: Client, text: string) {
  const { items } = await admin.call('tickets.list', { query: { view: 'all', q: text } })
  return items.length > 0 && items
}

interface Crash {
  name: string
  rounds: number
  kill(stack: Stack): Promise<void>
  recover(stack: Stack): Promise<void>
  /** Can the groups still be written to in between? */
  chatsGoOn: boolean
}

const crashes: Crash[] = [
  {
    name: '服务重启',
    rounds: 3,
    kill: (stack) => stack.kill('SIGKILL'),
    recover: (stack) => stack.restart(),
    chatsGoOn: false,
  },
  {
    name: '小桥重启',
    rounds: 2,
    kill: (stack) => stack.bot.kill('SIGKILL'),
    recover: (stack) => stack.startBot(),
    chatsGoOn: true,
  },
  {
    name: '停电',
    rounds: 1,
    kill: async (stack) => {
      await Promise.all([stack.kill('SIGKILL'), stack.bot.kill('SIGKILL')])
    },
    recover: async (stack) => {
      await stack.restart()
      await stack.startBot()
    },
    chatsGoOn: false,
  },
]

describe(`kill -9 in the middle of a digest (CRASH_SEED=${seed})`, () => {
  it.concurrent.each(crashes)(
    '$name: every group has it once, every answer is one matter',
    async ({ name, rounds, kill, recover, chatsGoOn }) => {
      const scene = await createScene(name, seededRandom(seed + name.length))
      try {
        const total = 2 * scene.parts.length
        expect(total).toBeGreaterThanOrEqual(20)
        let seen = 0
        for (let round = 0; round < rounds; round += 1) {
          seen = scene.chance.whole(seen + 1, seen + Math.floor((total - 2) / rounds))
          await untilShown(scene, seen)
          await scene.speak()
          await kill(scene.stack)
          if (chatsGoOn) await scene.speak()
          await recover(scene.stack)
          await scene.speak()
          seen = await scene.shown()
        }
        const unknown = await settle(scene)
        console.log(`${name}: ${total} messages, ${rounds} kills, ${unknown} asked of a person`)
        await expectDigestOnce(scene)
        await expectMattersOnce(scene)
      } finally {
        await scene.stack.stop()
      }
    },
    4 * SETTLE_LIMIT_MS,
  )
})

interface Submission {
  key: string
  text: string
  /** Null until the server has acknowledged it. */
  receipt: { number: string; queryCode: string } | null
}

describe(`kill -9 right after matters are acknowledged (CRASH_SEED=${seed})`, () => {
  it(
    'keeps every number that it gave, and a repeat makes no second one',
    async () => {
      const chance = seededRandom(seed)
      // each sender has an address of its own, as behind a proxy
      const stack = await startStack({ store, env: { TRUST_PROXY: '1' } })
      try {
        const desk = await stack.signInAs('李敏')
        const { orgId } = await desk.call('me.get')
        let senders = 0
        const post = (route: string, body: unknown, key?: string) => {
          senders += 1
          const address = `10.1.${Math.floor(senders / 250)}.${(senders % 250) + 1}`
          const headers = { 'x-forwarded-for': address, ...(key && { 'idempotency-key': key }) }
          return rawRequest('POST', `${stack.baseUrl}/api/public/${route}`, { body, headers })
        }
        const submit = async (submission: Submission): Promise<void> => {
          const { text, key } = submission
          const answer = await post('tickets', { text, orgId }, key).catch(() => null)
          if (answer?.status === 201) submission.receipt = answer.json as Submission['receipt']
        }
        for (let round = 1; round <= 3; round += 1) {
          const submissions = Array.from({ length: 40 }, (_, index): Submission => {
            const key = `crash-${seed}-${round}-${index}`
            return { key, text: `第${round}轮第${index}件，水管漏水`, receipt: null }
          })
          const enough = chance.whole(1, 20)
          let acknowledged = 0
          let dead: Promise<void> | undefined
          await Promise.all(
            submissions.map(async (submission) => {
              await submit(submission)
              if (submission.receipt) acknowledged += 1
              if (acknowledged >= enough) dead ??= stack.kill('SIGKILL')
            }),
          )
          await dead
          await stack.restart()
          const given = submissions.filter(({ receipt }) => receipt !== null)
          console.log(`round ${round}: ${given.length} of ${submissions.length} acknowledged`)
          expect(given.length).toBeGreaterThanOrEqual(enough)
          for (const { receipt, text } of given) {
            const { number = '', queryCode = '' } = receipt ?? {}
            const answer = await post('tickets/lookup', { number, code: queryCode })
            expect(answer).toMatchObject({ status: 200, json: { number, text } })
          }
          // whoever got no answer tries again with the same key, and so does one who got it
          await Promise.all(submissions.map(submit))
          await waitFor(
            'every matter to be acknowledged',
            async () => {
              const waiting = submissions.filter(({ receipt }) => receipt === null)
              await Promise.all(waiting.map(submit))
              return submissions.every(({ receipt }) => receipt !== null)
            },
            SETTLE_LIMIT_MS,
          )
          const q = `第${round}轮第`
          const { items } = await desk.call('tickets.list', {
            query: { view: 'all', q, limit: 100 },
          })
          expect(items.map(({ number }) => number).toSorted()).toEqual(
            submissions.map(({ receipt }) => receipt?.number ?? '').toSorted(),
          )
        }
      } finally {
        await stack.stop()
      }
      // each of three kills may leave a transaction that is held on to its end
    },
    4 * SETTLE_LIMIT_MS,
  )
})
