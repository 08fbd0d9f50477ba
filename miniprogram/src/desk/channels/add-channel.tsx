import { useId, useState } from 'react'
import { channelKindLabels, channelKinds, type ChannelKind } from '@lianxin/shared'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Banner } from '@/ui/states'
import { Choose } from '../parts/choose'
import { OwnerChoice, useOwner } from '../parts/owner'
import type { Unit } from '../parts/use-orgs'
import { kindOf, steps } from './kinds'
import { isWhole, SecretFields, secretBody, type Secret } from './secret-fields'

interface AddChannelProps {
  /** Whose it can be. */
  options: readonly Unit[]
  onAdded: () => void
}

/** A new channel: choose the app, follow three steps, paste. A known address chooses by itself. */
export function AddChannel({ options, onAdded }: AddChannelProps) {
  const id = useId()
  const create = useMutation('channels.create')
  const [kind, setKind] = useState<ChannelKind>('wecom_robot')
  const [name, setName] = useState('')
  const [secret, setSecret] = useState<Secret>({})
  const owner = useOwner(options)
  const edit = (next: Secret) => {
    setSecret(next)
    const known = kindOf(next['webhook'] ?? '')
    if (known) setKind(known)
  }
  const add = async () => {
    const body = {
      kind,
      name: name.trim(),
      orgId: owner.unit?.key ?? '',
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
      <OwnerChoice className="dk-gap" label="归哪个单位" options={options} owner={owner} />
      <SecretFields id={id} kind={kind} secret={secret} onChange={edit} />
      <p className="lx-muted">地址和密钥加密存着，以后谁也看不到，只显示末尾几位。</p>
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="lx-acts">
        <Button
          busy={create.busy}
          disabled={!owner.unit || name.trim() === '' || !isWhole(kind, secret)}
          onClick={() => void add()}
        >
          加上
        </Button>
      </div>
    </Card>
  )
}
