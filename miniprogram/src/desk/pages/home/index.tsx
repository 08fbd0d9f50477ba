import { Page } from '@/ui/page'

function Stub() {
  return (
    <Page title="连心桥" here="home" tab>
      <h1 className="lx-title">连心桥</h1>
    </Page>
  )
}
export default Stub
