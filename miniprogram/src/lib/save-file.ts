import Taro from '@tarojs/taro'
import { isWeapp } from './platform'

/**
 * Gives the person a text of theirs to keep: a download in a browser, the clipboard in WeChat
 * (a miniprogram cannot save a JSON file where a person would find it).
 */
export async function saveText(fileName: string, text: string): Promise<void> {
  if (isWeapp) {
    await Taro.setClipboardData({ data: text })
    return
  }
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  URL.revokeObjectURL(address)
}
