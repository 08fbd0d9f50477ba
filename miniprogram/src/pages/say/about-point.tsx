import { useQuery } from '@/api/use-query'
import { Button } from '@/ui/button'

interface AboutPointProps {
  digestId: string
  pointNo: number | null
  /** It is not about this after all. */
  onDrop: () => void
}

/** Which point of which digest the words are about; can be taken away. */
export function AboutPoint({ digestId, pointNo, onDrop }: AboutPointProps) {
  const { data } = useQuery('digests.publicGet', { params: { id: digestId } })
  const point = data?.points.find((one) => one.no === pointNo)
  return (
    <div className="lx-about">
      <div className="lx-about__text">
        <span className="lx-muted">
          说的是{data ? `第 ${data.issueNo} 期摘要` : '政策摘要'}
          {pointNo ? `第 ${pointNo} 点` : ''}
        </span>
        <div className="lx-about__title">
          {point ? point.title || point.text : (data?.title ?? '')}
        </div>
      </div>
      <Button kind="quiet" small onClick={onDrop}>
        不是说这个
      </Button>
    </div>
  )
}
