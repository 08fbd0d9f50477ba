export default definePageConfig({ navigationBarTitleText: '设密码' })
