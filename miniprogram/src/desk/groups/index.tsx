import { DeskPage } from '../parts/desk-page'

function Waiting() {
  return (
    <DeskPage title="群与机器人" here="groups">
      <h1 className="lx-title">群与机器人</h1>
    </DeskPage>
  )
}

export default Waiting
