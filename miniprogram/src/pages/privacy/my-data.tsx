import { useState } from 'react'
import { api } from '@/api/client'
import { useClientConfig } from '@/api/client-config'
import { failureOf } from '@/api/failure'
import { keepMe, type Me } from '@/api/session'
import { isWeapp } from '@/lib/platform'
import { saveText } from '@/lib/save-file'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { toast } from '@/ui/feedback'
import { Banner } from '@/ui/states'

const purposes = [
  { purpose: 'account', label: '用我的姓名、手机号、单位登录和联系我' },
  { purpose: 'photo', label: '我传的照片给办事的人看' },
  { purpose: 'notify', label: '我的事有进展时通知我' },
] as const

/** Consent for each purpose by itself; taking one back is as easy as giving it. */
export function Consents({ me }: { me: Me }) {
  const { privacyVersion } = useClientConfig()
  const [problem, setProblem] = useState<string | null>(null)
  const granted = (purpose: string) =>
    me.consents.some((consent) => consent.purpose === purpose && consent.granted)
  const set = async (purpose: (typeof purposes)[number]['purpose'], value: boolean) => {
    setProblem(null)
    try {
      const body = { purpose, version: privacyVersion, granted: value }
      keepMe(await api.call('me.consent', { body }))
      toast(value ? '已同意' : '已撤回')
    } catch (error) {
      setProblem(failureOf(error).message)
    }
  }
  return (
    <Card title="我同意的" aside={`第 ${privacyVersion} 版`}>
      {purposes.map(({ purpose, label }) => (
        <Check
          key={purpose}
          label={label}
          checked={granted(purpose)}
          onChange={(value) => void set(purpose, value)}
        />
      ))}
      {problem ? <Banner>{problem}</Banner> : null}
    </Card>
  )
}

/** Everything held about the person, to take away (PIPL art. 45). */
export function ExportData() {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const take = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const data = await api.call('me.export')
      await saveText('连心桥-我的数据.json', JSON.stringify(data, null, 2))
    } catch (error) {
      setProblem(failureOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card title="我的数据">
      <div>这里记着的、和您有关的一切，都能拿走一份。</div>
      {problem ? <Banner>{problem}</Banner> : null}
      <div className="lx-acts">
        <Button kind="secondary" busy={busy} onClick={() => void take()}>
          {isWeapp ? '复制我的数据' : '下载我的数据'}
        </Button>
      </div>
    </Card>
  )
}
