import { useRouter } from '@tarojs/taro'
import { useMe } from '@/api/session'
import { useQuery } from '@/api/use-query'
import { go, pageUrl } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Loading } from '@/ui/loading'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'
import type { Attempt } from './answers'
import { Result } from './result'
import { Sheet } from './sheet'
import { useSitting } from './use-sitting'

function Sitting({ opened }: { opened: Attempt }) {
  const sitting = useSitting(opened)
  return (
    <>
      <h1 className="lx-title">{opened.title}</h1>
      {sitting.attempt.result ? (
        <Result attempt={sitting.attempt} result={sitting.attempt.result} />
      ) : (
        <Sheet sitting={sitting} />
      )}
    </>
  )
}

function Mine({ id }: { id: string }) {
  const query = useQuery('attempts.get', { params: { id } })
  // What was read at the beginning stays: the sitting itself keeps up with the server.
  return (
    <Loading query={query} cards={1}>
      {(attempt) => <Sitting key={attempt.id} opened={attempt} />}
    </Loading>
  )
}

/** 考试: one attempt, being sat or with its result. */
function ExamPage() {
  const me = useMe()
  const { attempt } = useRouter().params
  return (
    <Page title="考试" here="study">
      {me && attempt ? (
        <Mine key={attempt} id={attempt} />
      ) : (
        <EmptyState title="从“我的考试”里进" text="开始过的考试，在那里接着考。">
          <Button onClick={() => go(pageUrl(me ? 'exams' : 'login'))}>
            {me ? '我的考试' : '去登录'}
          </Button>
        </EmptyState>
      )}
    </Page>
  )
}

export default ExamPage
