import { useId } from 'react'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'
import { cx } from '@/ui/class-names'
import { typed } from '@/ui/field'
import {
  mostPoints,
  mostPointText,
  mostPointTitle,
  movePoint,
  newPoint,
  splitPoint,
  type DraftPoint,
} from './points'

interface PointsEditorProps {
  points: DraftPoint[]
  onChange: (points: DraftPoint[]) => void
}

interface PointEditorProps extends PointsEditorProps {
  point: DraftPoint
  index: number
  formId: string
}

const fieldId = (formId: string, point: DraftPoint) => `${formId}-${point.key}`

function caretIn(id: string): number {
  const element = isWeapp ? null : document.getElementById(id)
  return element instanceof HTMLTextAreaElement ? element.selectionStart : 0
}

function PointTools({ points, onChange, point, index, formId }: PointEditorProps) {
  const no = index + 1
  const id = fieldId(formId, point)
  const tools = [
    {
      text: '上移',
      off: index === 0,
      run: () => onChange(movePoint(points, index, -1)),
    },
    {
      text: '下移',
      off: index === points.length - 1,
      run: () => onChange(movePoint(points, index, 1)),
    },
    {
      text: '拆成两条',
      off: point.text.length < 2 || points.length >= mostPoints,
      run: () => onChange(splitPoint(points, index, caretIn(id))),
    },
    { text: '删掉', off: false, run: () => onChange(points.filter((one) => one !== point)) },
  ]
  return (
    <div className="dk-point__tools">
      {tools.map((tool) => (
        <button
          key={tool.text}
          type="button"
          className="dk-tool"
          disabled={tool.off}
          aria-label={`第 ${no} 条${tool.text}`}
          onClick={tool.off ? undefined : tool.run}
        >
          {tool.text}
        </button>
      ))}
    </div>
  )
}

function PointEditor(props: PointEditorProps) {
  const { points, onChange, point, index, formId } = props
  const no = index + 1
  const id = fieldId(formId, point)
  const left = mostPointText - point.text.length
  const put = (change: Partial<DraftPoint>) =>
    onChange(points.map((one) => (one === point ? { ...one, ...change } : one)))
  return (
    <div
      className="dk-point"
      role="group"
      aria-label={`第 ${no} 条`}
      onKeyDown={(event) => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
        event.preventDefault()
        onChange(movePoint(points, index, event.key === 'ArrowUp' ? -1 : 1))
      }}
    >
      <span className="lx-point__no" aria-hidden="true">
        {no}
      </span>
      <div className="dk-point__body">
        <input
          className="lx-input dk-point__title"
          type="text"
          value={point.title}
          maxLength={mostPointTitle}
          placeholder="小标题（可不填）"
          aria-label={`第 ${no} 条小标题`}
          onInput={(event) => put({ title: typed(event) })}
        />
        <textarea
          id={id}
          className="lx-input lx-input--area dk-point__text"
          value={point.text}
          maxLength={mostPointText}
          rows={3}
          aria-label={`第 ${no} 条内容`}
          onInput={(event) => put({ text: typed(event) })}
        />
        <div className="dk-point__foot">
          <PointTools {...props} />
          <span className={cx('dk-count', left < 30 && 'dk-count--near')}>
            {point.text.length} / {mostPointText} 字
          </span>
        </div>
      </div>
    </div>
  )
}

/** The numbered points: the numbers are what people answer to. Alt+↑↓ moves one. */
export function PointsEditor({ points, onChange }: PointsEditorProps) {
  const formId = useId()
  return (
    <section className="lx-card" aria-label="要点">
      <div className="lx-card__head">
        <h2 className="lx-card__title">要点</h2>
        <span className="lx-muted">
          {points.length} / {mostPoints} 条{isWeapp ? '' : ' · Alt ↑↓ 换位置'}
        </span>
      </div>
      {points.length === 0 ? (
        <p className="lx-muted">
          还没有。读入一份文件，或自己写一条。居民按号码回话，五条以内最好记。
        </p>
      ) : null}
      {points.map((point, index) => (
        <PointEditor
          key={point.key}
          points={points}
          onChange={onChange}
          point={point}
          index={index}
          formId={formId}
        />
      ))}
      <div className="lx-acts">
        <Button
          kind="secondary"
          small
          disabled={points.length >= mostPoints}
          onClick={() => onChange([...points, newPoint()])}
        >
          加一条
        </Button>
      </div>
    </section>
  )
}
