import Taro from '@tarojs/taro'
import { pageUrl, replaceWith } from '@/lib/navigate'

/** Back to where one came from; to the board when the page was opened by itself. */
export function leave(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack()
  else replaceWith(pageUrl('deskShifts'))
}
