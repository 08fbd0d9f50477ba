import { useId, useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { useMutation } from '@/api/use-mutation'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { Field } from '@/ui/field'
import { Banner } from '@/ui/states'
import { Choose } from '../parts/choose'
import { useUnits } from '../parts/use-orgs'

type Added = OutputOf<'sources.create'>

const ways = [
  { key: 'auto', text: '自动认' },
  { key: 'list', text: '栏目列表' },
  { key: 'page', text: '盯一个页面' },
] as const
type Way = (typeof ways)[number]['key']

const hints: Record<Way, string> = {
  auto: '贴栏目页或 RSS 的网址，系统先打开看一遍。',
  list: '页面上有一串文章标题，来了新的就收进来。',
  page: '只盯这一页的文字，改了就告诉您。',
}

function WhatWasFound({ added: { source, found } }: { added: Added }) {
  const waiting =
    source.newCount > 0
      ? `最新 ${source.newCount} 篇放进了“新到的”`
      : '以后有新的就会出现在“新到的”'
  return (
    <div className="dk-gap" role="status">
      <p>
        {`加好了：${source.name}。`}
        {source.kind === 'page'
          ? '记下了现在的文字，改了会告诉您。'
          : `现在有 ${found.total} 篇，${waiting}。`}
      </p>
      {source.kind === 'page' ? null : (
        <ul className="dk-notes">
          {found.newest.slice(0, 3).map(({ title, url }) => (
            <li key={url ?? title}>{title}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Paste an address: it is read at once, and what was found is shown. */
export function AddCard({ onAdded }: { onAdded: () => void }) {
  const id = useId()
  const creating = useMutation('sources.create')
  const [url, setUrl] = useState('')
  const [way, setWay] = useState<Way>('auto')
  const [orgId, setOrgId] = useState('')
  const [added, setAdded] = useState<Added | null>(null)
  const units = useUnits()
  const add = async () => {
    setAdded(null)
    const body = {
      url: url.trim(),
      ...(way === 'auto' ? {} : { kind: way }),
      ...(orgId ? { orgId } : {}),
    }
    const made = await creating.run({ body })
    if (!made) return
    setAdded(made)
    setUrl('')
    onAdded()
  }
  const { failure } = creating
  const wrongUrl = failure?.fields.url
  return (
    <Card title="加一个来源">
      <Field
        id={`${id}-url`}
        label="网址"
        hint={hints[way]}
        error={wrongUrl}
        value={url}
        maxLength={2000}
        placeholder="https://…"
        onChange={setUrl}
        onEnter={() => void add()}
      />
      <div className="dk-gap">
        <Chips label="怎么看" items={ways} value={way} onChange={setWay} />
      </div>
      {units.length > 1 ? (
        <div className="dk-gap">
          <Choose
            label="归哪个单位"
            options={units}
            value={orgId || (units[0]?.key ?? '')}
            onChange={setOrgId}
          />
        </div>
      ) : null}
      {failure && !wrongUrl ? <Banner>{failure.message}</Banner> : null}
      {added ? <WhatWasFound added={added} /> : null}
      <div className="lx-acts">
        <Button
          kind="secondary"
          busy={creating.busy}
          disabled={url.trim() === ''}
          onClick={() => void add()}
        >
          打开看看，加上
        </Button>
      </div>
    </Card>
  )
}
