import { REWARD_CODE_DIGITS } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import { AppError } from '../../platform/app-error'
import type { Keyring } from '../../platform/keyring'
import { OrderModel, type OrderDocument } from './order.model'

const CODES = 10 ** REWARD_CODE_DIGITS
/** With a thousand orders waiting, five codes taken in a row are one case in 10^15. */
const MOST_TRIES = 10

type Coded = Pick<OrderDocument, '_id' | 'codeNo' | 'codeTag'>

/**
 * Codes to say at the desk. A code follows from its order, so that the person sees it whenever they
 * look and no code is kept anywhere; what is kept is a keyed hash, for finding it.
 */
export function createOrderCodes({ keyring }: { keyring: Keyring }) {
  /** The code of an order. */
  function codeOf({ _id, codeNo }: Pick<OrderDocument, '_id' | 'codeNo'>): string {
    const signature = keyring.sign('reward-code', `${String(_id)}:${codeNo}`)
    // Of 2^48 numbers: no code is noticeably likelier than another one.
    const number = Buffer.from(signature, 'base64url').readUIntBE(0, 6) % CODES
    return String(number).padStart(REWARD_CODE_DIGITS, '0')
  }

  const tagOf = (code: string) => keyring.blindIndex('reward-code', code)

  /**
   * Gives each new order a code that no waiting order has: of its own organization or any other, so
   * that the desk of a street needs to know no more than the digits.
   * @throws AppError server.unavailable when there is none to be had
   */
  async function giveCodes(orders: readonly Coded[], session: ClientSession): Promise<void> {
    const taken = new Set<string>()
    let left = [...orders]
    for (let tries = 0; left.length > 0; tries += 1) {
      if (tries === MOST_TRIES) throw new AppError('server.unavailable')
      for (const order of left) order.codeTag = tagOf(codeOf(order))
      const tags = left.flatMap(({ codeTag }) => codeTag ?? [])
      const waiting = await OrderModel.find(
        { codeTag: { $in: tags }, state: 'open' },
        { codeTag: 1 },
      )
        .session(session)
        .lean()
      for (const { codeTag } of waiting) if (codeTag) taken.add(codeTag)
      left = left.filter((order) => {
        const tag = order.codeTag ?? ''
        const isFree = !taken.has(tag)
        taken.add(tag)
        if (!isFree) order.codeNo += 1
        return !isFree
      })
    }
  }

  /** The order of a code: the waiting one, else the newest that had it. */
  async function find(code: string): Promise<OrderDocument | null> {
    const codeTag = tagOf(code)
    const waiting = await OrderModel.findOne({ codeTag, state: 'open' }).lean()
    return waiting ?? OrderModel.findOne({ codeTag }).sort({ _id: -1 }).lean()
  }

  return { codeOf, giveCodes, find }
}

export type OrderCodes = ReturnType<typeof createOrderCodes>
