import { DeskPage } from '../parts/desk-page'

function Waiting() {
  return (
    <DeskPage title="一期摘要" here="deskDigests">
      <h1 className="lx-title">一期摘要</h1>
    </DeskPage>
  )
}

export default Waiting
