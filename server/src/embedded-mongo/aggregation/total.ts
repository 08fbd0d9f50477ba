import { unsupported } from '../errors'
import { Decimal128, Double, Int32, Long, RANK, rankOf } from '../values/kinds'
import { arithmetic, toNumber, toWhole } from '../values/numbers'

/**
 * A running sum as MongoDB's `$sum` and `$avg` keep it: whole numbers exactly, doubles together with
 * what rounding lost, so that the order does not matter and 0.1 + 0.2 + 0.3 is 0.6. What is not a
 * number is passed over.
 */
export class Total {
  private count = 0
  private type: 'int' | 'long' | 'double' = 'int'
  /** Whole numbers: what fits a JS number, and the rest. */
  private small = 0
  private large = 0n
  /** Doubles: their rounded sum, what was lost by it, and the plain sum for infinities. */
  private rounded = 0
  private lost = 0
  private plain = 0
  private decimal: unknown

  add(value: unknown): void {
    if (rankOf(value) !== RANK.number) return
    this.count += 1
    if (value instanceof Decimal128) {
      this.decimal = this.decimal === undefined ? value : arithmetic('add', this.decimal, value)
    } else if (value instanceof Long) {
      if (this.type === 'int') this.type = 'long'
      this.large += toWhole(value) ?? 0n
    } else if (value instanceof Double) {
      this.type = 'double'
      this.addDouble(value.value)
    } else {
      this.small += toNumber(value)
      if (Math.abs(this.small) < 2 ** 52) return
      this.large += BigInt(this.small)
      this.small = 0
    }
  }

  private addDouble(value: number): void {
    this.plain += value
    const sum = this.rounded + value
    const part = sum - this.rounded
    this.lost += this.rounded - (sum - part) + (value - part)
    this.rounded = sum
  }

  /** int where it fits, else long, else double; double or decimal where one was among them. */
  sum(): unknown {
    const own = this.sumOfOthers()
    return this.decimal === undefined ? own : arithmetic('add', this.decimal, own)
  }

  private sumOfOthers(): Int32 | Long | Double {
    const whole = this.large + BigInt(this.small)
    if (this.type === 'double') {
      const exact = this.rounded + (this.lost + Number(whole))
      return new Double(Number.isFinite(exact) ? exact : this.plain)
    }
    if (this.type === 'int' && BigInt.asIntN(32, whole) === whole) return new Int32(Number(whole))
    return BigInt.asIntN(64, whole) === whole ? Long.fromBigInt(whole) : new Double(Number(whole))
  }

  /** The mean as double; null where there was no number. */
  mean(): Double | null {
    if (this.decimal !== undefined) throw unsupported('$avg of decimals', 'BadValue')
    return this.count === 0 ? null : new Double(toNumber(this.sumOfOthers()) / this.count)
  }
}
