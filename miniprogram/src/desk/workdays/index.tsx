import { DeskPage } from '../parts/desk-page'

function Waiting() {
  return (
    <DeskPage title="工作日" here="workdays">
      <h1 className="lx-title">工作日</h1>
    </DeskPage>
  )
}

export default Waiting
