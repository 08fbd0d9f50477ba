import { MAX_PART_LENGTH, packBlocks } from './split'

/** What a digest's message is made of. */
export interface DigestContent {
  issueNo: number
  title: string
  issuer: string | null
  /** Numbered 1…n by position. */
  points: readonly { title: string; text: string }[]
  /** What became of the suggestions on an earlier issue; null = there was none. */
  followUp: {
    issueNo: number
    /** Its public page is linked, where known; issues from before it was kept have none. */
    digestId?: string | null
    collected: number
    adopted: number
    solved: number
    declined: number
  } | null
  /** How the bot is called in the groups. */
  botName: string
  /** Address of the public page; left out of the message when there is none. */
  publicUrl?: string
}

/** A digest's messages, and how the same messages read where nobody can answer. */
export interface DigestParts {
  /** Asks for answers in the group. */
  twoWay: string[]
  /** Without that: the way itself adds the link to the reply page. */
  oneWay: string[]
}

/** Room for `（续 12/12）` and its line break behind the code on later parts. */
const CONTINUATION_LENGTH = 12

function pointLine(point: { title: string; text: string }, index: number): string {
  const title = point.title === '' ? '' : `${point.title}：`
  return `${index + 1}. ${title}${point.text}`
}

/** What became of the last issue's suggestions; four different numbers, never one rate. */
export function followUpLine(followUp: NonNullable<DigestContent['followUp']>): string {
  const { issueNo, collected, adopted, solved, declined } = followUp
  const reasons = declined > 0 ? '（都写明了原因）' : ''
  return `第${issueNo}期大家说的事：收到 ${collected} · 采纳 ${adopted} · 办结 ${solved} · 不采纳 ${declined}${reasons}`
}

/** The same with a way to the page that tells it point by point; null when nobody said anything. */
function followUpBlock({ followUp, publicUrl }: DigestContent): string | null {
  if (!followUp || followUp.collected === 0) return null
  const { digestId } = followUp
  const link = publicUrl && digestId ? `\n每一条办得怎样：${digestPage(publicUrl, digestId)}` : ''
  return `${followUpLine(followUp)}${link}`
}

/**
 * Address of a digest's public page.
 * @param publicUrl origin of the public pages, without a trailing slash
 */
export function digestPage(publicUrl: string, digestId: string): string {
  return `${publicUrl}/#/pages/digest/index?id=${digestId}`
}

/** How to answer: in the group, and where nobody sees it. */
function contactLines({ botName, points, publicUrl }: DigestContent): string {
  const example = Math.min(3, points.length)
  return [
    `想说话：@${botName} ${example} 你的建议`,
    `不想留名：私聊${botName}${publicUrl ? `，或打开 ${publicUrl}` : ''}`,
  ].join('\n')
}

/** The visible code that a quote of the message is known by. */
export function digestCode(issueNo: number): string {
  return `【政策摘要 第${issueNo}期】`
}

/**
 * The messages of a digest for both sorts of ways. They are cut alike, so that a later part can go
 * another way than the one before it.
 */
export function renderDigestForWays(content: DigestContent): DigestParts {
  const twoWay = renderDigestParts(content)
  const asking = contactLines(content).split('\n')
  const oneWay = twoWay.map((part) =>
    part
      .split('\n')
      .filter((line) => !asking.includes(line))
      .join('\n')
      .trim(),
  )
  return { twoWay, oneWay }
}

/**
 * The messages of a digest, word for word as a group gets them. The server sends what this gives
 * and the desk's preview shows what this gives.
 * @returns parts of at most {@link MAX_PART_LENGTH} characters, each opening with the issue's code
 */
export function renderDigestParts(content: DigestContent): string[] {
  const code = digestCode(content.issueNo)
  const issuer = content.issuer ? `（${content.issuer}）` : ''
  const followUp = followUpBlock(content)
  const blocks = [
    `${content.title}${issuer}`,
    ...content.points.map(pointLine),
    ...(followUp === null ? [] : [`\n${followUp}`]),
    `\n${contactLines(content)}`,
  ]
  const room = MAX_PART_LENGTH - Array.from(code).length - CONTINUATION_LENGTH
  const parts = packBlocks(blocks, room)
  return parts.map((part, index) => {
    const more = index === 0 ? '' : `（续 ${index + 1}/${parts.length}）`
    return `${code}${more}\n${part}`
  })
}
