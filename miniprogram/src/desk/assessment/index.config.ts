export default definePageConfig({ navigationBarTitleText: '考评和申诉' })
