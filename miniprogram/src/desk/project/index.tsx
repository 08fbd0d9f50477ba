import { useRouter } from '@tarojs/taro'
import { useQuery } from '@/api/use-query'
import { Loading } from '@/ui/loading'
import { DeskPage } from '../parts/desk-page'
import { Existing } from './change'
import { Create } from './create'

function One({ id }: { id: string }) {
  const query = useQuery('projects.get', { params: { id } })
  return (
    <Loading query={query}>
      {(project) => <Existing project={project} onChanged={query.reload} />}
    </Loading>
  )
}

/** A project of service days or Party days: a new one without an id, else that one. */
function DeskProjectPage() {
  const { id } = useRouter().params
  return (
    <DeskPage title={id ? '项目' : '新建'} here="deskShifts" inner>
      <div className="dk-sheet dk-sheet--wide">{id ? <One key={id} id={id} /> : <Create />}</div>
    </DeskPage>
  )
}

export default DeskProjectPage
