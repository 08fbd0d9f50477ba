import { DeskPage } from '../parts/desk-page'

function Waiting() {
  return (
    <DeskPage title="今天" here="desk">
      <h1 className="lx-title">今天</h1>
    </DeskPage>
  )
}

export default Waiting
