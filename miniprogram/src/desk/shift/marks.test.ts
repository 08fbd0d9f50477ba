import { beforeEach, describe, expect, it } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, signIn } from '../test-support/fake-server'
import { dropMark, marksHere, noteMark, sendMarks } from './marks'

const eventId = 'e'.repeat(24)
const [anna, bo] = ['1'.repeat(24), '2'.repeat(24)]
const minuteMs = 60_000
const ago = (minutes: number) => new Date(Date.now() - minutes * minuteMs).toISOString()

interface Item {
  personId: string
  way: 'in' | 'out'
  at: string
}
const sentIn = ({ body }: { body: Record<string, unknown> }) => body.items as Item[]
const answer = (items: readonly Item[], outcome = 'kept', why: string | null = null) => ({
  status: 200,
  body: { items: items.map(({ personId, way }) => ({ personId, way, outcome, why })) },
})
const noNetwork = () => {
  calls.length = 0
  device.request = () => Promise.reject(new Error('no network'))
}

beforeEach(() => {
  device.storage.clear()
  device.storageFull = false
  signIn()
  noNetwork()
})

describe('marks of the organizer', () => {
  it('wait on the device with their time, and go when there is a network, once', async () => {
    noteMark({ eventId, personId: anna, way: 'in' }, ago(9))
    noteMark({ eventId, personId: bo, way: 'in' }, ago(8))
    expect(await sendMarks()).toBe(false)
    const noted = marksHere()
    expect(noted.map(({ personId, why }) => [personId, why])).toEqual([
      [anna, null],
      [bo, null],
    ])

    serve((call) => answer(sentIn(call)))
    expect(await Promise.all([sendMarks(), sendMarks()])).toEqual([true, true])
    expect(calls.map((call) => [call.path, sentIn(call)])).toEqual([
      [
        `/api/events/${eventId}/attendance`,
        noted.map(({ personId, way, at }) => ({ personId, way, at })),
      ],
    ])
    expect(marksHere()).toEqual([])
    await sendMarks()
    expect(calls).toHaveLength(1)
  })

  it('a second tap keeps the first moment; coming and going are two', () => {
    noteMark({ eventId, personId: anna, way: 'in' }, ago(9))
    const [first] = marksHere()
    noteMark({ eventId, personId: anna, way: 'in' })
    noteMark({ eventId, personId: anna, way: 'out' })
    expect(marksHere()).toMatchObject([first, { personId: anna, way: 'out' }])
  })

  it('an answer that is lost changes nothing: the same is sent again', async () => {
    noteMark({ eventId, personId: anna, way: 'in' }, ago(9))
    const reached: Item[][] = []
    serve((call) => {
      reached.push(sentIn(call))
      return reached.length === 1 ? { status: 502, body: null } : answer(sentIn(call), 'known')
    })
    expect(await sendMarks()).toBe(false)
    expect(await sendMarks()).toBe(true)
    expect(reached[1]).toEqual(reached[0])
    expect(marksHere()).toEqual([])
  })

  it('what is noted while others are on their way is not lost', async () => {
    noteMark({ eventId, personId: anna, way: 'in' }, ago(9))
    serve((call) => {
      if (calls.length === 1) noteMark({ eventId, personId: bo, way: 'in' }, ago(1))
      return answer(sentIn(call))
    })
    expect(await sendMarks()).toBe(true)
    expect(calls.map((call) => sentIn(call).map(({ personId }) => personId))).toEqual([
      [anna],
      [bo],
    ])
  })

  it('a refusal stays with its reason until it was read or is tried again', async () => {
    noteMark({ eventId, personId: anna, way: 'out' }, ago(9))
    noteMark({ eventId, personId: bo, way: 'out' }, ago(8))
    serve((call) => answer(sentIn(call), 'refused', '还没有签到'))
    expect(await sendMarks()).toBe(true)
    expect(marksHere().map(({ why }) => why)).toEqual(['还没有签到', '还没有签到'])
    await sendMarks()
    expect(calls).toHaveLength(1)

    for (const mark of marksHere().slice(0, 1)) dropMark(mark)
    noteMark({ eventId, personId: bo, way: 'out' })
    expect(marksHere()).toMatchObject([{ personId: bo, why: null }])
  })

  it('a date that was called off refuses all of its marks, and no others', async () => {
    const other = 'f'.repeat(24)
    noteMark({ eventId, personId: anna, way: 'in' }, ago(9))
    noteMark({ eventId: other, personId: anna, way: 'in' }, ago(8))
    serve((call) =>
      call.path.includes(other)
        ? answer(sentIn(call))
        : refused('event.cancelled', 409, '这一场取消了'),
    )
    expect(await sendMarks()).toBe(true)
    expect(marksHere()).toMatchObject([{ eventId, why: '这一场取消了' }])
  })

  it('goes 200 at a time', async () => {
    for (let n = 0; n < 201; n += 1) {
      noteMark({ eventId, personId: String(n).padStart(24, '0'), way: 'in' }, ago(5))
    }
    serve((call) => answer(sentIn(call)))
    await sendMarks()
    expect(calls.map((call) => sentIn(call).length)).toEqual([200, 1])
  })

  it('nothing is sent as of later than now, though the clock was set back meanwhile', async () => {
    noteMark({ eventId, personId: anna, way: 'in' }, ago(-30))
    serve((call) => answer(sentIn(call)))
    await sendMarks()
    const at = Date.parse(calls.flatMap(sentIn)[0]?.at ?? '')
    expect(at).toBeLessThanOrEqual(Date.now())
    expect(marksHere()).toEqual([])
  })

  it('are never sent by somebody else who signs in on the same phone', async () => {
    noteMark({ eventId, personId: anna, way: 'in' }, ago(9))
    signIn('c'.repeat(24))
    serve((call) => answer(sentIn(call)))
    expect(await sendMarks()).toBe(true)
    expect(calls).toEqual([])
    signIn()
    await sendMarks()
    expect(calls).toHaveLength(1)
  })

  it('says so when the device has no room', () => {
    device.storageFull = true
    expect(noteMark({ eventId, personId: anna, way: 'in' })).toBe(false)
  })

  it('live for seven days from when they were noted, whenever the date was', () => {
    const nowMs = Date.now()
    const weekMs = 7 * 24 * 60 * minuteMs
    noteMark({ eventId, personId: anna, way: 'in' }, ago(30 * 24 * 60), nowMs)
    expect(marksHere(nowMs + weekMs).map(({ personId }) => personId)).toEqual([anna])
    expect(marksHere(nowMs + weekMs + 1)).toEqual([])
  })
})
