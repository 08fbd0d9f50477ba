export default definePageConfig({ navigationBarTitleText: '志愿和党日' })
