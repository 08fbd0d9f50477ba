import { pageUrl } from '@/lib/navigate'
import { Link } from '@/ui/link'
import { DeskPage } from '../parts/desk-page'
import { Appeals } from './appeals'
import { Deeds } from './deeds'
import { Groups } from './groups'

/** 考评和申诉: appeals that wait, and who assesses. Assessing itself is on everybody's own page. */
function AssessmentDesk() {
  return (
    <DeskPage title="考评和申诉" here="deskAssessment" inner>
      <div className="dk-sheet">
        <h1 className="lx-title">考评和申诉</h1>
        <p className="lx-subtitle">两位同志认可才记分；有不同看法的，请没经手过的同志答复。</p>
        <Appeals />
        <Deeds />
        <Groups />
        <p>
          <Link className="lx-more" to={pageUrl('proposals')}>
            我是小组的，去评一评
          </Link>
        </p>
      </div>
    </DeskPage>
  )
}

export default AssessmentDesk
