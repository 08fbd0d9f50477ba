import { beforeEach, expect, test } from 'vitest'
import { useDatabase } from '../deliveries/test-support/world'
import { figures, scheduled, setup, type Shown } from './digest.fixture'
import { DigestModel } from './digest.model'

useDatabase()
beforeEach(async () => {
  await DigestModel.deleteMany({})
})

const counts = (collected: number) => ({ collected, adopted: 0, solved: 0, declined: 0 })

test('the next issue tells what became of the last one’s suggestions, linked', async () => {
  const world = await setup(1)
  const { tick, sendAll } = world
  const first = await scheduled(world, { kind: 'now' })
  expect(first.followUp).toBeNull()
  await tick()
  expect((await sendAll())[0]).not.toContain('大家说的事')
  const second = await scheduled(world, { kind: 'now' })
  expect(second.followUp).toEqual({ issueNo: first.issueNo, digestId: first.id, ...figures })
  await tick()
  expect((await sendAll())[0]).toContain(
    [
      `第${first.issueNo}期大家说的事：收到 18 · 采纳 9 · 办结 7 · 不采纳 2（都写明了原因）`,
      `每一条办得怎样：https://bridge.example/#/pages/digest/index?id=${first.id}`,
    ].join('\n'),
  )
})

test('no suggestion, no line; one suggestion, a line', async () => {
  const world = await setup(1)
  const { tick, sendAll, outcome } = world
  await scheduled(world, { kind: 'now' })
  await tick()
  await sendAll()
  for (const [collected, told] of [
    [0, false],
    [1, true],
  ] as const) {
    Object.assign(outcome, counts(collected))
    await scheduled(world, { kind: 'now' })
    await tick()
    expect((await sendAll())[0]?.includes('大家说的事：收到 1 ·')).toBe(told)
  }
})

test('what never went out is not told of', async () => {
  const world = await setup(1)
  const { tick, sendAll, call, author } = world
  const first = await scheduled(world, { kind: 'now' })
  await tick()
  await sendAll()
  const stopped = await scheduled(world, { kind: 'once', at: '2026-11-24T02:00:00Z' })
  await call('digests.control', author, { params: { id: stopped.id }, body: { command: 'cancel' } })
  const next = await scheduled(world, { kind: 'now' })
  expect(next.followUp).toMatchObject({ digestId: first.id })
})

test('a repeated one tells at each repeat what became of its own, with figures of that day', async () => {
  const world = await setup(1)
  const { tick, sendAll, clock, outcome } = world
  Object.assign(outcome, counts(0))
  const daily = { kind: 'cron', expression: '30 12 * * *', workdaysOnly: false }
  const { id, issueNo } = await scheduled(world, daily)
  const said: string[] = []
  for (const [day, collected] of [
    [23, 4],
    [24, 0],
    [25, 5],
  ] as const) {
    Object.assign(outcome, counts(collected))
    clock.set(new Date(`2026-11-${day}T04:30:00Z`))
    await tick()
    said.push(...(await sendAll()))
    await tick()
  }
  expect(said).toHaveLength(3)
  // the first time tells of the issue before, of which there is none
  expect(said[0]).not.toContain('大家说的事')
  expect(said[1]).not.toContain('大家说的事')
  expect(said[2]).toContain(`第${issueNo}期大家说的事：收到 5 · 采纳 0 · 办结 0 · 不采纳 0\n`)
  expect(said[2]).toContain(`?id=${id}`)
})

test('the public page tells it per point', async () => {
  const world = await setup(1)
  const { tick, sendAll, call } = world
  const { id } = await scheduled(world, { kind: 'now' })
  await tick()
  await sendAll()
  const shown = await call<{ points: object[] } & Pick<Shown, 'followUp'>>(
    'digests.publicGet',
    null,
    { params: { id } },
  )
  expect(shown.points).toEqual([
    expect.objectContaining({ no: 1, suggestions: 6, adopted: 9, solved: 7, declined: 2 }),
  ])
})
