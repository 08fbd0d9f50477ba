export default definePageConfig({ navigationBarTitleText: '写摘要' })
