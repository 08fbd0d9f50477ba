import { renderDigestParts } from '@lianxin/shared'
import { useClientConfig } from '@/api/client-config'

interface PreviewContent {
  /** null: it gets its number when it is first saved. */
  issueNo: number | null
  title: string
  issuer: string | null
  points: readonly { title: string; text: string }[]
  followUp: {
    issueNo: number
    collected: number
    adopted: number
    solved: number
    declined: number
  } | null
}

/** The messages as the group gets them, word for word: the server sends what this function gives. */
function usePreview({ issueNo, title, ...content }: PreviewContent): string[] {
  const { botName, publicUrl } = useClientConfig()
  const parts = renderDigestParts({
    ...content,
    issueNo: issueNo ?? 0,
    title: title.trim() || '（标题）',
    points: content.points.filter((point) => point.text.trim() !== ''),
    botName,
    ...(publicUrl ? { publicUrl } : {}),
  })
  return issueNo === null ? parts.map((part) => part.replace('第0期', '第…期')) : parts
}

/** A phone with the group in it, and in the group exactly the messages that will go out. */
export function ChatPreview({ content }: { content: PreviewContent }) {
  const { botName } = useClientConfig()
  const parts = usePreview(content)
  const empty = content.points.every((point) => point.text.trim() === '')
  const length = parts.reduce((sum, part) => sum + Array.from(part).length, 0)
  return (
    <section className="dk-phone" aria-label="群里看到的样子">
      <div className="dk-phone__bar">群里看到的样子</div>
      <div className="dk-phone__chat">
        {empty ? <p className="dk-phone__empty">写了要点，这里就是群里看到的样子。</p> : null}
        {(empty ? [] : parts).map((part, index) => (
          <div key={index} className="dk-bubble">
            <span className="dk-bubble__face" aria-hidden="true">
              桥
            </span>
            <div className="dk-bubble__box">
              <span className="dk-bubble__name">{botName}</span>
              <div className="dk-bubble__text">{part}</div>
            </div>
          </div>
        ))}
      </div>
      <div className="dk-phone__foot">
        {empty ? '' : `${parts.length > 1 ? `分 ${parts.length} 条发 · ` : ''}共 ${length} 字`}
        {content.issueNo === null && !empty ? ' · 存了草稿才有期号' : ''}
      </div>
    </section>
  )
}
