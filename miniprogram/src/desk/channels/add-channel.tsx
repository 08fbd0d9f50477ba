import { useId, useState } from 'react'
import { channelKindLabels, channelKinds, type ChannelKind } from '@lianxin/shared'
import { useMutation } from '@/api/use-mutation'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Banner } from '@/ui/states'
import { Choose } from '../parts/choose'
import { kindOf, steps } from './kinds'
import { isWhole, SecretFields, secretBody, type Secret } from './secret-fields'

interface AddChannelProps {
  /** Whose it can be. */
  options: readonly { key: string; text: string }[]
  onAdded: () => void
}

/** A new channel: choose the app, follow three steps, paste. A known address chooses by itself. */
export function AddChannel({ options, onAdded }: AddChannelProps) {
  const id = useId()
  const create = useMutation('channels.create')
  const [kind, setKind] = useState<ChannelKind>('wecom_robot')
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState('')
  const [secret, setSecret] = useState<Secret>({})
  const owner = options.find(({ key }) => key === chosen) ?? options[0]
  const edit = (next: Secret) => {
    setSecret(next)
    const known = kindOf(next['webhook'] ?? '')
    if (known) setKind(known)
  }
  const add = async () => {
    const body = {
      kind,
      name: name.trim(),
      orgId: owner?.key ?? '',
      secret: secretBody(kind, secret),
    }
    if (!(await create.run({ body }))) return
    toast('加上了，试发一条看看')
    setSecret({})
    setName('')
    onAdded()
  }
  const { failure } = create
  return (
    <Card title="加一个发送渠道">
      <Choose
        label="用哪个软件发"
        options={channelKinds.map((each) => ({ key: each, text: channelKindLabels[each] }))}
        value={kind}
        onChange={(key) => setKind(channelKinds.find((each) => each === key) ?? kind)}
      />
      <ol className="dk-notes">
        {steps[kind].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Field
        id={`${id}-name`}
        label="叫什么"
        value={name}
        maxLength={30}
        placeholder="例如：三号楼企业微信群"
        onChange={setName}
      />
      {options.length > 1 ? (
        <div className="dk-gap">
          <Choose
            label="归哪个单位"
            options={options}
            value={owner?.key ?? ''}
            onChange={setChosen}
          />
        </div>
      ) : null}
      <SecretFields id={id} kind={kind} secret={secret} onChange={edit} />
      <p className="lx-muted">地址和密钥加密存着，以后谁也看不到，只显示末尾几位。</p>
      {failure ? <Banner>{Object.values(failure.fields)[0] ?? failure.message}</Banner> : null}
      <div className="lx-acts">
        <Button
          busy={create.busy}
          disabled={!owner || name.trim() === '' || !isWhole(kind, secret)}
          onClick={() => void add()}
        >
          加上
        </Button>
      </div>
    </Card>
  )
}
