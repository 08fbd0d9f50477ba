export default definePageConfig({ navigationBarTitleText: '办的实事' })
