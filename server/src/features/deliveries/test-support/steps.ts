import * as fc from 'fast-check'

/** What a call to WeChat may come to. */
export const fates = [
  'arrives',
  'arrives, id unknown',
  'arrives, bot dies',
  'arrives, call throws',
  'bot dies before the call',
  'call throws',
  'not in room',
  'handed over',
  'throttled',
  'logged out',
] as const
export type Fate = (typeof fates)[number]

/** How a server ends in the middle: at which step of its work with the database; null = it does not. */
type Death = number | null

/** What the outside does with the engine; two of these may go on at once. */
export type Operation =
  | { do: 'promise'; key: number; dies: Death }
  | { do: 'open digest'; digest: number; dies: Death }
  | { do: 'lease'; bot: number; max: number; dies: Death }
  | { do: 'mark'; bot: number; dies: Death }
  | { do: 'ack'; pick: number; dies: Death }
  | { do: 'echo'; pick: number; again: boolean; dies: Death }
  | { do: 'sweep'; dies: Death }
  | { do: 'turn'; dies: Death }
  | { do: 'move'; group: number; accountId: 'bot-1' | 'bot-2'; dies: Death }
  | { do: 'confirm'; pick: number; outcome: 'sent' | 'refused'; dies: Death }
  | { do: 'hold'; digest: number; held: boolean; dies: Death }
  | { do: 'cancel'; digest: number; dies: Death }
  | { do: 'decide'; pick: number; decision: 'resend' | 'settle'; dies: Death }

export type Step =
  | Operation
  | { do: 'say'; bot: number; fate: Fate }
  | { do: 'give up marking'; bot: number }
  | { do: 'away'; bot: number; away: boolean }
  | { do: 'bot dies'; bot: number }
  | { do: 'bot sleeps'; bot: number; seconds: number }
  | { do: 'pass'; seconds: number }
  | { do: 'jump'; seconds: number }
  | { do: 'at once'; both: [Operation, Operation]; turns: number[] }

const just = <T>(value: T) => fc.constant(value)
const bot = fc.constantFrom(0, 0, 1, 2, 3, 3)
const digest = fc.constantFrom(0, 0, 1)
const pick = fc.constantFrom(0, 0, 0, 1, 2)
const dies = fc.oneof(
  { weight: 9, arbitrary: just(null) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 24 }) },
)
/** The ones that leave doubt come more often than they do in life. */
const fate = fc.constantFrom(...fates, ...(['arrives', 'arrives', 'arrives', 'arrives'] as const))

const operations = {
  promise: fc.record({
    do: just('promise' as const),
    key: fc.integer({ min: 0, max: 49 }),
    dies,
  }),
  open: fc.record({ do: just('open digest' as const), digest, dies }),
  lease: fc.record({ do: just('lease' as const), bot, max: fc.integer({ min: 1, max: 4 }), dies }),
  mark: fc.record({ do: just('mark' as const), bot, dies }),
  ack: fc.record({ do: just('ack' as const), pick, dies }),
  echo: fc.record({ do: just('echo' as const), pick, again: fc.boolean(), dies }),
  sweep: fc.record({ do: just('sweep' as const), dies }),
  turn: fc.record({ do: just('turn' as const), dies }),
  move: fc.record({
    do: just('move' as const),
    group: fc.constantFrom(0, 1, 2),
    accountId: fc.constantFrom('bot-1' as const, 'bot-1' as const, 'bot-2' as const),
    dies,
  }),
  confirm: fc.record({
    do: just('confirm' as const),
    pick,
    outcome: fc.constantFrom('sent' as const, 'refused' as const),
    dies,
  }),
  hold: fc.record({ do: just('hold' as const), digest, held: fc.boolean(), dies }),
  cancel: fc.record({ do: just('cancel' as const), digest: fc.constantFrom(0, 1), dies }),
  decide: fc.record({
    do: just('decide' as const),
    pick,
    decision: fc.constantFrom('resend' as const, 'settle' as const),
    dies,
  }),
}
const operation: fc.Arbitrary<Operation> = fc.oneof(
  // seldom enough that most of what is asked for goes out within the story
  { weight: 3, arbitrary: operations.promise },
  { weight: 2, arbitrary: operations.open },
  { weight: 6, arbitrary: operations.lease },
  { weight: 12, arbitrary: operations.mark },
  { weight: 10, arbitrary: operations.ack },
  { weight: 4, arbitrary: operations.echo },
  { weight: 4, arbitrary: operations.sweep },
  { weight: 3, arbitrary: operations.turn },
  { weight: 1, arbitrary: operations.move },
  { weight: 3, arbitrary: operations.confirm },
  { weight: 2, arbitrary: operations.hold },
  { weight: 1, arbitrary: operations.cancel },
  { weight: 3, arbitrary: operations.decide },
)
const seconds = fc.constantFrom(0.2, 1, 3, 29, 61, 130, 400, 8_000)

/** Any step; what can be done more often is asked for more often. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 60, arbitrary: operation },
  { weight: 14, arbitrary: fc.record({ do: just('say' as const), bot, fate }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: just('at once' as const),
      both: fc.tuple(operation, operation),
      turns: fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 24 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: just('pass' as const), seconds }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: just('jump' as const),
      seconds: fc.constantFrom(90, 900, 46_000, 100_000, -90, -900, -46_000, -100_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: just('bot dies' as const), bot }) },
  { weight: 2, arbitrary: fc.record({ do: just('away' as const), bot, away: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: just('bot sleeps' as const), bot, seconds }) },
  { weight: 1, arbitrary: fc.record({ do: just('give up marking' as const), bot }) },
)
