export default definePageConfig({ navigationBarTitleText: '发送额度' })
