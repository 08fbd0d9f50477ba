import { cx } from './class-names'

const words = ['很不满意', '不满意', '一般', '满意', '很满意'] as const
const scores = [1, 2, 3, 4, 5] as const

/** The word for a score from 1 to 5. */
export function scoreWord(score: number): string {
  return words[score - 1] ?? ''
}

interface RatingProps {
  value: number | null
  onChange: (score: number) => void
}

/** Five large buttons, each with its word: nobody has to know what three stars mean. */
export function Rating({ value, onChange }: RatingProps) {
  return (
    <div className="lx-rating" role="radiogroup" aria-label="满意吗">
      {scores.map((score) => (
        <button
          key={score}
          type="button"
          role="radio"
          aria-checked={score === value}
          aria-label={`${score} 分，${scoreWord(score)}`}
          className={cx('lx-rating__one', score === value && 'lx-rating__one--on')}
          onClick={() => onChange(score)}
        >
          <span className="lx-rating__no">{score}</span>
          <span className="lx-rating__word">{scoreWord(score)}</span>
        </button>
      ))}
    </div>
  )
}
