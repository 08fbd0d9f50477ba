import { TextArea } from '@/ui/field'

interface BurdenReasonProps {
  id: string
  /** Why it is asked for: how many, and where. */
  asked: string
  value: string
  onChange: (value: string) => void
}

/** A sender above the quota of pushes says why; communities read it. */
export function BurdenReason({ id, asked, value, onChange }: BurdenReasonProps) {
  return (
    <div className="dk-reason" role="status">
      <p className="dk-missed">{asked}</p>
      <TextArea
        id={id}
        label="为什么非发不可"
        hint="社区的同志在“基层负担”里看得到。"
        value={value}
        maxLength={200}
        rows={2}
        onChange={onChange}
      />
    </div>
  )
}
