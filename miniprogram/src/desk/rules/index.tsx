import { useState } from 'react'
import { ruleKeys, ruleWords } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { useQuery } from '@/api/use-query'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { DeskPage } from '../parts/desk-page'
import { Edit } from './edit'
import '@/book/book.scss'

type Version = OutputOf<'rules.activate'>

function VersionCard({ title, version }: { title: string; version: Version }) {
  const { scheme, owner, from, reason, by } = version
  return (
    <Card title={title} aside={version.version === 0 ? '通用规则' : `第 ${version.version} 版`}>
      <ul className="bk-rules">
        {ruleKeys.map((key) => (
          <li key={key}>{ruleWords(key, scheme.rules[key])}</li>
        ))}
      </ul>
      {version.version === 0 ? null : (
        <p className="lx-muted lx-apart">{`${owner ?? ''} · ${by} · ${from ?? ''}起 · ${reason}`}</p>
      )}
    </Card>
  )
}

function RulesSheet() {
  const query = useQuery('rules.get', { query: {} })
  const [editing, setEditing] = useState(false)
  return (
    <div className="dk-sheet">
      <div className="dk-head">
        <h1 className="lx-title">计分规则</h1>
        {editing ? null : (
          <Button small onClick={() => setEditing(true)}>
            改规则
          </Button>
        )}
      </div>
      <p className="lx-subtitle">每改一次是新的一版，从明天或以后起算；记下的分不会变。</p>
      <Loading query={query}>
        {(rules) => (
          <>
            {editing ? (
              <Edit
                rules={rules}
                onClose={() => setEditing(false)}
                onDone={() => {
                  setEditing(false)
                  query.reload()
                }}
              />
            ) : null}
            {rules.coming ? (
              <VersionCard title={`${rules.coming.from ?? ''}起`} version={rules.coming} />
            ) : null}
            <VersionCard title="现在的" version={rules.inForce} />
            {rules.before.map((version) => (
              <VersionCard key={version.version} title="以前的" version={version} />
            ))}
          </>
        )}
      </Loading>
    </div>
  )
}

/** 计分规则: what holds, what it would change for whom, and putting a new version in force. */
function DeskRulesPage() {
  return (
    <DeskPage title="计分规则" here="deskPoints" inner>
      <RulesSheet />
    </DeskPage>
  )
}

export default DeskRulesPage
