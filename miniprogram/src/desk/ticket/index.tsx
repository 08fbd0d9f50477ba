import { DeskPage } from '../parts/desk-page'

function Waiting() {
  return (
    <DeskPage title="一件事" here="ledger">
      <h1 className="lx-title">一件事</h1>
    </DeskPage>
  )
}

export default Waiting
