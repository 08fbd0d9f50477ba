import { useRouter } from '@tarojs/taro'
import { Page } from '@/ui/page'
import { ReceiptView } from './receipt-view'
import { Reply } from './reply'
import { SayForm } from './say-form'
import { useSay } from './use-say'

/** A point number from an address: 1–12, else none. */
function pointOf(text: string | undefined): number | null {
  const no = Number(text)
  return Number.isInteger(no) && no >= 1 && no <= 12 ? no : null
}

function Say() {
  const { digest, point } = useRouter().params
  const say = useSay({
    digestId: digest && /^[0-9a-f]{24}$/.test(digest) ? digest : null,
    pointNo: digest ? pointOf(point) : null,
    reply: null,
  })
  return say.receipt ? (
    <ReceiptView receipt={say.receipt} onAgain={say.again} />
  ) : (
    <SayForm say={say} />
  )
}

/** 说件事: one box, one button; then the number. With a link from a notice: the points first. */
function SayPage() {
  const { reply } = useRouter().params
  return (
    <Page title="说件事" here="say">
      {reply ? <Reply key={reply} token={reply} /> : <Say />}
    </Page>
  )
}

export default SayPage
