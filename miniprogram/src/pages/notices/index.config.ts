export default definePageConfig({ navigationBarTitleText: '给我的消息' })
