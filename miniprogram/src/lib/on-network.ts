import Taro from '@tarojs/taro'
import { isWeapp } from './platform'

/**
 * Calls `again` when the network comes back.
 * @returns stops that
 */
export function onNetworkBack(again: () => void): () => void {
  if (!isWeapp) {
    // Taro asks navigator.connection in a browser, which Safari and Firefox do not have.
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  }
  const listener = ({ isConnected }: { isConnected: boolean }) => {
    if (isConnected) again()
  }
  Taro.onNetworkStatusChange(listener)
  return () => Taro.offNetworkStatusChange(listener)
}
