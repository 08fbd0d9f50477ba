import { useLaunch } from '@tarojs/taro'
import type { PropsWithChildren } from 'react'
import { loadClientConfig } from './api/client-config'
import { followOtherTabs, loadSession } from './api/session'
import { refreshMe } from './api/sign-in'
import { loadTextSize } from './lib/text-size'
import './app.scss'
import 'platform-styles'

// Before the first page is drawn, so that letters do not jump and a signed-in person is greeted.
loadTextSize()
loadSession()

function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    followOtherTabs()
    void loadClientConfig()
    void refreshMe()
  })
  return children
}

// Taro asks for the app and every page as the default export.
export default App
