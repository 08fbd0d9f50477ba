import { useMutation } from '@/api/use-mutation'
import { DeedForm } from '@/assessment/deed-form'

/** Proposing a deed of one's own. */
export function Propose({ onDone }: { onDone: () => void }) {
  const { run, busy, failure } = useMutation('me.proposeDeed')
  return (
    <DeedForm
      title="报一件实事"
      busy={busy}
      failure={failure}
      onSend={async (body) => {
        const made = await run({ body })
        if (made) onDone()
        return made !== null
      }}
    />
  )
}
