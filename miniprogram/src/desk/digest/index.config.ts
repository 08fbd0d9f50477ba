export default definePageConfig({ navigationBarTitleText: '一期摘要' })
