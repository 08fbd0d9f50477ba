import { useAttempt } from '@/api/use-attempt'
import { Button } from '@/ui/button'
import { Banner } from '@/ui/states'

/** Fetches what the page shows as a spreadsheet. @param props.fetch see `transfer` */
export function ExportButton({ fetch }: { fetch: () => Promise<void> }) {
  const { busy, problem, attempt } = useAttempt()
  return (
    <>
      <Button kind="secondary" small busy={busy} onClick={() => void attempt(fetch)}>
        导出 Excel
      </Button>
      {problem ? <Banner>{problem}</Banner> : null}
    </>
  )
}
