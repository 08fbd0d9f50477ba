import { DeskPage } from '../parts/desk-page'

function Waiting() {
  return (
    <DeskPage title="写摘要" here="deskDigests">
      <h1 className="lx-title">写摘要</h1>
    </DeskPage>
  )
}

export default Waiting
