import Taro from '@tarojs/taro'
import { isWeapp } from '@/lib/platform'

const toastMs = 2500

function toastRegion(): HTMLElement {
  const known = document.querySelector<HTMLElement>('.lx-toast')
  if (known) return known
  const region = document.createElement('div')
  region.className = 'lx-toast'
  region.setAttribute('role', 'status')
  document.body.append(region)
  return region
}

let hiding: ReturnType<typeof setTimeout> | undefined

/** A short sentence that goes away by itself; read out in a browser. Nothing important in it. */
export function toast(text: string): void {
  if (isWeapp) {
    void Taro.showToast({ title: text, icon: 'none', duration: toastMs })
    return
  }
  const region = toastRegion()
  region.textContent = text
  region.classList.add('lx-toast--on')
  clearTimeout(hiding)
  hiding = setTimeout(() => region.classList.remove('lx-toast--on'), toastMs)
}

interface Question {
  title: string
  text?: string
  /** What the button does, as a verb: 退出, 撤回. */
  yes: string
  no?: string
}

function askInBrowser({ title, text, yes, no = '取消' }: Question): Promise<boolean> {
  const dialog = document.createElement('dialog')
  dialog.className = 'lx-dialog'
  const heading = document.createElement('h2')
  heading.className = 'lx-dialog__title'
  heading.textContent = title
  heading.id = 'lx-dialog-title'
  dialog.setAttribute('aria-labelledby', heading.id)
  const body = document.createElement('p')
  body.className = 'lx-dialog__text'
  body.textContent = text ?? ''
  const row = document.createElement('div')
  row.className = 'lx-dialog__row'
  const button = (label: string, kind: string, value: string) => {
    const made = document.createElement('button')
    made.type = 'button'
    made.className = `lx-btn ${kind}`
    made.textContent = label
    made.addEventListener('click', () => dialog.close(value))
    return made
  }
  row.append(button(no, 'lx-btn--secondary', 'no'), button(yes, '', 'yes'))
  dialog.append(heading, ...(text ? [body] : []), row)
  document.body.append(dialog)
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'yes')
    })
    dialog.showModal()
  })
}

/** Asks before something that cannot be taken back. True = yes; Esc and 取消 are no. */
export async function confirm(question: Question): Promise<boolean> {
  if (!isWeapp) return askInBrowser(question)
  const { title, text = '', yes, no = '取消' } = question
  const answer = await Taro.showModal({ title, content: text, confirmText: yes, cancelText: no })
  return answer.confirm
}

/** Puts text on the clipboard and says so; false when the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await Taro.setClipboardData({ data: text })
    if (!isWeapp) toast('已复制')
    return true
  } catch {
    toast('没复制成，请长按选中再复制')
    return false
  }
}
