import { useMe } from '@/api/session'
import { Check } from '@/ui/check'
import { TextArea } from '@/ui/field'
import { PhotoPicker } from '@/ui/photo-picker'
import { Banner } from '@/ui/states'
import { AboutPoint } from './about-point'
import { OrgPicker } from './org-picker'
import { SendBar } from './send-bar'
import type { Say } from './use-say'

const maxChars = 3000
/** From here on it helps to know how much room is left. */
const countFrom = 2700

/** The form: what, where, with or without a name, pictures. Only the words are needed. */
export function SayForm({ say }: { say: Say }) {
  const me = useMe()
  const { draft, edit, failure } = say
  const org = draft.org ?? (me ? { id: me.orgId, name: me.orgName } : null)
  const general = failure && Object.keys(failure.fields).length === 0 ? failure : null
  const left = maxChars - draft.text.length
  return (
    <>
      <h1 className="lx-title">您想说什么？</h1>
      {draft.digestId ? (
        <AboutPoint
          digestId={draft.digestId}
          pointNo={draft.pointNo}
          onDrop={() => edit({ digestId: null, pointNo: null })}
        />
      ) : null}
      <TextArea
        id="say-text"
        label="是什么事，在哪里"
        value={draft.text}
        maxLength={maxChars}
        placeholder="比如：三号楼东侧路灯不亮，晚上老人出门看不清。"
        hint={draft.text.length >= countFrom ? `还能写 ${left} 个字` : undefined}
        error={failure?.fields.text}
        onChange={(text) => edit({ text })}
      />
      <PhotoPicker
        photos={draft.photos}
        onChange={(change) => edit((old) => ({ photos: change(old.photos) }))}
      />
      <OrgPicker
        org={org}
        error={failure?.fields.orgId}
        onPick={(picked) => edit({ org: picked })}
      />
      {me ? (
        <Check
          label="不留名字"
          checked={draft.anonymous}
          hint="不记是谁说的。会给您一个查询码，照样能查进度、能评价。"
          onChange={(anonymous) => edit({ anonymous })}
        />
      ) : (
        <div className="lx-muted lx-note">
          您没有登录，不留名字。会给您一个查询码，能查进度、能评价。
        </div>
      )}
      {failure?.fields.privacy ? <Banner>{failure.fields.privacy}</Banner> : null}
      <SendBar say={say} general={general} />
    </>
  )
}
