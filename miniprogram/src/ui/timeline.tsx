import { cx } from './class-names'

export interface TimelineStep {
  key: string
  title: string
  /** When and by whom. */
  note?: string | undefined
  /** What was said. */
  text?: string | null | undefined
  /** false: still to come. */
  done: boolean
}

/** What happened, oldest first; what is still to come is hollow. */
export function Timeline({ steps }: { steps: TimelineStep[] }) {
  return (
    <ol className="lx-timeline">
      {steps.map((step) => (
        <li
          key={step.key}
          className={cx('lx-timeline__item', step.done && 'lx-timeline__item--done')}
        >
          <div>{step.title}</div>
          {step.note ? <div className="lx-muted">{step.note}</div> : null}
          {step.text ? <div className="lx-timeline__text">{step.text}</div> : null}
        </li>
      ))}
    </ol>
  )
}
