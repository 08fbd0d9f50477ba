import type { Line } from './lines'

/** What page furniture said about the text before it was thrown away. */
export interface FurnitureFacts {
  /** Lines that stated a date, a source or a person; read by `findFacts`. */
  stated: string[]
  sourceUrl: string | null
  removed: string[]
  captions: string[]
  lead: string | null
}

/** Page furniture wherever it stands. */
const anywhere = [
  /^(?:\[?(?:打印纸张|打印本页|打印本文|我要打印|全文打印|关闭窗口|关闭本页|返回原文|返回顶部|返回首页|字号选择|带图打印)|【打印】|【关闭】|打印$|关闭$)/,
  /^(?:【?字体|字号|文字大小)[:：]?[^。]{0,20}(?:大|小|】)$/,
  /^(?:首页|网站首页|当前位置|您的位置|您现在的位置|您当前的位置|所在位置)\s*[:：>＞»›/]/,
  /^(?:浏览|点击|阅读|访问)(?:次数|量|数)?[:：]?\s*\d*\s*次?$/,
  /^(?:分享到?|扫一扫|微信扫一扫|收藏本?[页文]?|我要纠错|纠错|复制链接|微博|微信|QQ空间)[:：]?(?:.{0,20})?$/,
  /^(?:上一篇|下一篇|上一条|下一条|相关(?:阅读|链接|新闻|附件|推荐)|推荐阅读|热点新闻|更多)(?:[:：].*)?$/,
  /^(?:版权所有|Copyright|©|主办单位|承办单位|网站标识码|备案号|[^\s]{0,2}ICP备|技术支持|网站地图)/i,
  /^[（([【]?(?:责任编辑|责编|编辑|校对|审核|值班编辑|初审|复审|终审|网络编辑)[:：].{0,40}$/,
  /^(?:本网首发|本网讯|未经授权.*|声明[:：].*)$/,
  /^(?:特急|加急|平急|急件|内部资料.{0,10}|签发人[:：].{0,10}|此件公开发布|（此件.{0,10}发布）)$/,
]

const stating =
  /^[（(]?(?:文章来源|信息来源|稿件来源|来源|原文链接|发布时间|发布日期|发文日期|成文日期|发文机关|发布机构|发布单位|发文单位|公开日期|索引号|文号|发文字号|作者|记者|通讯员)\s*[:：]/
const captionWords =
  /^(?:图为|上图|下图|左图|右图|图片说明|资料图|配图)|(?:摄|供图|图\/[^\s]{2,4}|新华社发)[）)]?$/
const maxCaptionChars = 45
const maxNavChars = 8

/**
 * Takes page furniture out of the lines: print tools, breadcrumbs, editor and source lines,
 * captions, the menu behind the end. What such a line stated is handed on, not lost.
 */
export const removeFurniture = (lines: Line[]): { lines: Line[]; facts: FurnitureFacts } => {
  const facts: FurnitureFacts = {
    stated: [],
    sourceUrl: null,
    removed: [],
    captions: [],
    lead: null,
  }
  const fewPadded = lines.filter((line) => line.padded).length <= Math.max(3, lines.length / 10)
  const kept = lines.filter((line) => {
    const { text } = line
    if (isStating(text)) {
      facts.stated.push(text)
      facts.sourceUrl ??= /https?:\/\/[^\s，。）)]+/.exec(text)?.[0] ?? null
    } else if (isPageFurniture(text) || /^[\s\-—_=*·.]+$/.test(text)) {
      facts.removed.push(text)
    } else if (isCaption(line, fewPadded)) facts.captions.push(text)
    else if (/^【?(?:核心提示|内容提要|内容摘要|摘要|导读|编者按)】?[:：]/.test(text)) {
      facts.lead ??= text.replace(/^.*?[:：]\s*/, '')
    } else return true
    return false
  })
  dropTrailingMenu(kept, facts)
  keepLeadOnce(kept, facts)
  return { lines: kept, facts }
}

const maxCrumbChars = 30

const isPageFurniture = (text: string): boolean => {
  const crumbs = text.length <= 200 ? text.split(/[>＞»›]/).map((crumb) => crumb.trim()) : []
  const isBreadcrumb =
    crumbs.length >= 3 &&
    crumbs.every((crumb) => crumb !== '' && crumb.length <= maxCrumbChars && !/[。，]/.test(crumb))
  return isBreadcrumb || anywhere.some((rule) => rule.test(text))
}

/** One line may hold date, source and counter together; a sentence is never one of these. */
const isStating = (text: string): boolean =>
  text.length <= 120 &&
  !text.includes('。') &&
  (stating.test(text) ||
    (/^(?:19|20)\d{2}[年\-/.]\d/.test(text) && /(?:来源|浏览|字体|发布|作者)/.test(text)))

const isCaption = ({ text, padded }: Line, fewPadded: boolean): boolean =>
  text.length <= maxCaptionChars &&
  (captionWords.test(text) ||
    (padded && fewPadded && /[。！]$/.test(text) && !/[。！].+[。！]$/.test(text)))

/** Menu words behind the last sentence; a signing office or a date ends the text and stays. */
const dropTrailingMenu = (lines: Line[], facts: FurnitureFacts): void => {
  const end = lines.findLastIndex((line) => /[。！？”）；]$|日$/.test(line.text))
  if (end < 0 || end === lines.length - 1) return
  const tail = lines.slice(end + 1)
  if (!tail.every((line) => isMenuWord(line.text))) return
  lines.length = end + 1
  facts.removed.push(...tail.map((line) => line.text))
}

const isMenuWord = (text: string): boolean =>
  text.length <= maxNavChars &&
  !/[\d，。：；]/.test(text) &&
  !/(?:局|委|委员会|办|办公室|政府|厅|部|院|会|支部|社区|街道|中心|处|组|站)$/.test(text)

/** An abstract that repeats a paragraph goes; one that says something new leads the body. */
const keepLeadOnce = (lines: Line[], facts: FurnitureFacts): void => {
  const { lead } = facts
  if (lead === null) return
  const squash = (text: string): string => text.replace(/[\s\p{P}]/gu, '')
  const wanted = squash(lead)
  if (lines.some((line) => squash(line.text).includes(wanted))) return
  const firstParagraph = lines.findIndex((line) => line.text.length >= 40)
  lines.splice(Math.max(firstParagraph, 0), 0, { text: lead, padded: false })
}
