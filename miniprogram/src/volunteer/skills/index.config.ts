export default definePageConfig({ navigationBarTitleText: '我会做的事' })
