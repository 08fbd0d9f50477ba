import { errorCatalog, formatShanghai, startOfShanghaiDay } from '@lianxin/shared'
import type { SaidIn } from '../checkins'
import type { SignUpOutcome } from '../events'
import type { TicketNews } from '../tickets'

/** Everything that the bot says in answer to a message: short, once, never scolding. */
export interface TextsContext {
  botName: string
  /** Address of the public pages. */
  publicUrl: string
}

/** `LX-20261122-0007` → `0007`, as people type it. */
function shortNumber(number: string): string {
  return number.split('-').at(-1) ?? number
}

function lines(...parts: (string | null | false)[]): string {
  return parts.filter(Boolean).join('\n')
}

export interface ReceiptFacts {
  ticket: TicketNews
  chat: 'group' | 'direct'
  anonymous: boolean
  /** Only told in private; null in a group. */
  queryCode: string | null
  /** The point was typed, but the issue has only so many. */
  missingPoint: { pointNo: number; pointCount: number; issueNo: number } | null
  photos: number
}

type CheckedIn = SaidIn & {
  /** It was said on a day that is over. */
  late: boolean
  chat: 'group' | 'direct'
}

/** Makes the sentences. */
export function createTexts({ botName, publicUrl }: TextsContext) {
  const page = publicUrl ? `，或打开 ${publicUrl}` : ''

  return {
    receipt({ ticket, chat, anonymous, queryCode, missingPoint, photos }: ReceiptFacts): string {
      const point = ticket.digest?.pointNo
      const noted = point ? `记在第 ${point} 条下` : '记下了'
      const first = missingPoint
        ? `收到。第${missingPoint.issueNo}期只有 ${missingPoint.pointCount} 条，没有第 ${missingPoint.pointNo} 条，先单独记下了。`
        : `收到，${noted}${anonymous ? '，不记您的名字' : ''}${photos > 0 ? `，照片 ${photos} 张` : ''}。`
      return lines(
        first,
        missingPoint && anonymous && '没有记您的名字。',
        `编号 ${ticket.number}`,
        queryCode
          ? `查询码 ${queryCode}，请记好：凭编号和查询码${publicUrl ? `在 ${publicUrl} ` : ''}看进度、评价。`
          : `${ticket.promise}发“查 ${shortNumber(ticket.number)}”看进度。`,
        queryCode && ticket.promise,
        anonymous &&
          chat === 'group' &&
          `群里的人已看到这句话是您发的；不想让人看见，下次请私聊${botName}${page}。`,
      )
    },

    status(found: readonly TicketNews[], chat: 'group' | 'direct'): string {
      return found
        .map(({ number, title, stateLabel, promise, answer }) =>
          lines(
            `编号 ${number}：${stateLabel}。`,
            // What was said in private stays there; in the group the number is enough.
            chat === 'direct' && `您说的：${title}`,
            chat === 'direct' && answer !== null && `答复：${answer}`,
            promise,
          ),
        )
        .join('\n')
    },

    notFound(number: string | null): string {
      const looked = number ? `没查到您名下的 ${number}。` : '这里还没有您提的事。'
      return lines(
        looked,
        `编号在回执里，发“查 0007”这样就行。${publicUrl ? `有查询码的，请到 ${publicUrl} 查。` : ''}`,
      )
    },

    rated({ number }: TicketNews, score: number): string {
      return score >= 3
        ? `谢谢您，${score} 分记在编号 ${number} 下了。`
        : `谢谢您的实话，${score} 分记在编号 ${number} 下了。还没解决请回“没解决”，我们接着办。`
    },

    alreadyRated({ number }: TicketNews): string {
      return `编号 ${number} 您已经评过了，谢谢。`
    },

    nothingToRate(score: number): string {
      return lines(
        '现在没有等您评价的事。',
        `想对第 ${score} 条提建议，请在后面加一句话，像“${score} 路灯坏了”。`,
      )
    },

    reopened({ number, promise }: TicketNews): string {
      return `编号 ${number} 重新办理，经办人已看到。${promise}`
    },

    nothingToReopen(number: string | null): string {
      return `${number ? `编号 ${number}` : '您提的事'}现在不用重开。有新情况，直接说一句就行。`
    },

    /** In the group nothing about the person but that it is noted; the streak only in private. */
    checkedIn({ day, isNew, keptThought, streak, late, chat }: CheckedIn): string {
      const date = formatShanghai(startOfShanghaiDay(day), 'M月D日')
      const again = late ? `${date}已经打过卡了。` : '今天已经打过卡了，不用再打。'
      const noted = late ? `打卡成功，记在${date}。` : '打卡成功，今天记上了。'
      return lines(
        isNew ? noted : again,
        keptThought && '心得收到了，支部的同志看过就给大家看。',
        chat === 'direct' && streak > 1 && `已经连着打了 ${streak} 天。`,
      )
    },

    unknownComrade(): string {
      return lines(
        '我还对不上您是哪位同志，这次没记上。',
        `请打开小程序的“打卡”${publicUrl ? `，或 ${publicUrl}` : ''}，登录后点一下就行。`,
      )
    },

    unknownVolunteer(): string {
      return lines(
        '我还对不上您是哪位，这次没报上。',
        `请打开小程序的“志愿”${publicUrl ? `，或 ${publicUrl}` : ''}，登录后点一下就行。`,
      )
    },

    noSuchShift(number: number): string {
      return `没有找到 ${number} 号班次，请对一下编号${page}。`
    },

    signedUp(outcome: SignUpOutcome, number: number, chat: 'group' | 'direct'): string {
      switch (outcome.kind) {
        case 'unknown':
          return `没有找到 ${number} 号班次，请对一下编号${page}。`
        case 'refused':
          return `${outcome.title}：${errorCatalog[outcome.code].message}`
        case 'left':
          return `“${outcome.title}”的报名取消了，名额让给后面的人。`
        case 'seated':
          return lines(
            outcome.line === null
              ? `报上了：${outcome.title}，${outcome.when}，${outcome.place}。`
              : `“${outcome.title}”报满了，先排上候补${chat === 'direct' ? `，第 ${outcome.line} 位` : ''}。有空位会留给您，在“我的志愿”里确认。`,
            `来不了请回“取消报名 ${number}”。`,
          )
      }
    },

    help(chat: 'group' | 'direct'): string {
      const at = chat === 'group' ? `@${botName} ` : ''
      return lines(
        `提建议：${at}3 路灯坏了（3 是摘要的第几条，不写也行）`,
        `不留名：${at}匿名 3 路灯坏了；不想让人看见，请私聊${botName}`,
        `看进度：${at}查 0007`,
        `党员打卡：${at}打卡，后面可以加一句心得`,
        `志愿报名：${at}报名 12（12 是班次的编号）`,
        `办完以后：回 1–5 评价；没办好，${at}没解决`,
        `怎么用您的信息：${at}隐私`,
      )
    },

    privacy(): string {
      return lines(
        `${botName}只读 @ 它、引用它、“建议：”开头和私聊的话，别的不读、不存。`,
        '您提的事由本社区办理，名字只显示成“王**”。写“匿名”就不记名字。',
        publicUrl ? `要看或删除自己的信息，请到 ${publicUrl} 或找支部书记。` : null,
      )
    },

    bound(orgName: string): string {
      return lines(
        `绑好了，这个群归${orgName}。`,
        `大家想提建议，@${botName} 说一句就行；没有 @ 我的话我不读、不存。`,
        `发“@${botName} 帮助”看用法。`,
      )
    },

    wrongBindCode(): string {
      return '绑定码不对，或者过了半小时。请在电脑上重新要一个。'
    },

    boundElsewhere(orgName: string): string {
      return `这个群已经归${orgName}了。要换，请先请他们或上级来办。`
    },

    bindInGroup(): string {
      return `绑定要在群里说：先把${botName}拉进群，再在群里发这句话。`
    },

    trialHead(parts: number): string {
      return parts > 1
        ? `【试发】群里会收到下面 ${parts} 条，现在只有您看得见。`
        : '【试发】群里会收到下面这一条，现在只有您看得见。'
    },

    wrongTrialCode(): string {
      return '数字不对，或者过了半小时。请在那期摘要的页面上再点一次“发给我看看”；错五次要等半小时。'
    },

    trialInPrivate(): string {
      return `“看看”请私聊${botName}说。刚才的数字别再用了，请在摘要页面上重新要一个。`
    },

    empty(chat: 'group' | 'direct'): string {
      const at = chat === 'group' ? `@${botName} ` : ''
      const photos = chat === 'direct' ? '我看得懂文字和照片。' : ''
      return `我在。${photos}想说什么请打字告诉我，像“${at}3 路灯坏了”；发“${at}帮助”看用法。`
    },

    photosAdded(ticket: TicketNews, count: number): string {
      return `照片 ${count} 张，放进编号 ${ticket.number} 了。`
    },

    photosFull(ticket: TicketNews): string {
      return `编号 ${ticket.number} 已有 3 张照片，放不下了，前面的都在。`
    },

    photosWait(): string {
      return '照片收到了。请再打一句话，说说是什么事、在哪里。'
    },

    unknownBranch(): string {
      return lines(
        '谢谢您来说事。我还不知道您在哪个小区，这件事没法转。',
        publicUrl
          ? `请打开 ${publicUrl} 选好社区再说一遍，一样不用留名。`
          : `请先在社区的群里 @${botName} 说一句，再来私聊。`,
      )
    },
  }
}

export type Texts = ReturnType<typeof createTexts>
