export default definePageConfig({ navigationBarTitleText: '这一场的时长' })
