import { useRef, useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api, namelessApi } from '@/api/client'
import { sentenceOf } from '@/api/failure'
import { newIdempotencyKey } from '@/api/idempotency'
import { useMutation } from '@/api/use-mutation'
import { useLoaded } from '@/api/use-query'
import { goBack } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { Banner } from '@/ui/states'
import { Judged } from '../parts/judged'
import { isAnswered, Question, type Asked } from '../parts/question'

type Answered = OutputOf<'quizzes.answer'>

interface QuizOf {
  lessonId: string
  version: number
}

interface Paper {
  title: string
  keyPoints: readonly string[]
  questions: readonly Asked[]
}

async function readPaper({ lessonId, version }: QuizOf): Promise<Paper> {
  const params = { id: lessonId }
  const [quiz, lesson] = await Promise.all([
    api.call('quizzes.get', { params, query: { version } }),
    namelessApi.call('lessons.publicGet', { params }),
  ])
  return { title: lesson.title, keyPoints: lesson.keyPoints, questions: quiz.questions }
}

interface AskingProps extends QuizOf {
  questions: Paper['questions']
  onAnswered: (answered: Answered) => void
}

/** One question after the other; nothing is judged before the last. */
function Asking({ lessonId, version, questions, onAnswered }: AskingProps) {
  const [at, setAt] = useState(0)
  const [answers, setAnswers] = useState<Record<string, string[]>>({})
  // One submission, however often the network makes it be sent.
  const submissionId = useRef(newIdempotencyKey())
  const { run, busy, failure } = useMutation('quizzes.answer')
  const question = questions[at]
  if (!question) return null
  const responseTo = ({ id }: Asked) => answers[id] ?? []
  const last = at === questions.length - 1

  async function handIn() {
    const given = questions.map((each) => ({ questionId: each.id, response: responseTo(each) }))
    const body = { submissionId: submissionId.current, version, answers: given }
    const answered = await run({ params: { id: lessonId }, body })
    if (answered) onAnswered(answered)
  }

  return (
    <>
      <Question
        key={question.id}
        asked={question}
        no={`第 ${at + 1} 题，共 ${questions.length} 题`}
        response={responseTo(question)}
        onChange={(response) => {
          submissionId.current = newIdempotencyKey()
          setAnswers({ ...answers, [question.id]: response })
        }}
      />
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="lx-acts">
        <Button
          wide
          busy={busy}
          disabled={!isAnswered(question, responseTo(question))}
          onClick={() => (last ? void handIn() : setAt(at + 1))}
        >
          {last ? '答完了，看结果' : '下一题'}
        </Button>
        {at > 0 ? (
          <Button kind="secondary" wide onClick={() => setAt(at - 1)}>
            上一题
          </Button>
        ) : null}
      </div>
    </>
  )
}

interface ResultProps {
  paper: Paper
  answered: Answered
  onAgain: () => void
}

function Result({ paper, answered: { passed, judged }, onAgain }: ResultProps) {
  const right = judged.filter((each) => each.right).length
  const allRight = right === judged.length
  const stems = new Map(paper.questions.map(({ id, stem }) => [id, stem]))
  return (
    <>
      <Card>
        <h2 className="lx-card__title" role="status">
          {allRight ? '都答对了' : `答对 ${right} 题，共 ${judged.length} 题`}
        </h2>
        {allRight ? null : (
          <p className="lx-muted">
            {passed ? '以前已经通过了。' : '看看解释，再答一遍就行。'}答错的题过几天会再来问您。
          </p>
        )}
        {judged.map((each, index) => (
          <Judged
            key={each.questionId}
            judged={each}
            no={index + 1}
            stem={stems.get(each.questionId) ?? ''}
            point={each.keyPoint === null ? undefined : paper.keyPoints[each.keyPoint - 1]}
          />
        ))}
      </Card>
      <div className="lx-acts">
        {allRight ? null : (
          <Button wide onClick={onAgain}>
            再答一遍
          </Button>
        )}
        <Button kind={allRight ? 'primary' : 'secondary'} wide onClick={goBack}>
          回到这一课
        </Button>
      </div>
    </>
  )
}

/** The quiz of a lesson: asked, judged as a whole, and again until it is right. */
export function LessonQuiz({ lessonId, version }: QuizOf) {
  const query = useLoaded(`quiz ${lessonId} ${version}`, () => readPaper({ lessonId, version }))
  const [round, setRound] = useState(0)
  const [answered, setAnswered] = useState<Answered | null>(null)
  return (
    <Loading query={query} cards={1}>
      {(paper) => (
        <>
          <p className="lx-subtitle">{paper.title}</p>
          {answered ? (
            <Result
              paper={paper}
              answered={answered}
              onAgain={() => {
                setAnswered(null)
                setRound(round + 1)
              }}
            />
          ) : (
            <Asking
              key={round}
              lessonId={lessonId}
              version={version}
              questions={paper.questions}
              onAnswered={setAnswered}
            />
          )}
        </>
      )}
    </Loading>
  )
}
