import { choiceWords } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'

type Answers = Pick<OutputOf<'questions.answers'>, 'kind' | 'asked' | 'blank' | 'choices'>

/** What was answered to one question, choice by choice; the words say all that the bars show. */
export function AnswerChoices({ answers }: { answers: Answers }) {
  const { kind, asked, blank, choices } = answers
  return (
    <>
      {kind === 'fill' && choices.length === 0 ? (
        <p className="lx-muted">没有三个人填成一样的错答案，就不列出来。</p>
      ) : null}
      <ul className="dk-choices">
        {choices.map((choice) => (
          <li key={`${choice.place} ${choice.text}`} className="dk-choices__one">
            <span className={choice.right ? 'dk-choices__right' : undefined}>
              {kind === 'ordering' || kind === 'fill' ? '' : choice.right ? '✓ 对 · ' : '✗ 错 · '}
              {choiceWords(kind, choice)}
            </span>
            <span className="dk-choices__bar" aria-hidden="true">
              <span
                className={
                  choice.right ? 'dk-choices__fill dk-choices__fill--right' : 'dk-choices__fill'
                }
                style={{ width: `${asked === 0 ? 0 : (choice.count / asked) * 100}%` }}
              />
            </span>
          </li>
        ))}
      </ul>
      {blank > 0 ? <p className="lx-muted">{`没有作答：${blank} 次`}</p> : null}
    </>
  )
}
