import { useRouter } from '@tarojs/taro'
import { useMe } from '@/api/session'
import { go, pageUrl } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'
import { LessonQuiz } from './lesson-quiz'
import { Review } from './review'

/** 小测: the questions of a lesson or, without one, those that come back today. */
function QuizPage() {
  const { lesson, version } = useRouter().params
  const me = useMe()
  const isReview = lesson === undefined
  return (
    <Page title={isReview ? '复习' : '小测'} here="study">
      <h1 className="lx-title">{isReview ? '今天复习' : '小测'}</h1>
      {me === null ? (
        <EmptyState title="登录以后再答" text="答对了，这一课才算学完。">
          <Button onClick={() => go(pageUrl('login', { to: 'study' }))}>去登录</Button>
        </EmptyState>
      ) : isReview ? (
        <Review key={me.id} />
      ) : (
        <LessonQuiz key={me.id} lessonId={lesson} version={Number(version) || 1} />
      )}
    </Page>
  )
}

export default QuizPage
