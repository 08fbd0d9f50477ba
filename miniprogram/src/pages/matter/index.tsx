import { useRouter } from '@tarojs/taro'
import { dayAndTime } from '@/lib/dates'
import { codeOf, tidyNumber } from '@/lib/known-matters'
import { go, pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { Page } from '@/ui/page'
import { PhotoStrip } from '@/ui/photo-strip'
import { RemindMe } from '@/ui/remind-me'
import { EmptyState } from '@/ui/states'
import { Timeline, type TimelineStep } from '@/ui/timeline'
import { useMatter, type Access, type Matter } from './use-matter'
import { Verdict } from './verdict'

function stepsOf(matter: Matter): TimelineStep[] {
  const past = matter.log.map((entry, index) => ({
    key: `${index} ${entry.at}`,
    title: entry.label,
    note: `${dayAndTime(entry.at)} · ${entry.by}`,
    text: entry.text,
    done: true,
  }))
  return matter.promise
    ? [...past, { key: 'next', title: '接下来', note: matter.promise, done: false }]
    : past
}

function Known({ access }: { access: Access }) {
  const open = useMatter(access)
  useShownAgain(open.query.reload)
  return (
    <Loading query={open.query} cards={2}>
      {(matter) => (
        <>
          <Badge tone={matter.canRate || matter.rating ? 'done' : 'new'}>{matter.stateLabel}</Badge>
          <h1 className="lx-title">{matter.title}</h1>
          <p className="lx-subtitle">
            {matter.number} · {matter.orgName}
          </p>
          <Verdict matter={matter} open={open} />
          {'id' in access ? <RemindMe about="matter" id={access.id} /> : null}
          <Card title="办到哪一步了">
            <Timeline steps={stepsOf(matter)} />
          </Card>
          <Card title="当时说的">
            <div className="lx-words">{matter.text}</div>
            <PhotoStrip photos={matter.photos} />
          </Card>
        </>
      )}
    </Loading>
  )
}

function accessOf(params: Partial<Record<string, string>>): Access | null {
  if (params.id) return { id: params.id }
  const number = tidyNumber(params.number ?? '')
  const code = params.code ?? codeOf(number)
  return number && code ? { number, code } : null
}

/** One matter as its reporter sees it: where it stands, what was said, and their verdict. */
function MatterPage() {
  const access = accessOf(useRouter().params)
  return (
    <Page title="这件事" here="track">
      {access ? (
        <Known access={access} />
      ) : (
        <EmptyState title="要编号和查询码才能看" text="为了不让别人看到，关掉页面后要重新填一次。">
          <Button onClick={() => go(pageUrl('track'))}>去填</Button>
        </EmptyState>
      )}
    </Page>
  )
}

export default MatterPage
