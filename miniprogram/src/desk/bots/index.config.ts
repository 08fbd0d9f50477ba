export default definePageConfig({ navigationBarTitleText: '机器人登录' })
