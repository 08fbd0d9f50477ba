import { useState } from 'react'
import { failureOf } from '@/api/failure'
import { Button } from '@/ui/button'
import { toast } from '@/ui/feedback'
import { printSheets } from './transfer'

interface PrintButtonProps {
  digestId: string
  /** Left out: a sheet for every group on paper. */
  group?: { id: string; topic: string }
}

/** Opens the sheets of a digest for printing. Only for a browser. */
export function PrintButton({ digestId, group }: PrintButtonProps) {
  const [busy, setBusy] = useState(false)
  const print = async () => {
    setBusy(true)
    try {
      await printSheets(digestId, group?.id)
    } catch (error) {
      toast(failureOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button
      small
      kind="secondary"
      busy={busy}
      label={group ? `${group.topic}：打印` : '打印张贴的纸'}
      onClick={() => void print()}
    >
      打印
    </Button>
  )
}
