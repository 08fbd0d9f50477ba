import type { Failure } from '@/api/failure'
import { Button } from '@/ui/button'
import { Banner } from '@/ui/states'
import type { Say } from './use-say'

/** The button that sends it. @param props.general what went wrong and stands at no field */
export function SendBar({ say, general }: { say: Say; general: Failure | null }) {
  return (
    <>
      {general ? (
        <Banner>
          {general.retriable ? `${general.message}您写的都在，点一下再发。` : general.message}
        </Banner>
      ) : null}
      <div className="lx-acts">
        <Button wide busy={say.busy} onClick={() => void say.submit()}>
          {say.failure?.retriable ? '再发一次' : '提交'}
        </Button>
      </div>
    </>
  )
}
