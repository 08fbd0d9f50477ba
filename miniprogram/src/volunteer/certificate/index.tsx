import { api } from '@/api/client'
import { useMe, type Me } from '@/api/session'
import { usePages } from '@/api/use-pages'
import { go, pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Button } from '@/ui/button'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'
import { AskForm } from './ask-form'
import { CertificateCard } from './certificate-card'

function Certificates({ me }: { me: Me }) {
  const list = usePages('certificates', (cursor) =>
    api.call('me.certificates', { query: { ...(cursor === undefined ? {} : { cursor }) } }),
  )
  useShownAgain(list.first.reload)
  return (
    <>
      <AskForm me={me} onIssued={list.first.reload} />
      <Loading query={list.first} cards={1}>
        {() =>
          list.items.length > 0 ? (
            <>
              {list.items.map((certificate) => (
                <CertificateCard key={certificate.id} certificate={certificate} />
              ))}
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState title="还没有开过" text="开好的证明都在这里，随时可以再下载。" />
          )
        }
      </Loading>
    </>
  )
}

/** 志愿服务证明: one's own certificates, to ask for, to see and to keep. */
function CertificatePage() {
  const me = useMe()
  return (
    <Page title="志愿服务证明" here="volunteer">
      <h1 className="lx-title">志愿服务证明</h1>
      <p className="lx-subtitle">确认过的时长都能开。上面有编号和二维码，谁都可以查真假。</p>
      {me ? (
        <Certificates key={me.id} me={me} />
      ) : (
        <EmptyState title="登录以后开" text="证明只开给本人。手机不在身边，可以请社区打印。">
          <Button onClick={() => go(pageUrl('login', { to: 'certificate' }))}>去登录</Button>
        </EmptyState>
      )}
    </Page>
  )
}

export default CertificatePage
