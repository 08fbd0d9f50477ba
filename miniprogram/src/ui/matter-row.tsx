import { pageUrl } from '@/lib/navigate'
import { Badge, type Tone } from './badge'
import { Link } from './link'

/** One of the person's own matters, as the contract lists them. */
interface MyMatter {
  id: string
  number: string
  title: string
  hint: string
  tone: Tone
}

/** A line of a list: what it is, and how it stands in words. */
export function MatterRow({ matter }: { matter: MyMatter }) {
  return (
    <Link to={pageUrl('matter', { id: matter.id })} className="lx-line lx-line--stacked">
      <span className="lx-line__text">
        {matter.title}
        <span className="lx-line__note">{matter.number}</span>
      </span>
      <Badge tone={matter.tone}>{matter.hint}</Badge>
    </Link>
  )
}
