import { DeskPage } from '../parts/desk-page'

function Waiting() {
  return (
    <DeskPage title="民情台账" here="ledger">
      <h1 className="lx-title">民情台账</h1>
    </DeskPage>
  )
}

export default Waiting
