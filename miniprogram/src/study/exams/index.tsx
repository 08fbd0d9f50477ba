import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useMe } from '@/api/session'
import { useAttempt } from '@/api/use-attempt'
import { useQuery } from '@/api/use-query'
import { dayAndTime } from '@/lib/dates'
import { go, pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { confirm } from '@/ui/feedback'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { Page } from '@/ui/page'
import { Banner, EmptyState } from '@/ui/states'
import { deviceKey } from '../exam/answers'

type Mine = OutputOf<'me.exams'>['items'][number]

function whenWords({ exam, open }: Mine): string {
  if (open) return `${dayAndTime(exam.closesAt)}截止`
  return new Date(exam.opensAt).getTime() > Date.now()
    ? `${dayAndTime(exam.opensAt)}开始`
    : `${dayAndTime(exam.closesAt)}结束了`
}

function ExamCard({ mine, onStarted }: { mine: Mine; onStarted: () => void }) {
  const { exam, open, attemptsLeft, attemptId, best, lastAttemptId } = mine
  const { busy, problem, attempt } = useAttempt(onStarted)
  const goOn = (id: string) => go(pageUrl('exam', { attempt: id }))

  async function start() {
    const text = [
      `${exam.questions} 题，${exam.minutes} 分钟，${exam.passMark} 分通过。`,
      '点了开始就计时，中途断网、关页面，时间照走，答案都留着。',
      attemptsLeft > 1 ? `还可以考 ${attemptsLeft} 次。` : '只能考这一次。',
    ].join('')
    if (!(await confirm({ title: '现在开始考？', text, yes: '开始', no: '先不考' }))) return
    await attempt(async () => {
      const body = { device: deviceKey(), takeOver: true }
      goOn((await api.call('attempts.start', { params: { id: exam.id }, body })).id)
    })
  }

  return (
    <Card title={exam.title} aside={whenWords(mine)}>
      <p className="lx-muted">
        {`${exam.questions} 题 · ${exam.minutes} 分钟 · ${exam.passMark} 分通过`}
        {exam.attempts > 1 ? ` · 可考 ${exam.attempts} 次` : ''}
      </p>
      {best ? (
        <p>
          {`最好 ${best.score} 分 `}
          <Badge tone={best.passed ? 'done' : 'soon'}>{best.passed ? '通过了' : '没通过'}</Badge>
        </p>
      ) : null}
      {problem ? <Banner>{problem}</Banner> : null}
      <div className="lx-acts">
        {attemptId ? (
          <Button wide onClick={() => goOn(attemptId)}>
            接着考
          </Button>
        ) : open && attemptsLeft > 0 && !best?.passed ? (
          <Button wide busy={busy} onClick={() => void start()}>
            {best ? '再考一次' : '开始考试'}
          </Button>
        ) : null}
        {!attemptId && lastAttemptId ? (
          <Button kind="secondary" wide onClick={() => goOn(lastAttemptId)}>
            看上次的卷子
          </Button>
        ) : null}
      </div>
    </Card>
  )
}

function List() {
  const query = useQuery('me.exams', {})
  useShownAgain(query.reload)
  return (
    <Loading query={query}>
      {({ items }) =>
        items.length > 0 ? (
          <>
            {items.map((mine) => (
              <ExamCard key={mine.exam.id} mine={mine} onStarted={query.reload} />
            ))}
          </>
        ) : (
          <EmptyState title="没有考试" text="支部安排了考试，会放在这里。" />
        )
      }
    </Loading>
  )
}

/** 我的考试: those that are open, and those that were sat. */
function ExamsPage() {
  const me = useMe()
  return (
    <Page title="我的考试" here="study">
      <h1 className="lx-title">我的考试</h1>
      {me ? (
        <List key={me.id} />
      ) : (
        <EmptyState title="登录以后才能考" text="用您的手机号登录，考完当场看分。">
          <Button onClick={() => go(pageUrl('login', { to: 'exams' }))}>去登录</Button>
        </EmptyState>
      )}
      {me?.usesDesk ? (
        <p>
          <Link className="lx-more" to={pageUrl('deskExams')}>
            安排考试
          </Link>
        </p>
      ) : null}
    </Page>
  )
}

export default ExamsPage
