import { useMutation } from '@/api/use-mutation'
import { useQuery } from '@/api/use-query'
import { sentenceOf } from '@/api/failure'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { Banner } from '@/ui/states'

/** The board of one's branch: off until one asks, and as easily left as joined. */
export function Board() {
  const query = useQuery('me.board', {})
  const { run, busy, failure } = useMutation('me.setBoard')
  async function set(on: boolean) {
    if (await run({ body: { on } })) query.reload()
  }
  return (
    <Loading query={query} cards={1}>
      {({ on, branch, members }) =>
        branch === null ? null : (
          <Card title="支部积分榜" aside={branch}>
            {on ? (
              <>
                <ul className="bk-rules">
                  {members.map(({ name, score, isMe }, index) => (
                    <li key={`${index} ${name}`}>{`${name}${isMe ? '（我）' : ''} ${score} 分`}</li>
                  ))}
                </ul>
                <p className="lx-muted lx-apart">只有自己愿意上榜的同志，也只有他们看得到。</p>
              </>
            ) : (
              <p>
                愿意的话，可以和支部里同样愿意的同志互相看看今年的分。加入以后，他们看得到您的姓名和分数；随时可以退出。不加入，谁也看不到。
              </p>
            )}
            {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
            <Button small kind="secondary" busy={busy} onClick={() => void set(!on)}>
              {on ? '退出积分榜' : '我愿意上榜'}
            </Button>
          </Card>
        )
      }
    </Loading>
  )
}
