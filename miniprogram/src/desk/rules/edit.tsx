import { useId, useState } from 'react'
import {
  addDays,
  bookPartLabels,
  bookParts,
  partyClasses,
  partyClassLabels,
  ruleKeys,
  ruleLabels,
  shanghaiDay,
  type BookRule,
  type BookScheme,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { usePages } from '@/api/use-pages'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { confirm, toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'
import { MomentField } from '../parts/choose'

const parts = bookParts.map((key) => ({ key, text: bookPartLabels[key] }))
const wholeNumber = (text: string) => Number(text.replace(/\D/gu, '').slice(0, 4)) || 0
const limitOf = (text: string) => (text.trim() === '' ? null : wholeNumber(text))

interface RuleEditorProps {
  name: string
  rule: BookRule
  onChange: (rule: BookRule) => void
}

function RuleEditor({ name, rule, onChange }: RuleEditorProps) {
  const id = useId()
  const { points, mostADay, mostAYear, part } = rule
  return (
    <section className="bk-entry" aria-label={name}>
      <p className="lx-field__label">{name}</p>
      <div className="dk-fields">
        <Field
          id={`${id}-points`}
          label="几分"
          type="tel"
          value={String(points)}
          maxLength={4}
          onChange={(text) => onChange({ ...rule, points: wholeNumber(text) })}
        />
        <Field
          id={`${id}-day`}
          label="一天最多（空着不限）"
          type="tel"
          value={mostADay === null ? '' : String(mostADay)}
          maxLength={4}
          onChange={(text) => onChange({ ...rule, mostADay: limitOf(text) })}
        />
        <Field
          id={`${id}-year`}
          label="一年最多（空着不限）"
          type="tel"
          value={mostAYear === null ? '' : String(mostAYear)}
          maxLength={4}
          onChange={(text) => onChange({ ...rule, mostAYear: limitOf(text) })}
        />
      </div>
      <Chips
        label={`${name}算哪一部分`}
        items={parts}
        value={part}
        onChange={(key) => onChange({ ...rule, part: key })}
      />
    </section>
  )
}

interface SchemeProps {
  scheme: BookScheme
  onChange: (scheme: BookScheme) => void
}

function SchemeEditor({ scheme, onChange }: SchemeProps) {
  const id = useId()
  return (
    <>
      {ruleKeys.map((key) => (
        <RuleEditor
          key={key}
          name={ruleLabels[key]}
          rule={scheme.rules[key]}
          onChange={(rule) => onChange({ ...scheme, rules: { ...scheme.rules, [key]: rule } })}
        />
      ))}
      <p className="lx-field__label dk-gap">一百分里，基础分最多占几分</p>
      <div className="dk-fields">
        {partyClasses.map((key) => (
          <Field
            key={key}
            id={`${id}-${key}`}
            label={partyClassLabels[key]}
            type="tel"
            value={String(scheme.baseMost[key])}
            maxLength={3}
            onChange={(text) =>
              onChange({
                ...scheme,
                baseMost: { ...scheme.baseMost, [key]: Math.min(100, wholeNumber(text)) },
              })
            }
          />
        ))}
      </div>
    </>
  )
}

type Totals = OutputOf<'rules.preview'>['totals']

/** In all: the counts with what they are counted of. */
function totalWords(totals: Totals): string {
  if (!totals) return '人比较多，不在这里合计，往下一个个看。'
  const { members, more, less, same } = totals
  return `一共 ${members} 位：${more} 位变多，${less} 位变少，${same} 位不变。`
}

/** What these rules would make of this year, for how many and person by person. */
function Preview({ scheme, orgId }: { scheme: BookScheme; orgId: string }) {
  const [totals, setTotals] = useState<Totals>(null)
  const list = usePages(`preview ${orgId} ${JSON.stringify(scheme)}`, async (cursor) => {
    const body = { orgId, scheme, limit: 50, ...(cursor ? { cursor } : {}) }
    const page = await api.call('rules.preview', { body })
    if (!cursor) setTotals(page.totals)
    return page
  })
  return (
    <Card title="按新规则，今年会变成">
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            <p className="dk-strong">{totalWords(totals)}</p>
            {list.items.map(({ personId, name, before, after }) => (
              <div key={personId} className="dk-line">
                <span className="dk-strong">{name}</span>
                <span className="dk-acts--row">
                  <span>{before === after ? `${before} 分，不变` : `${before} → ${after} 分`}</span>
                  {before === after ? null : (
                    <Badge tone={after > before ? 'done' : 'soon'}>
                      {after > before ? `多 ${after - before}` : `少 ${before - after}`}
                    </Badge>
                  )}
                </span>
              </div>
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
      <p className="lx-muted lx-apart">
        只是算给您看。生效以后，已经记下的分不变，新的事按新规则。
      </p>
    </Card>
  )
}

interface EditProps {
  rules: OutputOf<'rules.get'>
  onDone: () => void
  onClose: () => void
}

/** Writing the next version: first what it would change, then from which day and why. */
export function Edit({ rules, onDone, onClose }: EditProps) {
  const id = useId()
  const tomorrow = addDays(shanghaiDay(new Date()), 1)
  const [scheme, setScheme] = useState<BookScheme>((rules.coming ?? rules.inForce).scheme)
  const [tried, setTried] = useState<BookScheme | null>(null)
  const [from, setFrom] = useState(tomorrow)
  const [reason, setReason] = useState('')
  const { run, busy, failure } = useMutation('rules.activate')

  async function send() {
    const text = `${from}起，${rules.org.name}和下面的支部按新规则计分。`
    if (!(await confirm({ title: '让新规则生效？', text, yes: '生效' }))) return
    const body = { scheme, from, reason: reason.trim(), newest: rules.newest }
    if (!(await run({ body: { ...body, orgId: rules.org.id } }))) return
    toast('到那天起按新规则')
    onDone()
  }

  return (
    <>
      <Card title={`${rules.org.name}的新规则`}>
        <SchemeEditor scheme={scheme} onChange={setScheme} />
        <div className="dk-acts--row dk-gap">
          <Button kind="secondary" onClick={() => setTried(scheme)}>
            先看看谁会变
          </Button>
          <Button kind="quiet" onClick={onClose}>
            不改了
          </Button>
        </div>
      </Card>
      {tried ? <Preview scheme={tried} orgId={rules.org.id} /> : null}
      {tried ? (
        <Card title="让它生效">
          <div className="dk-fields">
            <MomentField
              id={`${id}-from`}
              label="哪天起"
              kind="date"
              value={from}
              min={tomorrow}
              onChange={setFrom}
            />
            <Field
              id={`${id}-reason`}
              label="为什么改（党员看得到）"
              value={reason}
              maxLength={200}
              error={failure?.fields.reason}
              onChange={setReason}
            />
          </div>
          {failure && !failure.fields.reason ? <Banner>{sentenceOf(failure)}</Banner> : null}
          <div className="dk-acts--row dk-gap">
            <Button busy={busy} disabled={reason.trim() === ''} onClick={() => void send()}>
              生效
            </Button>
          </div>
        </Card>
      ) : null}
    </>
  )
}
