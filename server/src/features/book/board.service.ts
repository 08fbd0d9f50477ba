import { scoreOfYear, shanghaiDay } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { isDuplicateKey } from '../../platform/database'
import { getOrg } from '../orgs'
import type { BookDeps } from './book.deps'
import { BoardModel, toId, yearOf } from './book.model'
import type { BookReading } from './book.reading'
import { postOf } from './book.service'
import { schemeFor } from './scheme.lookup'

type Board = OutputOf<'me.board'>

/** A branch is some dozens of people; a board of more would be a ranking of strangers. */
const MOST_ON_A_BOARD = 200

/**
 * Boards of points: off for everybody who has not asked to be on theirs, seen only by those on it,
 * and never beyond one branch.
 */
export function createBoards(
  deps: Pick<BookDeps, 'clock' | 'people'> & { reading: Pick<BookReading, 'sumsFor'> },
) {
  const { clock, people, reading } = deps

  /** Where somebody is a member now, or null. */
  async function branchOf(personId: string): Promise<{ id: string; name: string } | null> {
    const person = await people.get(personId)
    const post = person && postOf(person)
    return post?.role === 'member' ? { id: post.orgId, name: post.orgName } : null
  }

  async function membersOf(branchId: string, actorId: string): Promise<Board['members']> {
    const rows = await BoardModel.find({ orgId: toId(branchId) })
      .sort({ since: 1, _id: 1 })
      .limit(MOST_ON_A_BOARD)
      .lean()
    const ids = rows.map(({ personId }) => String(personId))
    const persons = [...(await people.getMany(ids)).values()].filter((person) => {
      const post = postOf(person)
      return post?.role === 'member' && post.orgId === branchId
    })
    const today = shanghaiDay(clock.now())
    const path = (await getOrg(branchId))?.path ?? []
    const { scheme } = await schemeFor(path, today, clock.now())
    const sums = await reading.sumsFor(ids, yearOf(today))
    return persons
      .map(({ id, name, partyClass }) => ({
        name,
        score: scoreOfYear(scheme, partyClass, sums(id)),
        isMe: id === actorId,
      }))
      .sort((a, b) => b.score - a.score || a.name.localeCompare(b.name, 'zh-CN'))
  }

  /** The board of one's branch: nothing of the others for whoever is not on it. */
  async function see(actor: PersonActor): Promise<Board> {
    const branch = await branchOf(actor.id)
    const row = branch && (await BoardModel.exists({ personId: actor.id, orgId: branch.id }))
    return {
      on: row !== null,
      branch: branch?.name ?? null,
      members: branch && row ? await membersOf(branch.id, actor.id) : [],
    }
  }

  /**
   * Puts oneself on the board of one's branch, or takes oneself off; again changes nothing.
   * @throws AppError book.no_branch
   */
  async function set(actor: PersonActor, on: boolean): Promise<Board> {
    if (!on) {
      await BoardModel.deleteOne({ personId: actor.id })
      return see(actor)
    }
    const branch = await branchOf(actor.id)
    ensure(branch, 'book.no_branch')
    const wished = { $set: { orgId: toId(branch.id) }, $setOnInsert: { since: clock.now() } }
    try {
      await BoardModel.updateOne({ personId: actor.id }, wished, { upsert: true })
    } catch (error) {
      // Two taps at once: the other one has written the row.
      if (!isDuplicateKey(error)) throw error
    }
    return see(actor)
  }

  return { see, set }
}
export type Boards = ReturnType<typeof createBoards>
