import { useQuery } from '@/api/use-query'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { AnswerChoices } from '../parts/answer-choices'

/** How people of the caller's subtree have answered one question so far. */
export function QuestionAnswers({ id }: { id: string }) {
  const query = useQuery('questions.answers', { params: { id } })
  return (
    <Card title="大家怎么答的">
      <Loading query={query} cards={1}>
        {(answers) =>
          answers.asked === 0 ? (
            <p className="lx-muted">还没人答过。有人答了，这里能看到各选了什么。</p>
          ) : (
            <>
              <p>{`答了 ${answers.asked} 次，错 ${answers.wrong} 次`}</p>
              <AnswerChoices answers={answers} />
            </>
          )
        }
      </Loading>
    </Card>
  )
}
