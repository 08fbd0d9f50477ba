export default defineAppConfig({
  pages: [
    'pages/home/index',
    'pages/digests/index',
    'pages/track/index',
    'pages/me/index',
    'pages/digest/index',
    'pages/say/index',
    'pages/matter/index',
    'pages/board/index',
    'pages/login/index',
    'pages/privacy/index',
    'pages/password/index',
  ],
  subPackages: [
    {
      root: 'desk',
      pages: [
        'today/index',
        'ledger/index',
        'ticket/index',
        'digests/index',
        'digest-edit/index',
        'digest/index',
        'sources/index',
        'groups/index',
        'channels/index',
        'senders/index',
        'bots/index',
        'workdays/index',
        'burden/index',
      ],
    },
  ],
  window: {
    backgroundTextStyle: 'dark',
    backgroundColor: '#FAF7F2',
    navigationBarBackgroundColor: '#FAF7F2',
    navigationBarTitleText: '连心桥',
    navigationBarTextStyle: 'black',
  },
  // The bar itself is drawn by src/ui/tab-bar.tsx on every tab page (letters of the elder
  // mode do not fit WeChat's own); WeChat only needs to know which pages are tabs.
  tabBar: {
    custom: true,
    color: '#6A5F56',
    selectedColor: '#B0271C',
    backgroundColor: '#FFFFFF',
    list: [
      { pagePath: 'pages/home/index', text: '首页' },
      { pagePath: 'pages/digests/index', text: '政策' },
      { pagePath: 'pages/track/index', text: '进度' },
      { pagePath: 'pages/me/index', text: '我的' },
    ],
  },
  animation: false,
  lazyCodeLoading: 'requiredComponents',
  __usePrivacyCheck__: true,
})
