import { useState } from 'react'
import { namelessApi } from '@/api/client'
import { failureOf } from '@/api/failure'
import {
  forgetMatter,
  knownMatters,
  takeInHand,
  tidyNumber,
  type KnownMatter,
} from '@/lib/known-matters'
import { go, pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { confirm } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Banner } from '@/ui/states'

function open(matter: KnownMatter) {
  takeInHand(matter)
  go(pageUrl('matter', { number: matter.number }))
}

/** Number and code of a receipt; tried here, so that a slip is mended where it was made. */
export function ByCode() {
  const [number, setNumber] = useState('')
  const [code, setCode] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const look = async () => {
    const matter = { number: tidyNumber(number), code: tidyNumber(code) }
    if (matter.number.length < 4 || matter.code.length < 4) {
      setProblem('请把回执上的编号和查询码都填上。')
      return
    }
    setBusy(true)
    setProblem(null)
    try {
      const found = await namelessApi.call('tickets.publicLookup', { body: matter })
      open({ number: found.number, code: matter.code })
      setNumber('')
      setCode('')
    } catch (error) {
      setProblem(failureOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card title="凭回执查">
      <Field
        id="track-number"
        label="编号"
        value={number}
        maxLength={30}
        placeholder="LX-20261122-0007"
        onChange={setNumber}
        onEnter={() => void look()}
      />
      <Field
        id="track-code"
        label="查询码"
        value={code}
        maxLength={20}
        onChange={setCode}
        onEnter={() => void look()}
      />
      {problem ? <Banner>{problem}</Banner> : null}
      <div className="lx-acts">
        <Button wide busy={busy} onClick={() => void look()}>
          查进度
        </Button>
      </div>
    </Card>
  )
}

/** Nameless matters this device was asked to remember. */
export function KnownHere() {
  const [list, setList] = useState(knownMatters)
  useShownAgain(() => setList(knownMatters()))
  if (list.length === 0) return null
  const forget = async ({ number }: KnownMatter) => {
    const sure = await confirm({
      title: '不再记住这件事？',
      text: `${number} 照样在办，只是这台手机上不再显示。`,
      yes: '不记了',
    })
    if (!sure) return
    forgetMatter(number)
    setList(knownMatters())
  }
  return (
    <Card title="这台手机记住的">
      <div className="lx-rows">
        {list.map((matter) => (
          <div key={matter.number} className="lx-line">
            <button
              type="button"
              className="lx-plain lx-line__text lx-tap"
              onClick={() => open(matter)}
            >
              {matter.number}
            </button>
            <Button
              kind="quiet"
              small
              label={`不再记住 ${matter.number}`}
              onClick={() => void forget(matter)}
            >
              不记了
            </Button>
          </div>
        ))}
      </div>
    </Card>
  )
}
